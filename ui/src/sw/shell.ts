import { SCREEN_PATH } from '#protocol/screens.ts'
import type { Build } from './build.ts'

/** The parts of a browser that this needs. */
export interface Browser {
  readonly caches: Pick<CacheStorage, 'delete' | 'keys' | 'open'>
  readonly fetch: (request: Request | string, init?: RequestInit) => Promise<Response>
  readonly origin: string
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>
}

const PREFIX = 'watchparty-shell '
const PAGE = '/'
/** How long a page may take before the kept one opens instead, ms. */
export const PATIENCE_MS = 3_000

/**
 * The frame of the app without its content, kept for the time without a server. Pages are asked of the network first, so
 * that nothing kept can hold people on a build that is gone.
 */
export class Shell {
  readonly #build: Build
  readonly #browser: Browser
  readonly #files: ReadonlySet<string>
  readonly #name: string

  constructor(build: Build, browser: Browser) {
    this.#build = build
    this.#browser = browser
    this.#files = new Set([...build.shell, ...build.later])
    this.#name = PREFIX + build.entry
  }

  /** Takes the page and its files in. Fails as a whole if the server already serves another build. */
  async install(): Promise<void> {
    const { caches, fetch } = this.#browser
    const page = await fetch(PAGE, { cache: 'no-cache' })
    const ours = page.ok && !page.redirected && (await page.clone().text()).includes(this.#build.entry)
    if (!ours) throw new Error('the page is not of this build')
    const cache = await caches.open(this.#name)
    await cache.addAll([...this.#build.shell])
    await cache.put(PAGE, page)
  }

  /** Drops what other builds kept. */
  async activate(): Promise<void> {
    const { caches } = this.#browser
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== this.#name)
    await Promise.all(names.map((name) => caches.delete(name)))
  }

  /** The answer to a request, or null for what is none of ours: then the browser does as if there were no worker. */
  answer(request: Request): Promise<Response> | null {
    const { origin, pathname } = new URL(request.url)
    if (request.method !== 'GET' || origin !== this.#browser.origin || request.headers.has('range')) return null
    if (request.mode === 'navigate') return SCREEN_PATH.test(pathname) ? this.#page(request) : null
    return this.#files.has(pathname) ? this.#file(request, pathname) : null
  }

  /** From the network; the kept page when there is no answer in time, or one from a proxy whose server is away. */
  async #page(request: Request): Promise<Response> {
    const { fetch, wait } = this.#browser
    const network = fetch(request)
    const answer = await Promise.race([network.catch(() => null), wait(PATIENCE_MS).then(() => null)])
    if (answer !== null && answer.status < 500) return answer
    return (await (await this.#cache()).match(PAGE)) ?? answer ?? network
  }

  /** A hashed name never changes its meaning: what is kept under it is right. */
  async #file(request: Request, path: string): Promise<Response> {
    const cache = await this.#cache()
    const kept = await cache.match(path, { ignoreVary: true })
    if (kept !== undefined) return kept
    const answer = await this.#browser.fetch(request)
    // A full disk costs the copy, not the answer.
    if (answer.ok) await cache.put(path, answer.clone()).catch(() => {})
    return answer
  }

  #cache(): Promise<Cache> {
    return this.#browser.caches.open(this.#name)
  }
}
