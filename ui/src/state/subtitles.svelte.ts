import { createContext, untrack } from 'svelte'
import { err, ok, type Result } from '#core/result.ts'
import type { Cue } from '#core/subtitles/cue.ts'
import { cuesAt, type Track, trackOf } from '#core/subtitles/showing.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { SubtitleTrack } from '#protocol/subtitles.ts'
import { EmbeddedSubtitles, type EmbeddedTrack } from '../player/embedded-subtitles.ts'
import type { PlayerStore } from './player.svelte.ts'
import { readPrefs, type SubtitleLook, writePrefs } from './prefs.ts'
import type { RoomStore } from './room.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { SubtitleFiles } from './subtitle-files.ts'

/** One that may be chosen: of the room, of the film itself, or mine alone. */
export type Choosable = ({ readonly of: 'room' } & SubtitleTrack) | ({ readonly of: 'film' | 'me' } & EmbeddedTrack)

/** How far subtitles can be moved, ms; beyond it they are of another cut. */
export const OFFSET_MAX_MS = 600_000
/** Tracks whose offset is remembered: the last ones that were moved. */
const OFFSETS_KEPT = 20
/** Mine, for one film. */
const MINE_MAX = 12

interface SubtitlesParts {
  readonly room: RoomStore
  readonly player: PlayerStore
  readonly session: Session
  readonly language: string
  /** The ones that are wanted did not come. */
  readonly onFailed: (code: ErrorCode) => void
}

/** Which subtitles I see, and how. What the room has is everybody's; which of it I read is mine. */
export class Subtitles {
  #mine = $state.raw<readonly (EmbeddedTrack & { readonly cues: readonly Cue[] })[]>([])
  #embedded = $state.raw<readonly EmbeddedTrack[]>([])
  /** What I have chosen for this film; undefined: nothing yet, so the room's are shown if I want any. */
  #picked = $state.raw<string | null | undefined>(undefined)
  #look = $state.raw<SubtitleLook>(readPrefs().subtitles)
  #track = $state.raw<{ id: string; track: Track } | null>(null)
  readonly #parts: SubtitlesParts
  #film = $state.raw<EmbeddedSubtitles | null>(null)
  readonly #stopFollowing: () => void
  #files: Promise<SubtitleFiles> | null = null
  #lastMine = 0

