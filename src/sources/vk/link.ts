import { addressOf, isOf, linked, NO_FILM, startOf } from '#core/address.ts'
import { err } from '#core/result.ts'
import type { Source } from '#core/source.ts'

/** Whose a film is and which, as its own page has it and as a page that it lies upon has it (`z`). */
const FILM = /(?:^|\/)(video|clip)(-?\d+)_(\d+)(?!\d)/i

/** VK Video: `-123_456`, or `-123_456/hash` for one that is only open to who has the code of its player. */
export const vk: Source = {
  name: 'VK Video',
  knownBy: 'host',
  frames: ['https://vkvideo.ru', 'https://vk.com'],
  read: (url) => {
    const address = addressOf(url)
    const { host, parts, ask } = address
    if (!isOf(host, 'vk.com', 'vk.ru', 'vkvideo.ru', 'vkontakte.ru')) return null
    if (isOf(host, 'live.vkvideo.ru')) return err('link_other_site') // broadcasts have another player
    const startMs = startOf(address, 't')

    if (parts.at(-1) === 'video_ext.php') {
      const [oid] = /^-?\d+/.exec(ask('oid')) ?? []
      const [id] = /^\d+/.exec(ask('id')) ?? []
      if (oid === undefined || id === undefined) return NO_FILM
      const [hash] = /^\w+/.exec(ask('hash')) ?? []
      if (hash === undefined) return linked(`${oid}_${id}`, `https://vkvideo.ru/video${oid}_${id}`, startMs)
      const page = `https://vkvideo.ru/video_ext.php?oid=${oid}&id=${id}&hash=${hash}`
      return linked(`${oid}_${id}/${hash}`, page, startMs)
    }

    const [, what = '', oid, id] = FILM.exec(ask('z')) ?? FILM.exec(parts.join('/')) ?? []
    if (oid === undefined) return NO_FILM
    const clip = what.toLowerCase() === 'clip'
    return linked(
      `${oid}_${id}`,
      `https://vkvideo.ru/${clip ? 'clip' : 'video'}${oid}_${id}`,
      startMs,
      clip ? false : null,
    )
  },
}
