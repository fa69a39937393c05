import { Reel, show, tell } from './reel.ts'

/** Stands in for vk.com/video_ext.php with `js_api=1`: as the messages of its videoplayer.js go. */
const page = new URL(location.href)
const reel = new Reel(Number(page.searchParams.get('id')), Number.parseInt(page.searchParams.get('t') ?? '0', 10))
let started = false
let inited = false
let last = reel.state

const say = (event: string, more: object = {}) =>
  tell({
    event,
    state: reel.state === 'buffering' ? 'playing' : reel.state,
    time: reel.state === 'ad' ? 0 : reel.nowS,
    duration: reel.seconds,
    volume: reel.volume,
    muted: reel.muted,
    ...more,
  })

reel.onState = () => {
  if (last === 'ad') say('adCompleted', { section: 'preroll' })
  if (reel.state === 'ad') say('adStarted', { section: 'preroll' })
  if (reel.state === 'playing') {
    say(started ? 'resumed' : 'started')
    started = true
  }
  if (reel.state === 'paused') say('paused')
  if (reel.state === 'ended') say('ended')
  last = reel.state
}
reel.onSeeked = () => say('seeked')
reel.onRefused = () => say('autoplaySoundProhibited')

const METHODS: Record<string, (message: { time: number; volume: number }) => void> = {
  init: () => {
    if (inited) return
    inited = true
    setTimeout(() => {
      say('inited')
      if (reel.behaviour.error !== null) say('error', { errorCode: reel.behaviour.error })
    }, 40)
  },
  play: () => reel.play(),
  pause: () => reel.pause(),
  seek: ({ time }) => reel.seek(time),
  mute: () => {
    reel.muted = true
  },
  unmute: () => {
    reel.muted = false
  },
  set_volume: ({ volume }) => {
    reel.volume = volume
  },
}
addEventListener('message', ({ data }) => setTimeout(() => METHODS[data?.method]?.(data), 8))
setInterval(() => ['playing', 'buffering'].includes(reel.state) && say('timeupdate'), 250)
show(reel)
