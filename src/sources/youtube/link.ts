import { err, ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

const HOSTS = ['youtube.com', 'www.youtube.com', 'm.youtube.com', 'youtu.be']

export const youtube: Source = {
  name: 'YouTube',
  knownBy: 'host',
  frames: ['https://www.youtube.com'],
  read: (url) => {
    if (!HOSTS.includes(url.hostname)) return null
    const id = url.hostname === 'youtu.be' ? url.pathname.slice(1) : url.searchParams.get('v')
    if (id === null || !/^[\w-]{11}$/.test(id)) return err('unsupported_link')
    return ok({ ref: id, url: `https://www.youtube.com/watch?v=${id}`, startMs: 0, live: null, title: null })
  },
}
