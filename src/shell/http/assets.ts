import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Context } from 'hono'
import { SCREEN_PATH } from '#protocol/screens.ts'
import { ENCODINGS, type Encoding, liking } from './accept-encoding.ts'
import type { HttpEnv } from './env.ts'
import { serveFile } from './file-response.ts'
import { reject } from './reply.ts'

/** One way in which a file lies on disk. */
interface Copy {
  readonly blob: Blob
  readonly size: number
  readonly etag: string
}
interface Asset extends Copy {
  readonly type: string
  readonly cacheControl: string
  /** Compressed beforehand, smallest first. */
  readonly compressed: readonly (Copy & { readonly encoding: Encoding })[]
}

const PAGE = '/index.html'
/** Asked about at every use: by these a browser learns of a new build. */
const FRESH: ReadonlySet<string> = new Set([PAGE, '/manifest.webmanifest', '/sw.js'])
/** Names under here hold a hash of what is in the file, so a name never changes its meaning. */
const HASHED = '/assets/'

/** The files of the Mini App, looked up in a table that is made once: no address can name a file outside it. */
export class Assets {
  readonly #assets: Map<string, Asset>
  /** CSP sources of the scripts written into the page. */
  readonly scriptHashes: readonly string[]

  /**
   * Reads the folder. An empty table when there is none: then the Mini App has not been built. `origin` is where people
   * reach us: what a chat shows of a link is fetched by its whole address.
   */
  constructor(dir: string, origin: string) {
    this.#assets = existsSync(dir) ? readTable(dir) : new Map()
    const page = this.#assets.has(PAGE) ? readFileSync(join(dir, PAGE), 'utf8').replaceAll('{{origin}}', origin) : null
    if (page !== null) this.#assets.set(PAGE, pageOf(page))
    this.scriptHashes = page === null ? [] : inlineScriptHashes(page)
  }

  /** How many files there are. */
  get size(): number {
    return this.#assets.size
  }

  /** The file at this path, or the page if a screen is there. */
  find(path: string): Asset | null {
    return this.#assets.get(SCREEN_PATH.test(path) ? PAGE : path) ?? null
  }
}

/** The answer to a request for a file. */
export function respond(c: Context<HttpEnv>, asset: Asset): Response {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    c.header('Allow', 'GET, HEAD')
    return reject(c, 'method_not_allowed')
  }
  const copy = copyFor(c, asset)
  const headers = {
    'Cache-Control': asset.cacheControl,
    ...(asset.compressed.length > 0 ? { Vary: 'Accept-Encoding' } : {}),
    ...('encoding' in copy ? { 'Content-Encoding': copy.encoding } : {}),
    // Whoever searches may find the house, never a room.
    ...(c.req.path === '/' ? {} : { 'X-Robots-Tag': 'noindex' }),
  }
  return serveFile(c.req.raw, { ...copy, type: asset.type, modifiedAt: null, headers }, 0)
}

/** The copy that this client likes best. Parts are always of the plain file. */
function copyFor(c: Context<HttpEnv>, asset: Asset): Copy | (Copy & { readonly encoding: Encoding }) {
  if (c.req.method === 'GET' && c.req.header('range') !== undefined) return asset
  const accepted = c.req.header('accept-encoding') ?? ''
  const best = asset.compressed
    .map((copy) => ({ copy, worth: liking(accepted, copy.encoding) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth)[0]?.copy
  return best ?? asset
}

function readTable(dir: string): Map<string, Asset> {
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const known = new Set(paths)
  const endings = Object.entries(ENCODINGS)
  const isCompressed = (path: string) =>
    endings.some(([end]) => path.endsWith(end) && known.has(path.slice(0, -end.length)))
  return new Map(
    paths
      .filter((path) => !isCompressed(path))
      .map((path) => {
        const name = `/${relative(dir, path).split(sep).join('/')}`
        const compressed = endings
          .filter(([end]) => known.has(path + end))
          .map(([end, encoding]) => ({ ...copyOf(path + end), encoding }))
          .sort((a, b) => a.size - b.size)
        return [name, { ...copyOf(path), type: Bun.file(path).type, cacheControl: cacheControlOf(name), compressed }]
      }),
  )
}

const copyOf = (path: string): Copy => ({ ...identityOf(readFileSync(path)), blob: Bun.file(path) })

/** Compressed copies have other bytes, so the hash tells them apart as well. */
const identityOf = (content: Uint8Array): Omit<Copy, 'blob'> => ({
  size: content.length,
  etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
})

/** The page knows where it is reached, so it lies in memory, and its compressed copies are made here. */
function pageOf(html: string): Asset {
  const inMemory = (content: Uint8Array<ArrayBuffer>): Copy => ({ ...identityOf(content), blob: new Blob([content]) })
  const plain = new TextEncoder().encode(html)
  const compressed = [
    { ...inMemory(new Uint8Array(brotliCompressSync(plain))), encoding: 'br' as const },
    { ...inMemory(new Uint8Array(Bun.gzipSync(plain))), encoding: 'gzip' as const },
  ].filter(({ size }) => size < plain.length / 2)
  return { ...inMemory(plain), type: 'text/html;charset=utf-8', cacheControl: cacheControlOf(PAGE), compressed }
}

function cacheControlOf(name: string): string {
  if (name.startsWith(HASHED)) return 'public, max-age=31536000, immutable'
  return FRESH.has(name) ? 'no-cache' : 'public, max-age=3600'
}

/** The sources that let a page's own inline scripts run, and no others. */
function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc[\s=])[^>]*>([\s\S]*?)<\/script>/gi)].map(
    ([, script = '']) => `sha256-${createHash('sha256').update(script).digest('base64')}`,
  )
}
