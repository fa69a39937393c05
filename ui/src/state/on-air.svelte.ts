import { commonDelayMs, isOffAir, isOnAir, livePlaceMs, maybeBroadcast, type Window } from '#core/broadcast.ts'
import { isBetterLength } from '#core/description.ts'
import { positionAt } from '#core/timeline.ts'
import type { Playback } from '#protocol/playback.ts'
import type { Engine, LiveEdge } from '../player/engine.ts'
import type { RoomStore } from './room.svelte.ts'
import type { Showing } from './showing.svelte.ts'

/** A broadcast, as it is shown. */
export interface Air {
  /** How far behind its edge my player is, ms; null while it does not tell. */
  readonly behindMs: number | null
  /** Further than all need be. */
  readonly late: boolean
  /** What of it can be played; null where nobody can be sent anywhere in it. */
  readonly window: Window | null
  readonly over: boolean
}

const OVER: Air = { behindMs: null, late: false, window: null, over: true }
/** Nobody minds being behind by so much more than all are, ms. */
const LATE_MS = 4_000
/** The room is told again where its broadcast is after this, ms, if it has not gone there. */
const AGAIN_MS = 2_000

/** What there is to a broadcast besides its line: how late I am, and that somebody must put the line into it. */
export class OnAir {
  now = $state.raw<Air | null>(null)
  readonly #room: RoomStore
  readonly #showing: Showing
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(room: RoomStore, showing: Showing) {
    this.#room = room
    this.#showing = showing
  }

  /** Looks how it stands, and tells the room where the broadcast is when its line is not in it. */
  look(followed: Playback | null): void {
    const { engine } = this.#showing
    const { playback, film } = this.#room
    this.now = engine && airOf(engine, film?.live ?? null)
    const window = this.#window
    if (!window || followed !== playback || playback === null || playback.status === 'idle') return
    const placeMs = positionAt(playback, this.#room.serverNow())
    // One that stands is put there when somebody lets it run: by then what is live is something else.
    const isOpen = film?.live === true && !isOnAir(placeMs)
    const mayMove = playback.status !== 'paused' && (isOpen || this.#room.can('playback.seek'))
    const now = performance.now()
    if (!mayMove || !maybeBroadcast(playback) || !isOffAir(placeMs, window) || now - this.#toldAt < AGAIN_MS) return
    this.#toldAt = now
    this.toLive()
  }

  /** Whether a line has yet to be put into the broadcast that the player has: until then there is nothing to follow. */
  isBefore = (placeMs: number): boolean => this.#window != null && !isOnAir(placeMs)

  /** Whether there is a broadcast, and nothing of it at this place, or nothing any more. */
  isGone = (placeMs: number): boolean => this.#window != null && isOffAir(placeMs, this.#window)

  /** Where a wish leads: to a place that is left of a broadcast, or `live`, for all places at which nobody can be yet. */
  placeOf(toMs: number): number | 'live' {
    const window = this.#window
    if (!window) return toMs
    return toMs >= this.liveMs() ? 'live' : Math.max(window.fromMs, toMs)
  }

  /** Where a broadcast is live for me alone, ms. */
  liveMs(): number {
    const window = this.#window
    return window ? livePlaceMs(window, [window.delayMs]) : 0
  }

  /** Sends the room to where a broadcast is live, as my player has it. */
  toLive(): void {
    const { view } = this.#room
    const window = this.#window
    if (!window || view === null) return
    const { epoch, version } = view.playback
    this.#room.live({ epoch, version, fromMs: Math.round(window.fromMs), edgeMs: Math.round(window.edgeMs) })
  }

  /** Tells how long the film is, as my player has it, if that is better than what is known. */
  tellLength(durationMs: number | null): void {
    const { film, playback } = this.#room
    if (durationMs === null || !film || !playback || !isBetterLength(film, durationMs)) return
    this.#room.measured(playback.epoch, durationMs)
  }

  get #window(): LiveEdge['window'] | undefined {
    return this.#showing.engine?.live?.window
  }
}

function airOf(engine: Engine, known: boolean | null): Air | null {
  const { live } = engine
  if (live === null) return known === true && engine.durationMs !== null ? OVER : null
  const { window } = live
  if (window === null) return { behindMs: live.latencyMs, late: false, window: null, over: false }
  const behindMs = Math.max(0, window.edgeMs - engine.positionMs)
  return { behindMs, late: behindMs > commonDelayMs([window.delayMs]) + LATE_MS, window, over: false }
}
