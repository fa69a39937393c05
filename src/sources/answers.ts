import * as v from 'valibot'
import type { Ask, FilmFacts } from '#ports/lookup.ts'

// What lookups read answers with. A field of another form than expected counts as one that is not there: sources change.

const JSON_MAX_BYTES = 512 * 1_024
/** Of a page only its head is of use. */
const PAGE_MAX_BYTES = 512 * 1_024

export const Text = v.fallback(v.nullish(v.string(), null), null)
export const Seconds = v.fallback(v.nullish(v.number(), null), null)
export const YesNo = v.fallback(v.nullish(v.boolean(), null), null)

/** Whole ms out of seconds; null when they are no length of a film. */
export const msOf = (seconds: number | null): number | null =>
  seconds !== null && Number.isFinite(seconds) && seconds > 0 ? Math.max(1, Math.round(seconds * 1_000)) : null

/** A JSON answer in this form; null when there is none, or it is another. */
export async function jsonOf<S extends v.GenericSchema>(
  ask: Ask,
  url: string,
  schema: S,
): Promise<v.InferOutput<S> | null> {
  const answer = await ask({ url, accept: 'application/json', maxBytes: JSON_MAX_BYTES, beyond: 'refuse' })
  if (answer === null || answer.status !== 200) return null
  const read = v.safeParse(schema, JSON.parse(new TextDecoder().decode(answer.bytes)))
  return read.success ? read.output : null
}

const OEmbed = v.object({ title: Text, thumbnail_url: Text, duration: Seconds })

/** What an oEmbed service says (oembed.com); some add how long it is. */
export async function oEmbedOf(ask: Ask, url: string): Promise<FilmFacts | null> {
  const told = await jsonOf(ask, url, OEmbed)
  return told && { title: told.title, posterUrl: told.thumbnail_url, durationMs: msOf(told.duration), live: null }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', apos: "'", gt: '>', lt: '<', nbsp: ' ', quot: '"' }
/** Text of HTML as people read it. */
export const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })

/** What a page says of itself for those who link to it (`og:title` and the like), by name; null when there is no page. */
export async function metaOf(ask: Ask, url: string): Promise<ReadonlyMap<string, string> | null> {
  const answer = await ask({ url, accept: 'text/html', maxBytes: PAGE_MAX_BYTES, beyond: 'cut' })
  if (answer === null || answer.status !== 200) return null
  // VK still writes some of its pages so; all others are UTF-8.
  const old = /charset=["']?windows-1251/i.test(answer.header('content-type') ?? '')
  return readMeta(new TextDecoder(old ? 'windows-1251' : 'utf-8').decode(answer.bytes))
}

/** The first of each name stands: what is repeated further down is somebody's text. */
export function readMeta(html: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [tag] of html.matchAll(/<meta\s[^<>]{1,4000}>/gi)) {
    const of = (name: string) =>
      new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i')
        .exec(tag)
        ?.slice(1)
        .find((part) => part !== undefined)
    const name = (of('property') ?? of('name'))?.toLowerCase()
    const content = of('content')
    if (name !== undefined && content !== undefined && !found.has(name)) found.set(name, unescaped(content))
  }
  return found
}
