import { Reel, show, tell } from './reel.ts'

/** Stands in for player.vimeo.com/video/…: as the messages of its player.js go. */
const NAMES: Record<number, string> = {
  1: 'NotFoundError',
  2: 'PasswordError',
  3: 'PrivacyError',
  4: 'NotPlayableError',
}

const page = new URL(location.href)
const reel = new Reel(Number(page.pathname.split('/').at(-1)), Number.parseInt(page.hash.slice(3) || '0', 10))
const { error, otherRates } = reel.behaviour
const asked = new Set<string>()

const say = (event: string, data: unknown = {}) => {
  if (event === 'ready' || event === 'error' || asked.has(event)) tell(JSON.stringify({ event, data }))
}
const place = () => ({ seconds: reel.nowS, percent: reel.nowS / reel.seconds, duration: reel.seconds })
const fails = (method: string, name: string) => say('error', { method, name, message: 'no' })

const METHODS: Record<string, (value: never) => void> = {
  addEventListener: (name: string) => void asked.add(name),
  play: () => reel.play(),
  pause: () => reel.pause(),
  setCurrentTime: (s: number) => reel.seek(s),
  setVolume: (volume: number) => {
    reel.volume = volume
  },
  setMuted: (muted: boolean) => {
    reel.muted = muted
  },
  setPlaybackRate: (rate: number) => {
    if (otherRates) return fails('setPlaybackRate', 'Error')
    reel.setRate(rate)
    say('playbackratechange', { playbackRate: rate })
  },
  getCurrentTime: () => tell(JSON.stringify({ method: 'getCurrentTime', value: reel.nowS })),
  getDuration: () => tell(JSON.stringify({ method: 'getDuration', value: reel.seconds })),
  ping: () => {},
}
let dry = false
reel.onState = () => {
  if (reel.state === 'buffering') {
    dry = reel.nowS > 0.5
    if (dry) say('bufferstart')
    else say('play', place())
  }
  if (reel.state === 'playing') {
    if (dry) say('bufferend')
    dry = false
    say('playing', place())
  }
  if (reel.state === 'paused') say('pause', place())
  if (reel.state === 'ended') say('ended', place())
}
reel.onSeeked = () => say('seeked', place())
reel.onRefused = () => fails('play', 'NotAllowedError')

addEventListener('message', ({ data }) => {
  if (typeof data !== 'string') return
  const { method, value } = JSON.parse(data)
  // A question and its answer both cross the border.
  setTimeout(() => METHODS[method]?.(value as never), 6)
})
setTimeout(() => {
  say('ready')
  if (error !== null) setTimeout(() => say('error', { name: NAMES[error], message: 'no' }), 40)
}, 60)
setInterval(() => reel.state === 'playing' && say('timeupdate', place()), 250)
show(reel)