  constructor(parts: SubtitlesParts) {
    this.#parts = parts
    const { player } = parts
    this.#stopFollowing = $effect.root(() => {
      $effect(() => {
        const { picture } = player.showing
        const film = picture && new EmbeddedSubtitles(picture)
        this.#film = film
        const undo = film?.watch(() => {
          this.#embedded = film.list()
        })
        return () => {
          undo?.()
          this.#embedded = []
        }
      })
      // Another film: what was mine and chosen was for the one before.
      $effect(() => {
        void this.#filmId
        untrack(() => {
          this.#mine = []
          this.#picked = undefined
        })
      })
      $effect(() => {
        const { chosen } = this
        this.#film?.choose(chosen?.of === 'film' ? chosen.id : null)
        untrack(() => void this.#load(chosen))
      })
    })
  }

  /** By its id: the same film is another object after every seek. */
  readonly #filmId = $derived.by(() => this.#parts.room.film?.id ?? null)
  /** There is a film that ours may lie over. */
  readonly possible = $derived.by(() => this.#parts.room.film !== null && !this.#parts.player.framed)
  readonly all = $derived.by<readonly Choosable[]>(() => [
    ...(this.#parts.room.view?.subtitles ?? []).map((track) => ({ of: 'room' as const, ...track })),
    ...this.#embedded.map((track) => ({ of: 'film' as const, ...track })),
    ...this.#mine.map(({ cues: _, ...track }) => ({ of: 'me' as const, ...track })),
  ])
  readonly chosen = $derived.by<Choosable | null>(() => {
    if (!this.possible) return null
    if (this.#picked !== undefined) return this.all.find(({ id }) => id === this.#picked) ?? null
    return this.#look.on ? this.#best(this.all.filter((one) => one.of === 'room')) : null
  })
  readonly mayShare = $derived.by(() => this.#parts.room.can('playback.load'))
  /** By how much the chosen ones come later (+) or earlier (-) than written, ms. */
  readonly offsetMs = $derived.by(() => this.#look.offsets.find(([key]) => key === this.#key)?.[1] ?? 0)

  get look(): SubtitleLook {
    return this.#look
  }

  choose(id: string | null): void {
    this.#picked = id
    this.#keep({ on: id !== null })
  }

  /** On and off. Answers false when there are none to show. */
  toggle(): boolean {
    const next = this.chosen === null ? this.#best(this.all) : null
    if (this.chosen === null && next === null) return false
    this.choose(next?.id ?? null)
    return true
  }

  /** Later (+) or earlier (-) by so much, ms. */
  shift(byMs: number): void {
    const key = this.#key
    if (key === null) return
    const moved = Math.min(OFFSET_MAX_MS, Math.max(-OFFSET_MAX_MS, this.offsetMs + byMs))
    const others = this.#look.offsets.filter(([other]) => other !== key)
    this.#keep({
      offsets: [...others, ...(moved === 0 ? [] : [[key, moved] as [string, number]])].slice(-OFFSETS_KEPT),
    })
  }

  setLook = (change: Partial<Pick<SubtitleLook, 'size' | 'colour' | 'ground'>>): void => this.#keep(change)

  /** What is shown where the picture stands now. */
  shownAt(positionMs: number): readonly Cue[] {
    const { chosen } = this
    if (chosen === null) return []
    if (chosen.of === 'film') return this.#film?.shown() ?? []
    return this.#track?.id === chosen.id ? cuesAt(this.#track.track, positionMs - this.offsetMs) : []
  }

  /** Adds a file, for all or for me alone, and shows it. Null, or why it was not added. */
  async addFile(file: File, shared: boolean): Promise<ErrorCode | null> {
    const files = await this.#loaded()
    if (!files.ok) return files.error
    const read = await files.value.readFile(file)
    if (!read.ok) return read.error
    return shared ? this.#shown(await files.value.shareFile(read.value)) : this.#addMine(read.value)
  }

  /** The same of what a link leads to: the server fetches for all, this browser for me. */
  async addLink(url: string, shared: boolean): Promise<ErrorCode | null> {
    if (!URL.canParse(url) || !/^https?:/i.test(url)) return 'link_unreadable'
    const files = await this.#loaded()
    if (!files.ok) return files.error
    if (shared) return this.#shown(await files.value.shareLink(url))
    const read = await files.value.readLink(url)
    return read.ok ? this.#addMine(read.value) : read.error
  }

  /** Takes away one of mine, or one of the room's from everybody. */
  async remove(one: Choosable): Promise<ErrorCode | null> {
    if (one.of === 'me') this.#mine = this.#mine.filter(({ id }) => id !== one.id)
    if (one.of !== 'room') return null
    const files = await this.#loaded()
    return files.ok ? await files.value.remove(one.id) : files.error
  }

  stop(): void {
    this.#stopFollowing()
  }

  /** Under what the offset is remembered; the film's own have none. */
  get #key(): string | null {
    return this.chosen === null || this.chosen.of === 'film' ? null : `${this.chosen.of}:${this.chosen.id}`
  }

  /** Those in my language, else the first. */
  #best(of: readonly Choosable[]): Choosable | null {
    return of.find(({ language }) => language?.startsWith(this.#parts.language)) ?? of[0] ?? null
  }

  #keep(change: Partial<SubtitleLook>): void {
    this.#look = { ...this.#look, ...change }
    writePrefs({ subtitles: this.#look })
  }

  #shown(added: Result<SubtitleTrack, ErrorCode>): ErrorCode | null {
    if (added.ok) this.choose(added.value.id)
    return added.ok ? null : added.error
  }

  #addMine({ label, language, cues }: { label: string; language: string | null; cues: readonly Cue[] }): null {
    this.#lastMine += 1
    const id = `me:${this.#lastMine}`
    this.#mine = [...this.#mine, { id, label, language, cues }].slice(-MINE_MAX)
    this.choose(id)
    return null
  }

  async #load(chosen: Choosable | null): Promise<void> {
    if (chosen === null || chosen.of === 'film' || this.#track?.id === chosen.id) return
    const cues = await this.#cuesOf(chosen)
    if (this.chosen?.id !== chosen.id) return
    if (cues.ok) this.#track = { id: chosen.id, track: trackOf(cues.value) }
    else this.#parts.onFailed(cues.error)
  }

  async #cuesOf(chosen: Choosable): Promise<Result<readonly Cue[], ErrorCode>> {
    if (chosen.of !== 'room') return ok(this.#mine.find(({ id }) => id === chosen.id)?.cues ?? [])
    const files = await this.#loaded()
    return files.ok ? await files.value.cuesOf(chosen.id) : files
  }

  async #loaded(): Promise<Result<SubtitleFiles, ErrorCode>> {
    const { room, session } = this.#parts
    this.#files ??= import('./subtitle-files.ts').then((module) => new module.SubtitleFiles(room, session))
    try {
      return ok(await this.#files)
    } catch {
      this.#files = null // asked for again the next time
      return err('unavailable')
    }
  }
}

export const [getSubtitles, setSubtitles] = createContext<Subtitles>()
