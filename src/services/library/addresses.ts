import { createHmac, timingSafeEqual } from 'node:crypto'
import { encodedPath, libraryPathOf } from '#core/library-path.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { Clock } from '#ports/clock.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { EpochMs } from '#protocol/ids.ts'
import type { SignedFilm } from '#protocol/library.ts'
import { LIBRARY_PREFIX } from '#protocol/media.ts'

/** Signed addresses end on the same instants for everyone, this far apart: so a browser may keep what it has fetched. */
export const SLOT_SECONDS = 6 * 3_600
/** 128 bits: as many as anybody could need to guess. */
const PROOF_LENGTH = 22
/** Seconds since 1970 in an address. */
const SECONDS = /^\d{1,12}$/

/**
 * Addresses of films in the library. A room keeps the one of the film, which is good for ever and opens nothing; it bears
 * a proof that it was given by us, so that nobody can put a film into a room that they were not shown. A player fetches
 * from a signed one, which is good for six to twelve hours. Keys are made of the secrets of the tokens: the first signs,
 * all are believed.
 */
export class Addresses {
  readonly #keys: readonly Buffer[]
  readonly #clock: Clock

  constructor(secrets: readonly string[], clock: Clock) {
    if (secrets.length === 0) throw new Error('a secret is needed to sign addresses')
    this.#keys = secrets.map((secret) => createHmac('sha256', secret).update('watchparty library').digest())
    this.#clock = clock
  }

  /** What a room plays. */
  film(path: string): string {
    return `${LIBRARY_PREFIX}${this.#sign(`film\n${path}`).slice(0, PROOF_LENGTH)}/${encodedPath(path)}`
  }

  /** The path of a film's address, if we gave it. */
  pathOf(url: string): string | null {
    const found = libraryPathOf(url)
    if (found === null) return null
    return this.#isOurs(`film\n${found.path}`, found.proof, PROOF_LENGTH) ? found.path : null
  }

  /** The same address, good for some hours for whoever has it. */
  signed(pathname: string): SignedFilm {
    const until = (Math.floor(this.#clock.now() / 1_000 / SLOT_SECONDS) + 2) * SLOT_SECONDS
    // The cast is sound: whole seconds make whole milliseconds.
    return {
      url: `${pathname}?e=${until}&s=${this.#sign(grant(pathname, until))}`,
      expiresAt: (until * 1_000) as EpochMs,
    }
  }

  /** Whether a signed address may be fetched from. */
  check(pathname: string, until: string | undefined, signature: string | undefined): Result<null, ErrorCode> {
    if (until === undefined || signature === undefined || !SECONDS.test(until)) return err('address_forged')
    if (!this.#isOurs(grant(pathname, Number(until)), signature)) return err('address_forged')
    return Number(until) * 1_000 > this.#clock.now() ? ok(null) : err('address_expired')
  }

  #sign(text: string, [key] = this.#keys): string {
    return createHmac('sha256', key as Buffer) // the cast is sound: there is at least one key
      .update(text)
      .digest('base64url')
  }

  #isOurs(text: string, given: string, length = 43): boolean {
    return this.#keys.some((key) => isSame(this.#sign(text, [key]).slice(0, length), given))
  }
}

const grant = (pathname: string, until: number): string => `fetch\n${until}\n${pathname}`

/** Takes as long whatever is in the texts. */
function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
