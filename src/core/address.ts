import type { LinkFault } from '#protocol/errors.ts'
import { POSITION_MAX_MS } from '#protocol/limits.ts'
import { titleFromUrl } from './media-title.ts'
import { err, ok, type Result } from './result.ts'
import type { Linked } from './source.ts'

/** An address as a source reads it. */
export interface Address {
  /** In lower case, without the dot that may end it. */
  readonly host: string
  /** What its path is made of. */
  readonly parts: readonly string[]
  /** What it says under a name, in its query or its fragment; '' when nothing. */
  ask(name: string): string
}

/**
 * Takes an address apart the way people's copies need it: with a second `?`, an `&` where the query should begin, an
 * `&amp;` out of a page, and what belongs to the query behind the `#`.
 */
export function addressOf(url: URL): Address {
  const [path = '', ...said] = `${url.pathname}${url.search}${url.hash}`.split(/[?&#;]/)
  const query = new URLSearchParams(said.join('&'))
  return {
    host: url.hostname.replace(/\.$/, ''),
    parts: path.split('/').filter((part) => part !== ''),
    ask: (name) => query.get(name) ?? '',
  }
}

/** Whether a host is one of these, or lies below one. */
export const isOf = (host: string, ...sites: string[]): boolean =>
  sites.some((site) => host === site || host.endsWith(`.${site}`))

/** `90`, `90.5s`, `1h2m3s`, `npt:90` and `1:02:03` as ms; 0 for anything else, and for what is longer than any film. */
export function timeMs(text: string): number {
  const [, h, m, s] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/i.exec(text) ??
    /^(?:npt:)?(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)(?:,.*)?$/.exec(text) ??
    []
  const ms = Math.round(((Number(h ?? 0) * 60 + Number(m ?? 0)) * 60 + Number(s ?? 0)) * 1_000)
  return ms <= POSITION_MAX_MS ? ms : 0
}

/** Where an address asks to begin, ms, under whichever of these names it does. */
export const startOf = (address: Address, ...names: string[]): number =>
  names.reduce((found, name) => found || timeMs(address.ask(name)), 0)

/** A film whose title its link does not tell. */
export const linked = (ref: string, url: string, startMs = 0, live: boolean | null = null): Result<Linked, LinkFault> =>
  ok({ ref, url, startMs, live, title: null })

/** A page of a site that does play here, with no one film on it. */
export const NO_FILM: Result<never, LinkFault> = err('link_no_film')

/** What follows people from page to page, whoever's page it is. */
const FOLLOWING = /[?&]+(?:utm_\w+|fbclid|gclid|yclid|ysclid|igshid|igsh|_openstat|mc_[ce]id)(?:=[^?&]*)?(?=[?&]|$)/gi

/**
 * A film that lies at an address itself. Of its query everything else stays as it is written, since it may be signed.
 * Its fragment may say where to begin (Media Fragments, `#t=90`).
 */
export function direct(url: URL): Result<Linked, LinkFault> {
  const query = url.search.replace(FOLLOWING, '').replace(/^[?&]*(?=.)/, '?')
  const href = `${url.origin}${url.pathname}${query}`
  const startMs = timeMs(/[#&]t=([^&]*)/.exec(url.hash)?.[1] ?? '')
  return ok({ ref: href, url: href, startMs, live: null, title: titleFromUrl(href) })
}
