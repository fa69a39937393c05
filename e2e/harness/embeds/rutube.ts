import { Reel, show, tell } from './reel.ts'

/** Stands in for rutube.ru/play/embed/…: as its player's messages go. */
const STATES = { ad: null, buffering: 'buffering', cued: null, ended: 'completed', paused: 'pause', playing: 'playing' }

const page = new URL(location.href)
const name = page.pathname.split('/').filter(Boolean).at(-1) ?? ''
const reel = new Reel(Number(name), Number(page.searchParams.get('t') ?? 0))
let last = reel.state

const say = (type: string, data: object = {}) => tell(JSON.stringify({ type: `player:${type}`, data }))

reel.onState = () => {
  if (reel.state === 'ad') say('rollState', { rollState: 'playPreroll', state: 'play' })
  if (last === 'ad') say('rollState', { rollState: 'playPreroll', state: 'complete' })
  const state = STATES[reel.state]
  if (state !== null) say('changeState', { state })
  if (reel.state === 'ended') say('playComplete')
  last = reel.state
}
reel.onSeeked = () => say('currentTime', { time: reel.nowS })

const COMMANDS: Record<string, (data: { time: number; volume: number }) => void> = {
  'player:play': () => reel.play(),
  'player:pause': () => reel.pause(),
  'player:setCurrentTime': ({ time }) => reel.seek(time),
  'player:mute': () => {
    reel.muted = true
  },
  'player:unMute': () => {
    reel.muted = false
  },
  'player:setVolume': ({ volume }) => {
    reel.volume = volume
  },
}
addEventListener('message', ({ data }) => {
  if (typeof data !== 'string') return
  const message = JSON.parse(data)
  setTimeout(() => COMMANDS[message.type]?.(message.data), 8)
})
setTimeout(() => {
  say('init')
  say('ready', { videoId: name, clientId: 'c', playerId: 'p' })
  say('durationChange', { duration: reel.seconds })
  if (reel.behaviour.error !== null) say('error', { code: String(reel.behaviour.error), text: 'no' })
}, 60)
setInterval(() => reel.state === 'playing' && say('currentTime', { time: reel.nowS }), 250)
show(reel)
