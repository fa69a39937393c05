import { isLibraryPath, libraryPathOf, nameOf } from '#core/library-path.ts'
import { titleFromUrl } from '#core/media-title.ts'
import { err, ok, type Result } from '#core/result.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { FilmFacts, LibraryEntry, LibraryFile, MediaFolder } from '#ports/library.ts'
import type { UserStore } from '#ports/user-store.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { User } from '#protocol/http.ts'
import type { LibraryFilm, LibraryPage, LibraryQuery, SignedFilm, SignFilm } from '#protocol/library.ts'
import { LIBRARY_PAGE, POSITION_MAX_MS, URL_MAX_UNITS } from '#protocol/limits.ts'
import { LIBRARY_PREFIX } from '#protocol/media.ts'
import type { RoomsApi } from '../rooms/rooms-api.ts'
import type { Addresses } from './addresses.ts'
import { compareEntries, entryOf, finder, markOf } from './order.ts'

/** Where pictures of films are, beside the films themselves. */
export const POSTER_PREFIX = '/posters/'
/** How long a page waits for lengths of films that nobody has looked at yet, ms; later ones are there the next time. */
const FACTS_WAIT_MS = 700

/** Who may look through the library and choose from it: everyone, or the owners of these Telegram accounts. */
export type LibraryReaders = 'everyone' | readonly number[]

export interface LibraryDeps {
  readonly folder: MediaFolder
  readonly facts: FilmFacts
  readonly addresses: Addresses
  readonly rooms: Pick<RoomsApi, 'filmOf'>
  readonly users: Pick<UserStore, 'telegramIdOf'>
  readonly clock: Clock
  readonly readers: LibraryReaders
}

/** Films of the server's own. */
export class Library {
  readonly #deps: LibraryDeps

  constructor(deps: LibraryDeps) {
    this.#deps = deps
  }

  /** One page of a folder, or of what bears the words that are looked for. */
  async browse(user: User, { path, q, after }: LibraryQuery): Promise<Result<LibraryPage, ErrorCode>> {
    if (!(await this.#mayBrowse(user))) return err('not_allowed')
    const last = after === '' ? null : entryOf(after)
    if (after !== '' && last === null) return err('bad_request')
    const found = isLibraryPath(path) ? await this.#find(path, q.trim()) : null
    if (found === null) return err('not_found')
    const following = found
      .filter((entry) => last === null || compareEntries(entry, last) > 0)
      .sort(compareEntries)
      .slice(0, LIBRARY_PAGE + 1)
    const page = following.slice(0, LIBRARY_PAGE)
    const end = page.at(-1)
    return ok({
      folders: page.flatMap(({ kind, path }) => (kind === 'folder' ? [{ name: nameOf(path), path }] : [])),
      films: await this.#films(page.flatMap(({ kind, path }) => (kind === 'film' ? [path] : []))),
      next: following.length > page.length && end !== undefined ? markOf(end) : null,
    })
  }

  /** An address to fetch a film from: for who may browse, and for who is in a room that plays it. */
  async sign(user: User, { url, room }: SignFilm): Promise<Result<SignedFilm, ErrorCode>> {
    const path = this.#deps.addresses.pathOf(url)
    if (path === null) return err(libraryPathOf(url) === null ? 'not_found' : 'address_forged')
    if (!(await this.#mayBrowse(user))) {
      if (room === null) return err('not_allowed')
      const playing = await this.#deps.rooms.filmOf(user, room)
      if (!playing.ok) return playing
      if (playing.value !== url) return err('stale_media')
    }
    return (await this.#deps.folder.file(path)) === null ? err('not_found') : ok(this.#deps.addresses.signed(url))
  }

  /** The film at a signed address. */
  async film(pathname: string, until?: string, signature?: string): Promise<Result<LibraryFile, ErrorCode>> {
    const path = libraryPathOf(pathname)?.path
    if (path === undefined) return err('not_found')
    const granted = this.#deps.addresses.check(pathname, until, signature)
    if (!granted.ok) return granted
    const file = await this.#deps.folder.file(path)
    return file === null ? err('not_found') : ok(file)
  }

  /** Where the picture of a film lies; its address is the film's under another prefix. */
  async poster(pathname: string, until?: string, signature?: string): Promise<Result<string, ErrorCode>> {
    const path = libraryPathOf(filmAddressOf(pathname))?.path
    if (path === undefined) return err('not_found')
    const granted = this.#deps.addresses.check(pathname, until, signature)
    if (!granted.ok) return granted
    const file = await this.#deps.folder.file(path)
    const picture = file && (await this.#deps.facts.poster(file))
    return picture === null ? err('not_found') : ok(picture)
  }

  async #mayBrowse(user: User): Promise<boolean> {
    const { readers, users } = this.#deps
    if (readers === 'everyone') return true
    const account = user.guest ? null : await users.telegramIdOf(user.id)
    return account !== null && readers.includes(account)
  }

  async #find(path: string, words: string): Promise<readonly LibraryEntry[] | null> {
    const { folder } = this.#deps
    if (words === '') return await folder.entries(path)
    return (await folder.everything(path)).filter(finder(words))
  }

  async #films(paths: readonly string[]): Promise<LibraryFilm[]> {
    const { addresses, clock, facts, folder } = this.#deps
    const files = (await Promise.all(paths.map(async (path) => await folder.file(path)))).filter(
      (file) => file !== null,
    )
    const lengths = new Map<string, number>()
    const learned = files.map(async (file) => {
      const ms = await facts.durationMs(file)
      if (ms !== null && ms >= 1 && ms <= POSITION_MAX_MS) lengths.set(file.path, Math.round(ms))
    })
    const late = Promise.withResolvers<void>()
    const cancel = wakeIn(clock, FACTS_WAIT_MS, late.resolve)
    await Promise.race([Promise.all(learned), late.promise])
    cancel()
    return files.flatMap(({ path, sizeBytes }) => {
      const url = addresses.film(path)
      // Names in other alphabets are long in an address. One that no room could take is not offered.
      if (url.length > URL_MAX_UNITS) return []
      return {
        name: nameOf(path),
        title: titleFromUrl(url),
        path,
        sizeBytes,
        durationMs: lengths.get(path) ?? null,
        posterUrl: facts.hasPosters ? addresses.signed(posterOf(url)).url : null,
        url,
      }
    })
  }
}

const posterOf = (film: string): string => POSTER_PREFIX + film.slice(LIBRARY_PREFIX.length)
const filmAddressOf = (poster: string): string => LIBRARY_PREFIX + poster.slice(POSTER_PREFIX.length)
