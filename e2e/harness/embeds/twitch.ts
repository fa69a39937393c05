import { Reel, show, tell } from './reel.ts'

/** Stands in for player.twitch.tv: as its embed's messages go, for `video=1` and `channel=channel_1`. */
const STATES = {
  ad: 'Playing',
  buffering: 'Buffering',
  cued: 'Ready',
  ended: 'Ended',
  paused: 'Idle',
  playing: 'Playing',
}

const page = new URL(location.href)
const channel = page.searchParams.get('channel')
const film = Number((channel ?? page.searchParams.get('video') ?? '').replace(/\D/g, ''))
const reel = new Reel(film, Number.parseInt(page.searchParams.get('time') ?? '0', 10))

const say = (eventName: string, params: unknown = {}) => tell({ namespace: 'twitch-embed', eventName, params })
const update = () =>
  tell({
    namespace: 'twitch-embed-player-proxy',
    eventName: 'UPDATE_STATE',
    params: {
      currentTime: reel.nowS,
      duration: channel === null ? reel.seconds : 0,
      ended: reel.state === 'ended',
      muted: reel.muted,
      playback: STATES[reel.state],
      volume: reel.volume,
      stats: { videoStats: { bufferSize: 10, hlsLatencyBroadcaster: channel === null ? 0 : 4.5, playbackRate: 3_000 } },
    },
  })

reel.onState = () => {
  if (reel.state === 'playing') say('playing')
  if (reel.state === 'paused') say('pause')
  if (reel.state === 'ended') say('ended')
  update()
}
reel.onSeeked = () => {
  say('seek', { position: reel.nowS })
  update()
}
reel.onRefused = () => say('playbackBlocked')

const COMMANDS: Record<number, (params: never) => void> = {
  2: () => reel.pause(),
  3: () => reel.play(),
  4: (s: number) => reel.seek(s),
  10: (muted: boolean) => {
    reel.muted = muted
  },
  11: (volume: number) => {
    reel.volume = volume
  },
}
addEventListener('message', ({ data }) => {
  if (data?.namespace === 'twitch-embed-player-proxy')
    setTimeout(() => COMMANDS[data.eventName]?.(data.params as never), 8)
})
setTimeout(() => {
  // Without its embedder among the parents it shows a page that refuses, and says nothing.
  if (!page.searchParams.getAll('parent').includes(new URL(document.referrer).hostname)) return
  update()
  say('ready')
  update()
  if (reel.behaviour.error !== null) say('error', { code: reel.behaviour.error })
  if (channel !== null && film === 7) say('offline')
}, 60)
setInterval(() => reel.state === 'playing' && update(), 230)
show(reel)
