import { err, ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

export const vimeo: Source = {
  name: 'Vimeo',
  knownBy: 'host',
  frames: ['https://player.vimeo.com'],
  read: (url) => {
    if (!['vimeo.com', 'player.vimeo.com'].includes(url.hostname)) return null
    const [, id, hash] = /^\/(?:video\/)?(\d+)(?:\/(\w+))?$/.exec(url.pathname) ?? []
    if (id === undefined) return err('unsupported_link')
    const ref = hash === undefined ? id : `${id}/${hash}`
    return ok({ ref, url: url.href, startMs: 0, live: null, title: null })
  },
}
