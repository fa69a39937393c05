import type { Language } from '#protocol/error-texts.ts'
import type { Limits } from '#services/limits.ts'
import { rateHeaders } from '../http/rate-headers.ts'
import { refusal } from '../refusal.ts'

/** Sockets without a hello that one address may have: a class that opens its laptops at once. */
const SILENT_PER_ADDRESS = 100
/** Sockets without a hello in all; each costs a few kB until its five seconds are over. */
const SILENT_MAX = 4_096

interface DoorDeps {
  readonly limits: Limits
  readonly publicUrl: string
  readonly trustProxy: number
}

/** Who may open a socket at all, before anything is known of them; and how many such there may be. */
export class Door {
  readonly #deps: DoorDeps
  readonly #silent = new Map<string, number>()
  #silentInAll = 0

  constructor(deps: DoorDeps) {
    this.#deps = deps
  }

  /** Why this request may not become a socket; null when it may. */
  refusal(request: Request, address: string, language: Language): Response | null {
    const passage = this.#deps.limits.here('socket', address)
    if (!passage.allowed) return refusal('slow_down', language, rateHeaders(passage))
    if (!this.#isFromHere(request)) return refusal('foreign_origin', language)
    if ((this.#silent.get(address) ?? 0) >= SILENT_PER_ADDRESS)
      return refusal('slow_down', language, { ...rateHeaders(passage), 'Retry-After': '1' })
    if (this.#silentInAll >= SILENT_MAX) return refusal('unavailable', language, { 'Retry-After': '1' })
    return null
  }

  /** A socket has opened and said nothing yet. */
  enter(address: string): void {
    this.#silentInAll += 1
    this.#silent.set(address, (this.#silent.get(address) ?? 0) + 1)
  }

  /** It is known now whose it is, or it is gone. */
  leave(address: string): void {
    this.#silentInAll -= 1
    const left = (this.#silent.get(address) ?? 1) - 1
    if (left > 0) this.#silent.set(address, left)
    else this.#silent.delete(address)
  }

  #isFromHere(request: Request): boolean {
    const origin = request.headers.get('origin')
    if (origin === null) return true // no browser, so nobody's page
    const hosts = [request.headers.get('host')]
    // A proxy may ask us by another name than people asked it, and say so here; a page cannot set this header.
    if (this.#deps.trustProxy > 0) hosts.push(request.headers.get('x-forwarded-host'))
    return isOwnOrigin(origin, this.#deps.publicUrl, hosts)
  }
}

/**
 * Whether a page of this origin is one of ours: it lies at our public address, or at the very host that is asked now (an
 * IP, localhost, the port of a development server). The token travels in the first frame and not in a cookie, so another
 * site's page could do nothing here; it is refused all the same, because it has no business here. Telegram shows our page
 * from our own address, in a frame or a web view.
 */
function isOwnOrigin(origin: string, publicUrl: string, hosts: readonly (string | null)[]): boolean {
  if (origin === publicUrl) return true
  const page = URL.parse(origin)
  if (page === null || page.host === '') return false
  // Read as an address of the page's scheme, so that a port that goes without saying is no difference.
  return hosts.some((host) => host !== null && URL.parse(`${page.protocol}//${host}`)?.host === page.host)
}
