import { beforeEach, describe, expect, test } from 'bun:test'
import type { Build } from './build.ts'
import { Shell } from './shell.ts'

const ORIGIN = 'https://party.example.org'
const BUILD: Build = { entry: '/assets/index-1.js', shell: ['/assets/index-1.js'], later: ['/assets/room-1.js'] }
const PAGE = `<script src="${BUILD.entry}"></script>`

/** Enough of the browser's caches to see what is in them. */
class Shelves {
  readonly all = new Map<string, Map<string, Response>>()
  readonly #fetch: (path: string) => Promise<Response>

  constructor(fetch: (path: string) => Promise<Response>) {
    this.#fetch = fetch
  }

  keys = async () => [...this.all.keys()]
  delete = async (name: string) => this.all.delete(name)
  open = async (name: string) => {
    const shelf = this.all.get(name) ?? new Map<string, Response>()
    this.all.set(name, shelf)
    // The cast is sound for these tests: they use no other part of a cache.
    return {
      match: async (path: string) => shelf.get(path)?.clone(),
      put: async (path: string, response: Response) => void shelf.set(path, response),
      addAll: async (paths: string[]) => {
        for (const path of paths) {
          const answer = await this.#fetch(path)
          if (!answer.ok) throw new TypeError('one of them is missing')
          shelf.set(path, answer)
        }
      },
    } as unknown as Cache
  }

  kept = (): string[] => [...this.all.values()].flatMap((shelf) => [...shelf.keys()]).sort()
}

/** `mode` of a request cannot be `navigate` by hand. */
const page = (path: string, init: RequestInit = {}): Request =>
  Object.defineProperty(new Request(ORIGIN + path, init), 'mode', { value: 'navigate' })
const file = (path: string, init: RequestInit = {}): Request => new Request(new URL(path, ORIGIN), init)

let served: (path: string) => Response | Promise<Response>
let asked: string[]
let patience: PromiseWithResolvers<void>
let shelves: Shelves
let shell: Shell

const open = (build: Build): Shell =>
  new Shell(build, {
    caches: shelves,
    origin: ORIGIN,
    wait: () => patience.promise,
    fetch: async (request) => {
      const path = typeof request === 'string' ? request : new URL(request.url).pathname
      asked.push(path)
      return served(path)
    },
  })

const everything = (path: string) => new Response(path.startsWith('/assets/') ? `code of ${path}` : PAGE)
const nothing = (): never => {
  throw new TypeError('no network')
}
const textOf = async (answer: Promise<Response> | null) => (await answer)?.text()

beforeEach(() => {
  served = everything
  asked = []
  patience = Promise.withResolvers()
  shelves = new Shelves(async (path) => served(path))
  shell = open(BUILD)
})

describe('taking in a build', () => {
  test('the page and what it takes to open are kept, and nothing else', async () => {
    await shell.install()
    expect(shelves.kept()).toEqual(['/', '/assets/index-1.js'])
  })

  test('a page of another build is not taken for ours', async () => {
    served = () => new Response('<script src="/assets/index-2.js"></script>')
    expect(shell.install()).rejects.toThrow('not of this build')
    expect(shelves.kept()).toEqual([])
  })

  test('a build of which something is missing is not taken', async () => {
    served = (path) => (path === '/' ? new Response(PAGE) : new Response('', { status: 404 }))
    expect(shell.install()).rejects.toThrow('missing')
    expect(shelves.kept()).toEqual([])
  })

  test('what older builds kept is dropped, what others keep is not touched', async () => {
    await shell.install()
    await shelves.open('of another app')
    const next = { ...BUILD, entry: '/assets/index-2.js', shell: ['/assets/index-2.js'] }
    served = (path) => (path === '/' ? new Response('/assets/index-2.js') : new Response('code'))
    const newer = open(next)
    await newer.install()
    await newer.activate()
    expect(shelves.kept()).toEqual(['/', '/assets/index-2.js'])
    expect(await shelves.keys()).toContain('of another app')
  })
})

describe('pages', () => {
  beforeEach(() => shell.install())

  test('come from the network while there is one, whatever is kept', async () => {
    served = () => new Response('a newer page')
    expect(await textOf(shell.answer(page('/r/5f8h2kq9xw3mz')))).toBe('a newer page')
    expect(await textOf(shell.answer(page('/')))).toBe('a newer page')
  })

  test('are the kept one without a network, at every address of a screen', async () => {
    served = nothing
    for (const path of ['/', '/new', '/r/5f8h2kq9xw3mz'])
      expect([path, await textOf(shell.answer(page(path)))]).toEqual([path, PAGE])
  })

  test('are the kept one when a proxy says that the server is away', async () => {
    served = () => new Response('Bad gateway', { status: 502 })
    expect(await textOf(shell.answer(page('/')))).toBe(PAGE)
  })

  test('are the kept one when the network takes too long', async () => {
    served = () => new Promise<Response>(() => {})
    const answer = shell.answer(page('/'))
    patience.resolve()
    expect(await textOf(answer)).toBe(PAGE)
  })

  test('that are refused stay refused', async () => {
    served = () => new Response('slow down', { status: 429 })
    expect((await shell.answer(page('/')))?.status).toBe(429)
  })

  test('wait for the network for as long as it takes when nothing is kept', async () => {
    const late = Promise.withResolvers<Response>()
    served = () => late.promise
    shelves.all.clear()
    const answer = shell.answer(page('/'))
    patience.resolve()
    late.resolve(new Response('late, but here'))
    expect(await textOf(answer)).toBe('late, but here')
  })
})

describe('hashed files', () => {
  test('are asked for once', async () => {
    for (let time = 0; time < 2; time++)
      expect(await textOf(shell.answer(file('/assets/room-1.js')))).toBe('code of /assets/room-1.js')
    expect(asked).toEqual(['/assets/room-1.js'])
  })

  test('that are not there are not kept', async () => {
    served = () => new Response('', { status: 404 })
    await shell.answer(file('/assets/room-1.js'))
    expect(shelves.kept()).toEqual([])
  })

  test('of another build go their own way', () => {
    expect(shell.answer(file('/assets/room-2.js'))).toBeNull()
  })
})

describe('what is none of ours', () => {
  test.each([
    ['the API', file('/api/info')],
    ['what changes something', file('/assets/room-1.js', { method: 'POST' })],
    ['a page that is no screen', page('/api/docs')],
    ['figures', page('/metrics')],
    ['a film', file('/sample/the-last-keeper.mp4')],
    ['a part of anything', file('/assets/room-1.js', { headers: { Range: 'bytes=0-9' } })],
    ['another origin', file('https://elsewhere.example/assets/room-1.js')],
    ['the worker itself', file('/sw.js')],
  ])('%s is not touched', (_what, request) => {
    expect(shell.answer(request)).toBeNull()
  })
})
