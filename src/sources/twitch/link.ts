import { addressOf, isOf, linked, NO_FILM, startOf } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** Pages of Twitch that look like a channel. */
const PAGES =
  /^(?:broadcast|clip|collections?|creatorcamp|dashboard|directory|downloads|drops|embed|events?|following|friends|inventory|jobs|legal|login|logout|messages|moderator|p|popout|prime|privacy|products|search|settings|signup|store|subscriptions|team|turbo|user|videos?|wallet)$/

/** Twitch: a channel (`channel:name`), a past broadcast (`video:123`) or a clip (`clip:Slug`). */
export const twitch: Source = {
  name: 'Twitch',
  knownBy: 'host',
  frames: ['https://player.twitch.tv', 'https://clips.twitch.tv'],
  read: (url) => {
    const address = addressOf(url)
    const { host, parts, ask } = address
    if (!isOf(host, 'twitch.tv')) return null
    const [first = '', second = '', third = ''] = parts
    const inPlayer = host === 'player.twitch.tv'

    const named = inPlayer
      ? ask('video')
      : /^videos?$/i.test(first)
        ? second
        : /^v(?:ideos?)?$/i.test(second)
          ? third
          : ''
    const video = /^v?(\d+)(?!\w)/i.exec(named)?.[1]
    if (video !== undefined) {
      return linked(`video:${video}`, `https://www.twitch.tv/videos/${video}`, startOf(address, 't', 'time'), false)
    }

    const clip =
      host === 'clips.twitch.tv'
        ? first === 'embed'
          ? ask('clip')
          : second || first
        : /^clip$/i.test(first)
          ? second
          : /^clip$/i.test(second)
            ? third
            : ''
    const slug = /^(?!(?:embed|create)$)[\w-]{4,}/.exec(clip)?.[0]
    if (slug !== undefined) return linked(`clip:${slug}`, `https://clips.twitch.tv/${slug}`, 0, false)

    const ofChannels = /^(?:(?:www|m|go)\.)?twitch\.tv$/.test(host) && second === ''
    const channel = (inPlayer ? ask('channel') : ofChannels ? first : '').toLowerCase()
    if (!/^\w{2,25}$/.test(channel) || PAGES.test(channel)) return NO_FILM
    return linked(`channel:${channel}`, `https://www.twitch.tv/${channel}`, 0, true)
  },
}
