import { err, ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

export const vk: Source = {
  name: 'VK Video',
  knownBy: 'host',
  frames: ['https://vk.com', 'https://vkvideo.ru'],
  read: (url) => {
    if (!['vk.com', 'vkvideo.ru', 'm.vk.com'].includes(url.hostname)) return null
    const [, ref] = /^\/video(-?\d+_\d+)$/.exec(url.pathname) ?? []
    if (ref === undefined) return err('unsupported_link')
    return ok({ ref, url: url.href, startMs: 0, live: null, title: null })
  },
}
