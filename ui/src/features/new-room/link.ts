import { libraryPathOf } from '#core/library-path.ts'
import { readLink as filmOf } from '#core/media-url.ts'
import { URL_MAX_UNITS } from '#protocol/limits.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'

/** What can be said of a link before it is opened. */
export type Link =
  | { state: 'none' }
  | { state: 'good'; url: string }
  | { state: 'bad'; why: 'not_link' | 'page' | 'not_file' | 'insecure'; site: string }

/** A link may come without its scheme: people copy what the address bar shows. */
export function readLink(text: string, secure: boolean): Link {
  const trimmed = text.trim()
  if (trimmed === '') return { state: 'none' }
  if (trimmed === SAMPLE_FILM_PATH || libraryPathOf(trimmed) !== null) return { state: 'good', url: trimmed }
  const parsed = URL.parse(/^[a-z][a-z\d+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`)
  const host = parsed?.hostname ?? ''
  if (parsed === null || /\s/.test(trimmed) || trimmed.length > URL_MAX_UNITS || !isSite(parsed)) {
    return { state: 'bad', why: 'not_link', site: host }
  }
  if (!filmOf(parsed.href).ok) {
    const file = /\.[a-z0-9]{2,5}$/i.test(parsed.pathname)
    return { state: 'bad', why: file ? 'not_file' : 'page', site: host.replace(/^www\./, '') }
  }
  if (secure && parsed.protocol === 'http:' && !isOwnMachine(host)) return { state: 'bad', why: 'insecure', site: host }
  return { state: 'good', url: parsed.href }
}

/** What to say of where a film comes from. */
export const sourceOf = (url: string | null): 'direct' | 'own' | 'sample' =>
  url === SAMPLE_FILM_PATH ? 'sample' : url !== null && libraryPathOf(url) !== null ? 'own' : 'direct'

const isSite = (url: URL): boolean =>
  /^https?:$/.test(url.protocol) &&
  url.username === '' &&
  url.password === '' &&
  (url.hostname.includes('.') || isOwnMachine(url.hostname))

/** Addresses of a home or an office (RFC 1918, link-local, `.local`): whoever is elsewhere does not reach them. */
const NEAR =
  /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cde]))|(^|\.)(localhost|local|lan|internal)$/i

/** Whether a good link leads to a machine nearby. */
export const isNear = (url: string): boolean => NEAR.test(URL.parse(url)?.hostname ?? '')

/** Browsers hold these for secure whatever the scheme. */
const isOwnMachine = (host: string): boolean => host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
