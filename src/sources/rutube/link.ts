import { addressOf, isOf, linked, NO_FILM, startOf } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** Where a film's page has its id. Numbers are of old embeds, and lead nowhere else. */
const FILM =
  /^(?:(video|shorts|live\/video|play\/embed|video\/embed)\/(private\/)?([\da-f]{32})|play\/embed\/(\d+))(?![\da-z])/i

/** Rutube: `id`, or `id/key` for a film that only who has the key may see. */
export const rutube: Source = {
  name: 'Rutube',
  knownBy: 'host',
  frames: ['https://rutube.ru'],
  read: (url) => {
    const address = addressOf(url)
    const { host, parts, ask } = address
    if (!isOf(host, 'rutube.ru')) return null
    const [, page = '', , hex, number] = FILM.exec(parts.join('/')) ?? []
    const id = hex?.toLowerCase() ?? number
    if (id === undefined) return NO_FILM
    const startMs = startOf(address, 't')
    const [key] = /^[\w-]+/.exec(ask('p')) ?? []
    const live = /^live/i.test(page)
    const before = number !== undefined ? 'play/embed' : live ? 'live/video' : 'video'
    const known = live ? true : /^shorts/i.test(page) ? false : null
    if (key === undefined) return linked(id, `https://rutube.ru/${before}/${id}/`, startMs, known)
    // Old embeds know no private page.
    const secret = number !== undefined ? '' : 'private/'
    return linked(`${id}/${key}`, `https://rutube.ru/${before}/${secret}${id}/?p=${key}`, startMs, known)
  },
}
