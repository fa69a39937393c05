import type { ErrorCode } from '#protocol/errors.ts'
import type { LibraryFilm, LibraryFolder } from '#protocol/library.ts'
import type { Api } from '../net/api.ts'
import { libraryPage } from './films.ts'

export type ShelfStatus = 'loading' | 'ready' | 'failed'

/** What I see of the server's films: a folder, or what bears the words that I look for in it. */
export class Shelf {
  #path = $state('')
  #words = $state('')
  #status = $state<ShelfStatus>('loading')
  #failure = $state<ErrorCode | null>(null)
  #folders = $state.raw<readonly LibraryFolder[]>([])
  #films = $state.raw<readonly LibraryFilm[]>([])
  #next = $state<string | null>(null)
  /** Only the latest answer counts. */
  #asked = 0
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    void this.#load()
  }

  get path(): string {
    return this.#path
  }
  get words(): string {
    return this.#words
  }
  get status(): ShelfStatus {
    return this.#status
  }
  get failure(): ErrorCode | null {
    return this.#failure
  }
  get folders(): readonly LibraryFolder[] {
    return this.#folders
  }
  get films(): readonly LibraryFilm[] {
    return this.#films
  }
  get hasMore(): boolean {
    return this.#next !== null
  }
  readonly isEmpty = $derived.by(() => this.#status === 'ready' && this.#folders.length + this.#films.length === 0)

  open(path: string): Promise<void> {
    this.#path = path
    this.#words = ''
    return this.#load()
  }

  async look(words: string): Promise<void> {
    if (words.trim() === this.#words) return
    this.#words = words.trim()
    await this.#load()
  }

  retry = (): Promise<void> => this.#load()

  /** The page after those that are there. */
  more = (): Promise<void> => this.#load(this.#next ?? '')

  async #load(after = ''): Promise<void> {
    const asked = ++this.#asked
    const goesOn = after !== ''
    if (!goesOn) {
      this.#status = 'loading'
      this.#folders = []
      this.#films = []
      this.#next = null
    }
    const answer = await libraryPage(this.#api, { path: this.#path, q: this.#words, after })
    if (asked !== this.#asked) return
    this.#status = answer.ok ? 'ready' : 'failed'
    this.#failure = answer.ok ? null : answer.error
    if (!answer.ok) return
    const { folders, films, next } = answer.value
    this.#folders = goesOn ? [...this.#folders, ...folders] : folders
    this.#films = goesOn ? [...this.#films, ...films] : films
    this.#next = next
  }
}
