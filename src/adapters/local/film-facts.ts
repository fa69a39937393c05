import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { playableType } from '#core/library-path.ts'
import type { FilmFacts, LibraryFile } from '#ports/library.ts'
import type { Log } from '#ports/log.ts'
import { OneAtATime } from './one-at-a-time.ts'

/** Longest work on one film, ms; a disk that slept may need some seconds to wake. */
const WORK_MS = 10_000
/** Films that may wait for their turn; who comes after them gets nothing, and may ask again. */
const WAITING_MAX = 200
/** Pictures kept on disk: 60 MB or so. When there are more the oldest tenth goes. */
const POSTERS_MAX = 2_000
/** Facts kept in memory. */
const FACTS_MAX = 5_000
/** The largest picture that is taken from ffmpeg, bytes; one is 30 kB or so. */
const POSTER_MAX_BYTES = 512 * 1_024
/** What ffprobe may say, bytes. */
const WORDS_MAX_BYTES = 4_096
/** Where in a film its picture is taken: first frames are black more often than not. */
const PART = 0.1
const LATEST_MS = 5 * 60_000

/**
 * A film is read as what its name may stand for, and from the disk alone: a playlist that calls itself a film would have
 * ffmpeg fetch what it names.
 */
const READING = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', 'mov,matroska,mp3,ogg,flac,wav']

interface Options {
  /** Folder for the pictures; made when the first is. */
  readonly dir: string
  /** Programs by their place; null: none here. */
  readonly ffmpeg: string | null
  readonly ffprobe: string | null
  readonly log: Log
  readonly postersMax?: number
}

/** Looks into films with ffmpeg, where this machine has it: one film at a time, so that those who watch notice nothing. */
export class FfmpegFacts implements FilmFacts {
  readonly #options: Options
  readonly #queue = new OneAtATime(WAITING_MAX)
  readonly #lengths = new Map<string, number | null>()
  /** Films of which no picture can be made. */
  readonly #blank = new Map<string, true>()
  /** Pictures on disk; counted before the first is made. */
  #kept: number | null = null

  constructor(options: Options) {
    this.#options = options
  }

  get hasPosters(): boolean {
    return this.#options.ffmpeg !== null
  }

  async durationMs(file: LibraryFile): Promise<number | null> {
    const key = keyOf(file)
    const known = this.#lengths.get(key)
    if (known !== undefined || this.#options.ffprobe === null) return known ?? null
    return await this.#queue.run(`length ${key}`, () => this.#measure(file, key))
  }

  async poster(file: LibraryFile): Promise<string | null> {
    const key = keyOf(file)
    if (this.#options.ffmpeg === null || this.#blank.has(key)) return null
    const place = join(this.#options.dir, `${key}.jpg`)
    if ((await stat(place).catch(() => null))?.isFile()) return place
    return await this.#queue.run(`poster ${key}`, () => this.#draw(file, key, place))
  }

  async #measure(file: LibraryFile, key: string): Promise<number | null> {
    const { ffprobe } = this.#options
    if (ffprobe === null) return null
    const asks = ['-show_entries', 'format=duration', '-of', 'default=nw=1:nk=1', file.place]
    const said = await this.#ask([ffprobe, '-v', 'error', ...READING, ...asks], WORDS_MAX_BYTES)
    const seconds = said === null ? Number.NaN : Number.parseFloat(new TextDecoder().decode(said))
    const ms = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null
    keep(this.#lengths, key, ms)
    return ms
  }

  async #draw(file: LibraryFile, key: string, place: string): Promise<string | null> {
    const lengthMs = this.#lengths.get(key) ?? (await this.#measure(file, key)) ?? 0
    // What a song has is the picture on its cover, at its beginning.
    const isSong = playableType(file.path)?.startsWith('audio/') ?? false
    const at = isSong ? 0 : Math.min(lengthMs * PART, LATEST_MS) / 1_000
    const picture = (await this.#frame(file, at)) ?? (at > 0 ? await this.#frame(file, 0) : null)
    if (picture === null) {
      keep(this.#blank, key, true)
      return null
    }
    try {
      await this.#write(place, picture)
      return place
    } catch (error) {
      this.#options.log.warn('library.poster_not_kept', { error })
      return null
    }
  }

  #frame(file: LibraryFile, atSeconds: number): Promise<Uint8Array | null> {
    const from = ['-ss', atSeconds.toFixed(2), '-i', file.place, '-an', '-sn', '-dn', '-frames:v', '1']
    const made = ['-vf', "scale='min(480,iw)':-2", '-q:v', '5', '-threads', '1', '-f', 'mjpeg', 'pipe:1']
    const ffmpeg = this.#options.ffmpeg ?? ''
    const asks = [ffmpeg, '-nostdin', '-v', 'error', '-threads', '1', ...READING, ...from, ...made]
    return this.#ask(asks, POSTER_MAX_BYTES)
  }

  async #ask(command: string[], maxBytes: number): Promise<Uint8Array | null> {
    try {
      return await output(command, maxBytes)
    } catch (error) {
      this.#options.log.warn('library.program_failed', { error }) // it was there when the server started
      return null
    }
  }

  async #write(place: string, picture: Uint8Array): Promise<void> {
    const { dir } = this.#options
    await mkdir(dir, { recursive: true, mode: 0o700 })
    this.#kept ??= (await readdir(dir)).length
    const draft = join(dir, `.${randomUUID()}`)
    try {
      await writeFile(draft, picture, { mode: 0o600 })
      await rename(draft, place)
    } finally {
      await rm(draft, { force: true })
    }
    this.#kept += 1
    if (this.#kept > (this.#options.postersMax ?? POSTERS_MAX)) this.#kept = await thinned(dir)
  }
}

/** Null when a program says nothing, too much, or too late, or fails. */
async function output(command: string[], maxBytes: number): Promise<Uint8Array | null> {
  const child = Bun.spawn(command, {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'ignore',
    env: {},
    timeout: WORK_MS,
    killSignal: 'SIGKILL',
  })
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of child.stdout) {
    bytes += part.length
    parts.push(part)
    if (bytes <= maxBytes) continue
    child.kill('SIGKILL')
    break
  }
  return (await child.exited) === 0 && bytes > 0 && bytes <= maxBytes ? Buffer.concat(parts) : null
}

/** By what it is, not by its name alone: a film that was exchanged has another picture. */
const keyOf = ({ path, version }: LibraryFile): string =>
  createHash('sha256').update(`${version}\n${path}`).digest('hex').slice(0, 32)

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > FACTS_MAX) map.delete(map.keys().next().value ?? '')
}

/** Removes the oldest tenth of the pictures; answers how many are left. */
async function thinned(dir: string): Promise<number> {
  const names = await readdir(dir)
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(dir, name)).catch(() => null))?.mtimeMs ?? 0 })),
  )
  const oldest = aged.sort((a, b) => a.at - b.at).slice(0, Math.ceil(names.length / 10))
  for (const { name } of oldest) await rm(join(dir, name), { force: true })
  return names.length - oldest.length
}
