import { err, ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

export const twitch: Source = {
  name: 'Twitch',
  knownBy: 'host',
  frames: ['https://player.twitch.tv'],
  read: (url) => {
    if (!['twitch.tv', 'www.twitch.tv', 'clips.twitch.tv'].includes(url.hostname)) return null
    const [, video] = /^\/videos\/(\d+)$/.exec(url.pathname) ?? []
    const [, channel] = /^\/(\w{3,25})$/.exec(url.pathname) ?? []
    const [, clip] = /^\/(?:\w+\/clip\/)?([\w-]{26,})$/.exec(url.pathname) ?? []
    const ref = video ? `video:${video}` : channel ? `channel:${channel}` : clip ? `clip:${clip}` : null
    if (ref === null) return err('unsupported_link')
    return ok({ ref, url: url.href, startMs: 0, live: ref.startsWith('channel:'), title: null })
  },
}
