import { addressOf, isOf, linked, NO_FILM, startOf } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** A film's number, wherever its pages have it, and the secret of one that is not listed. */
const FILM =
  /^(?:(?:manage\/)?videos?\/|m\/|channels\/[^/]+\/|groups\/[^/]+\/videos\/|(?:album|showcase)\/[^/]+\/videos?\/|ondemand\/[^/]+\/|[^/]+\/[^/]+\/video\/)?(\d+)(?:\/([\da-f]{6,}))?(?:\/|\W*$)/i
const EVENT = /^event\/(\d+)(?:\/([\da-f]{6,}))?(?:\/|\W*$)/i
const SECRET = /^[\da-f]{6,}/i

/** Vimeo: a film (`123`, not listed `123/secret`) or a broadcast (`event:123`). */
export const vimeo: Source = {
  name: 'Vimeo',
  knownBy: 'host',
  // A broadcast's player is a page of the site itself.
  frames: ['https://player.vimeo.com', 'https://vimeo.com'],
  read: (url) => {
    const address = addressOf(url)
    const { host, parts, ask } = address
    if (!isOf(host, 'vimeo.com', 'vimeopro.com')) return null
    const path = parts.join('/')
    const [, event, itsSecret] = EVENT.exec(path) ?? []
    const [, film = /^\d+/.exec(ask('clip_id'))?.[0], secret] = FILM.exec(path) ?? []
    const id = event ?? film
    if (id === undefined) return NO_FILM
    const hash = itsSecret ?? secret ?? SECRET.exec(ask('h'))?.[0]
    const ref = hash === undefined ? id : `${id}/${hash}`
    if (event !== undefined) return linked(`event:${ref}`, `https://vimeo.com/event/${ref}`, 0, true)
    return linked(ref, `https://vimeo.com/${ref}`, startOf(address, 't'))
  },
}
