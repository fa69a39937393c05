import type { LinkedFilm } from '#core/media-url.ts'
import type { Wanted } from '#ports/fetcher.ts'
import type { Ask } from '#ports/lookup.ts'

interface Stored {
  readonly body: string | Uint8Array
  readonly status?: number
  readonly type?: string
  /** Where redirects led. */
  readonly endsAt?: string
  /** It sends everything whatever part is asked for. */
  readonly wholeOnly?: true
}

/** A stand-in for the outside: what stands at which address, and what was asked. Parts are given as servers give them. */
export function outsideWith(stored: Readonly<Record<string, Stored | object>>) {
  const asked: Wanted[] = []
  const ask: Ask = async (wanted) => {
    asked.push(wanted)
    const found = stored[wanted.url]
    if (found === undefined) return null
    const kept: Stored = 'body' in found ? (found as Stored) : { body: JSON.stringify(found) } // a bare object is its own JSON
    const all = typeof kept.body === 'string' ? new TextEncoder().encode(kept.body) : kept.body
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(wanted.range ?? '') ?? []
    const partly = from !== undefined && !kept.wholeOnly && (kept.status ?? 200) === 200
    const bytes = partly ? all.slice(Number(from), Number(to) + 1) : all
    if (bytes.length > wanted.maxBytes && wanted.beyond === 'refuse') return null
    const headers: Record<string, string> = {
      'content-length': String(bytes.length),
      ...(kept.type === undefined ? {} : { 'content-type': kept.type }),
      ...(partly ? { 'content-range': `bytes ${from}-${Number(from) + bytes.length - 1}/${all.length}` } : {}),
    }
    return {
      status: partly ? 206 : (kept.status ?? 200),
      url: kept.endsAt ?? wanted.url,
      header: (name) => headers[name] ?? null,
      bytes: wanted.method === 'HEAD' ? new Uint8Array() : bytes.slice(0, wanted.maxBytes),
    }
  }
  return { ask, asked }
}

/** What a link of a source tells; the kind does not matter to a lookup. */
export const linkTo = (url: string, ref = url): LinkedFilm => ({
  kind: 'file',
  source: 'file',
  ref,
  url,
  startMs: 0,
  live: null,
  title: null,
})
