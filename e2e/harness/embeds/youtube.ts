import { Reel, show, tell } from './reel.ts'

/** Stands in for www.youtube.com/embed/…: as its IFrame API's messages go, for a film named `film-000001`. */
const LISTED = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]
const STATES = { ad: 1, buffering: 3, cued: 5, ended: 0, paused: 2, playing: 1 }
const AD_SECONDS = 15

const page = new URL(location.href)
const reel = new Reel(Number(page.pathname.slice(-6)), Number(page.searchParams.get('start') ?? 0))
const { error, otherRates } = reel.behaviour
const asked = new Set<string>()
/** It plays for nobody who hides which page shows it. */
const refusal = () => (document.referrer === '' ? 153 : error)
let began = false
let rate = 1

const say = (event: string, info: unknown = null) => tell(JSON.stringify({ event, info, id: 1, channel: 'widget' }))
const sayIfAsked = (event: string, info: unknown) => asked.has(event) && say(event, info)
/** During an advertisement the clock of the film stands, and the length is the advertisement's. */
const info = () => ({
  playerState: reel.state === 'cued' && began ? -1 : STATES[reel.state],
  currentTime: reel.state === 'cued' ? 0 : reel.nowS,
  currentTimeLastUpdated_: Date.now() / 1_000,
  duration: reel.state === 'ad' ? AD_SECONDS : reel.seconds,
  playbackRate: rate,
  videoLoadedFraction: reel.state === 'cued' ? 0 : Math.min(1, (reel.nowS + 20) / reel.seconds),
  videoData: { video_id: page.pathname.slice(-11), isLive: false },
  availablePlaybackRates: LISTED,
})

function setRate(wanted: number): void {
  const taken = otherRates || LISTED.includes(wanted) ? wanted : 1
  if (taken === rate) return
  rate = taken
  reel.setRate(rate)
  sayIfAsked('onPlaybackRateChange', rate)
  say('infoDelivery', { playbackRate: rate })
}

const FUNCTIONS: Record<string, (...args: never[]) => void> = {
  addEventListener: (name: string) => {
    asked.add(name)
    if (name === 'onError' && refusal() !== null) setTimeout(() => say('onError', refusal()), 60)
  },
  playVideo: () => reel.play(),
  pauseVideo: () => reel.pause(),
  seekTo: (s: number) => {
    reel.seek(s)
    if (reel.state === 'cued') reel.play() // from any state but a pause a seek plays
  },
  setPlaybackRate: setRate,
  mute: () => {
    reel.muted = true
  },
  unMute: () => {
    reel.muted = false
  },
  setVolume: (volume: number) => {
    reel.volume = volume / 100
  },
}

reel.onState = () => {
  sayIfAsked('onStateChange', STATES[reel.state])
  say('infoDelivery', info())
}
reel.onSeeked = () => say('infoDelivery', info())
reel.onRefused = () => sayIfAsked('onAutoplayBlocked', null)

function begin(): void {
  if (began) return
  began = true
  setTimeout(() => {
    say('initialDelivery', { ...info(), apiInterface: Object.keys(FUNCTIONS) })
    say('onReady')
  }, 40)
  let turn = 0
  setInterval(() => {
    turn += 1
    // As it comes: now after a tenth of a second, now after a quarter.
    if (['ad', 'playing'].includes(reel.state) && turn % 5 !== 2) say('infoDelivery', info())
  }, 100)
}

addEventListener('message', ({ data }) => {
  if (typeof data !== 'string') return
  const { event, func, args } = JSON.parse(data)
  if (event === 'listening') begin()
  else if (event === 'command') setTimeout(() => FUNCTIONS[func]?.(...(args as never[])), 8)
})
show(reel)
