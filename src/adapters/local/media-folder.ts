import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { opendir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isLibraryPath, isShownName, playableType } from '#core/library-path.ts'
import type { Clock } from '#ports/clock.ts'
import { OutsideFault } from '#ports/fault.ts'
import type { LibraryEntry, LibraryFile, MediaFolder } from '#ports/library.ts'
import type { Log } from '#ports/log.ts'
import { Overdue, within } from '../system/deadline.ts'

/** Longest wait for the disk, ms: one that is reached over a network may be away. */
const DISK_MS = 5_000
/** Longest look through everything, ms; what was not reached by then is not found. */
const LOOK_MS = 20_000
/** How long a folder's list is believed, ms. */
const FOLDER_LIFE_MS = 5_000
/** The same for the list of everything, ms: making it may take a disk some seconds. */
const EVERYTHING_LIFE_MS = 60_000
/** Lists kept at the same time. */
const LISTS_MAX = 64

export interface FolderLimits {
  /** Folders below each other. */
  readonly depth: number
  /** Names read of one folder. */
  readonly perFolder: number
  /** Folders and films of a list of everything. */
  readonly entries: number
}
const LIMITS: FolderLimits = { depth: 12, perFolder: 5_000, entries: 20_000 }

/** What says that something is not there, or not to be had under this name. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EINVAL'])

interface Options {
  readonly dir: string
  readonly clock: Clock
  readonly log: Log
  readonly limits?: FolderLimits
}

/** A list, and until when it is believed. Who asks while it is made waits for the same one. */
interface Kept {
  readonly list: Promise<readonly LibraryEntry[] | null>
  readonly until: number
}

/** Films in a folder of this machine. Every path is followed past its links and must still be inside. */
export class LocalMediaFolder implements MediaFolder {
  readonly #dir: string
  readonly #clock: Clock
  readonly #log: Log
  readonly #limits: FolderLimits
  readonly #lists = new Map<string, Kept>()

  constructor({ dir, clock, log, limits = LIMITS }: Options) {
    this.#dir = dir
    this.#clock = clock
    this.#log = log
    this.#limits = limits
  }

  async entries(path: string): Promise<readonly LibraryEntry[] | null> {
    if (!isLibraryPath(path)) return null
    return await this.#kept(`in ${path}`, FOLDER_LIFE_MS, () => onDisk(DISK_MS, () => this.#read(path)))
  }

  async everything(path: string): Promise<readonly LibraryEntry[]> {
    const all = await this.#kept('below', EVERYTHING_LIFE_MS, () => onDisk(LOOK_MS * 2, () => this.#walk()))
    return (all ?? []).filter((entry) => path === '' || entry.path.startsWith(`${path}/`))
  }

  async file(path: string): Promise<LibraryFile | null> {
    if (path === '' || !isLibraryPath(path) || playableType(path) === null) return null
    return await onDisk(DISK_MS, async () => {
      const place = await this.#placeOf(path)
      if (place === null) return null
      const found = await stat(place, { bigint: true })
      if (!found.isFile()) return null
      const version = createHash('sha256').update(`${found.size} ${found.mtimeNs}`).digest('base64url').slice(0, 22)
      return { path, place, sizeBytes: Number(found.size), modifiedAt: Number(found.mtimeMs), version }
    })
  }

  async #kept(key: string, lifeMs: number, read: () => Kept['list']): Kept['list'] {
    const now = this.#clock.now()
    const kept = this.#lists.get(key)
    if (kept !== undefined && kept.until > now) return await kept.list
    this.#lists.delete(key)
    const list = read()
    this.#lists.set(key, { list, until: now + lifeMs })
    if (this.#lists.size > LISTS_MAX) this.#lists.delete(this.#lists.keys().next().value ?? '')
    // A failure is told to those who wait for it, and the next one tries again.
    list.catch(() => this.#lists.get(key)?.list === list && this.#lists.delete(key))
    return await list
  }

  /** Where a path leads past all links; null when that is outside, hidden, or nowhere. */
  async #placeOf(path: string): Promise<string | null> {
    const root = await realpath(this.#dir)
    const place = await realpath(join(root, path))
    if (place === root) return place
    const inside = relative(root, place)
    const leadsOut = inside === '..' || inside.startsWith(`..${sep}`) || inside.startsWith(sep)
    return leadsOut || inside.split(sep).some((name) => name.startsWith('.')) ? null : place
  }

  async #read(path: string): Promise<LibraryEntry[] | null> {
    const place = await this.#placeOf(path)
    if (place === null) return null
    const entries: LibraryEntry[] = []
    let seen = 0
    for await (const entry of await opendir(place)) {
      seen += 1
      if (seen > this.#limits.perFolder) {
        this.#log.warn('library.folder_too_large', { read: this.#limits.perFolder })
        break
      }
      if (!isShownName(entry.name)) continue
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      const kind = isLibraryPath(below) ? await this.#kindOf(entry, below) : null
      if (kind !== null) entries.push({ kind, path: below })
    }
    return entries
  }

  /** Null for what is neither a folder nor a film: devices, pipes, sockets, links that lead nowhere or out. */
  async #kindOf(entry: Dirent, path: string): Promise<LibraryEntry['kind'] | null> {
    const film = playableType(entry.name) !== null
    if (entry.isDirectory()) return 'folder'
    if (entry.isFile()) return film ? 'film' : null
    // A link; or a disk that tells no kinds.
    try {
      const place = await this.#placeOf(path)
      const found = place === null ? null : await stat(place)
      return found?.isDirectory() ? 'folder' : found?.isFile() && film ? 'film' : null
    } catch (fault) {
      if (isAbsent(fault)) return null
      throw fault
    }
  }

  /** Folder by folder, nearest first; a folder that links lead to twice is read once. */
  async #walk(): Promise<LibraryEntry[]> {
    const [entries, seen, until] = [[] as LibraryEntry[], new Set<string>(), this.#clock.now() + LOOK_MS]
    const folders: { path: string; depth: number }[] = [{ path: '', depth: 0 }]
    let unread = 0
    for (const { path, depth } of folders) {
      if (entries.length >= this.#limits.entries || this.#clock.now() > until) {
        this.#log.warn('library.too_large', { entries: entries.length })
        break
      }
      const place = await this.#placeOf(path).catch(nothing)
      if (place === null || seen.has(place)) continue
      seen.add(place)
      const found = await this.#read(path).catch(nothing)
      if (found === null) unread += 1
      for (const entry of (found ?? []).slice(0, this.#limits.entries - entries.length)) {
        entries.push(entry)
        if (entry.kind === 'folder' && depth < this.#limits.depth) folders.push({ path: entry.path, depth: depth + 1 })
      }
    }
    if (unread > 0) this.#log.warn('library.folders_unread', { folders: unread })
    return entries
  }
}

/** Of many folders, one that cannot be read is only counted. */
const nothing = () => null

const isAbsent = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && ABSENT.has(String(fault.code))

/** What the disk says; null when nothing is there. Faults of the disk are not ours, and name no path. */
async function onDisk<T>(ms: number, ask: () => Promise<T | null>): Promise<T | null> {
  try {
    return await within(ms, 'the disk of the library', ask())
  } catch (fault) {
    if (isAbsent(fault)) return null
    if (fault instanceof Overdue) throw new OutsideFault(fault.message)
    if (fault instanceof Error && 'code' in fault) throw new OutsideFault(`the library cannot be read (${fault.code})`)
    throw fault
  }
}
