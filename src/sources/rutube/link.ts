import { err, ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

export const rutube: Source = {
  name: 'Rutube',
  knownBy: 'host',
  frames: ['https://rutube.ru'],
  read: (url) => {
    if (!['rutube.ru', 'www.rutube.ru'].includes(url.hostname)) return null
    const [, id] = /^\/video\/(?:private\/)?([\da-f]{32})\/?$/.exec(url.pathname) ?? []
    if (id === undefined) return err('unsupported_link')
    const key = url.searchParams.get('p')
    const ref = key === null ? id : `${id}/${key}`
    return ok({ ref, url: url.href, startMs: 0, live: null, title: null })
  },
}
