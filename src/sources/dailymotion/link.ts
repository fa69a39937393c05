import { addressOf, isOf, linked, NO_FILM, startOf } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** Public ids begin with an x, private ones with a k; a title may follow. */
const ID = /^[xk][\da-z]{2,}(?![\da-z])/i

/** Dailymotion: `x8abcde`. */
export const dailymotion: Source = {
  name: 'Dailymotion',
  knownBy: 'host',
  frames: ['https://geo.dailymotion.com', 'https://www.dailymotion.com'],
  read: (url) => {
    const address = addressOf(url)
    const { host, parts, ask } = address
    const short = isOf(host, 'dai.ly')
    if (!short && !isOf(host, 'dailymotion.com')) return null
    const before = parts.findLastIndex((part) => /^(?:video|swf)$/i.test(part))
    const named = short ? parts[0] : before < 0 ? '' : parts[before + 1]
    const [id] = ID.exec(named ?? '') ?? ID.exec(ask('video')) ?? []
    if (id === undefined) return NO_FILM
    return linked(id, `https://www.dailymotion.com/video/${id}`, startOf(address, 'start', 'startTime', 't'))
  },
}
