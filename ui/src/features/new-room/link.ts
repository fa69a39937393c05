import { libraryPathOf } from '#core/library-path.ts'
import { readLink as filmOf } from '#core/media-url.ts'
import type { ErrorCode, LinkFault } from '#protocol/errors.ts'
import { URL_MAX_UNITS } from '#protocol/limits.ts'
import { type ResolvedMedia, SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { linkIn, SCHEME } from './link-in-text.ts'

/** Why a link plays nothing: what the server would say too, or what only this page minds. */
export type WhyBad = LinkFault | 'insecure'

/** What can be said of a link before it is opened. */
export type Link =
  | { state: 'none' }
  /** `site` is where it comes from, for a film whose title its link does not tell. */
  | { state: 'good'; url: string; title: string | null; site: string | null }
  | { state: 'bad'; why: WhyBad }

/** A link may come without its scheme, and within words: people copy what they see. */
export function readLink(text: string, secure: boolean): Link {
  const bad = (why: WhyBad): Link => ({ state: 'bad', why })
  const found = linkIn(text)
  if (found === '') return { state: 'none' }
  const here = found === SAMPLE_FILM_PATH || isOwn(found)
  const url = here || SCHEME.test(found) ? found : `https://${found.replace(/^\/\//, '')}`
  if (url.length > URL_MAX_UNITS) return bad('unsupported_link')
  const parsed = URL.parse(url)
  const onWeb = parsed !== null && /^https?:$/.test(parsed.protocol)
  if (onWeb && (/\s/.test(url) || !isSite(parsed.hostname))) return bad('link_unreadable')
  const film = filmOf(url)
  if (!film.ok) return bad(film.error)
  const { title, source } = film.value
  const kept = URL.parse(film.value.url)
  if (secure && kept?.protocol === 'http:' && !isOwnMachine(kept.hostname)) return bad('insecure')
  // Not in its kept form: it may say where to begin.
  return { state: 'good', url: parsed?.href ?? url, title, site: title === null ? source : null }
}

/** A film of the server's own. */
export const isOwn = (url: string): boolean => libraryPathOf(url) !== null

const isSite = (host: string): boolean => /[.:]/.test(host) || isOwnMachine(host)

/** What is the matter with a link, and what to do about it: the two sentences of what the server would say. */
export async function wordsOf(
  why: WhyBad,
  insecure: readonly [string, string],
  textOf: (code: ErrorCode) => Promise<string>,
): Promise<readonly [what: string, todo: string]> {
  if (why === 'insecure') return insecure
  const text = await textOf(why)
  const end = text.indexOf('. ')
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 2)]
}

/** Whether a film plays as its address looks: its source may know better. */
export function playsAsLinked(url: string, { kind, url: from }: Pick<ResolvedMedia, 'kind' | 'url'>): boolean {
  const film = filmOf(url)
  return film.ok && film.value.kind === kind && film.value.url === from
}

/** Addresses of a home or an office (RFC 1918, link-local, `.local`): whoever is elsewhere does not reach them. */
const NEAR =
  /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cde]))|(^|\.)(localhost|local|lan|internal)$/i

/** Whether a good link leads to a machine nearby. */
export const isNear = (url: string): boolean => NEAR.test(URL.parse(url)?.hostname ?? '')

/** Browsers hold these for secure whatever the scheme. */
const isOwnMachine = (host: string): boolean => /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(host)
