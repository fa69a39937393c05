import { libraryPathOf } from '#core/library-path.ts'
import type { RoomId } from '#protocol/ids.ts'
import type { SignedFilm } from '#protocol/library.ts'
import type { Answer } from '../net/api.ts'

/** Younger addresses have not run out, whatever a player complains of, ms: the server gives them for six hours at least. */
const YOUNG_MS = 3_600_000

/** Asks the server where a film of its own can be fetched from; `room`: one that plays it. */
type Sign = (url: string, room: RoomId | null) => Answer<SignedFilm>

/** Where films are fetched from: where their links say, or, for films of the server's own, where it lets us for some hours. */
export class FilmAddresses {
  readonly #sign: Sign
  readonly #room: RoomId | null
  readonly #nowMs: () => number
  readonly #givenAt = new Map<string, number>()

  /** `room`: one that plays the films. */
  constructor(sign: Sign, room: RoomId | null, nowMs = () => Date.now()) {
    this.#sign = sign
    this.#room = room
    this.#nowMs = nowMs
  }

  /** What a player loads for this link. Rejects when the server gives no address. */
  async of(url: string): Promise<string> {
    if (libraryPathOf(url) === null) return url
    const signed = await this.#sign(url, this.#room)
    if (!signed.ok) throw new Error(`the server gives no address for this film: ${signed.error}`)
    this.#givenAt.clear() // one film is played at a time
    this.#givenAt.set(url, this.#nowMs())
    return signed.value.url
  }

  /** Whether the film's address may have run out since it was given: then loading it anew helps. */
  isOld(url: string | undefined): boolean {
    const at = url === undefined ? undefined : this.#givenAt.get(url)
    return at !== undefined && this.#nowMs() - at > YOUNG_MS
  }
}
