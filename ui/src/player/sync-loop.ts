import {
  type Action,
  type Drift,
  follow,
  interrupted,
  type Latencies,
  type Observation,
  startDueInMs,
  still,
} from '#core/drift.ts'
import { positionAt } from '#core/timeline.ts'
import type { Playback } from '#protocol/playback.ts'
import type { Engine } from './engines/engine.ts'

/** How often the player is looked at, ms. */
const TICK_MS = 50

export interface Sync {
  /** Ms that the player is behind (+) or ahead (-) of the room; null while that means nothing. */
  readonly driftMs: number | null
  readonly state: 'in_sync' | 'catching_up' | 'loading' | 'paused' | 'idle'
}

/** Within this, ms, a viewer is in sync: nobody can tell. */
const IN_SYNC_MS = 80

interface LoopDeps {
  /** Server time, ms. */
  readonly serverNow: () => number
  readonly playback: () => Playback | null
  /** The browser refused to play: it wants a tap first. */
  readonly onBlocked: () => void
  readonly onSync: (sync: Sync) => void
  readonly onLearned: (latencies: Latencies) => void
}

/** Keeps an engine where the room is: observes, asks `core/drift` what to do, does it. */
export class SyncLoop {
  readonly #engine: Engine
  readonly #deps: LoopDeps
  readonly #timer: ReturnType<typeof setInterval>
  #startTimer: ReturnType<typeof setTimeout> | undefined
  #drift: Drift
  #version = -1
  #blocked = false

  constructor(engine: Engine, latencies: Latencies, deps: LoopDeps) {
    this.#engine = engine
    this.#deps = deps
    this.#drift = still(latencies)
    this.#timer = setInterval(this.tick, TICK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#startTimer)
  }

  /** The tap has come: try again. */
  unblocked(): void {
    this.#blocked = false
    this.tick()
  }

  tick = (): void => {
    const playback = this.#deps.playback()
    if (!playback || playback.status === 'idle') return this.#deps.onSync({ state: 'idle', driftMs: null })
    // A new version, of this film or of another, is a new wish: it ends what was under way.
    if (playback.version !== this.#version) this.#drift = interrupted(this.#drift)
    this.#version = playback.version
    if (this.#engine.element.readyState === HTMLMediaElement.HAVE_NOTHING) return this.#report(playback, 0)
    const seen = this.#observe(playback)
    const before = this.#drift
    const { drift, actions } = follow(before, seen)
    this.#drift = drift
    if (drift.playMs !== before.playMs || drift.seekMs !== before.seekMs) this.#deps.onLearned(drift)
    for (const action of actions) this.#act(action)
    this.#startOnTime(seen)
    this.#report(playback, seen.roomMs - seen.mediaMs)
  }

  #observe(playback: Exclude<Playback, { status: 'idle' }>): Observation {
    const serverNow = this.#deps.serverNow()
    const engine = this.#engine
    return {
      now: performance.now(),
      roomMs: positionAt(playback, serverNow),
      mediaMs: engine.positionMs,
      startsInMs: playback.status === 'playing' ? Math.max(0, playback.anchoredAt - serverNow) : null,
      rate: playback.rate,
      paused: engine.paused,
      seeking: engine.seeking,
      ready: engine.ready,
      durationMs: playback.media.durationMs,
    }
  }

  /** A start must not wait for the next tick: look again exactly when it is due. */
  #startOnTime(seen: Observation): void {
    clearTimeout(this.#startTimer)
    const dueMs = startDueInMs(this.#drift, seen)
    if (dueMs !== null && dueMs > 0 && dueMs < TICK_MS) this.#startTimer = setTimeout(this.tick, dueMs)
  }

  #act(action: Action): void {
    switch (action.do) {
      case 'seek':
        return this.#engine.seek(action.toMs)
      case 'pause':
        return this.#engine.pause()
      case 'rate':
        return this.#engine.setRate(action.rate)
      case 'play':
        if (!this.#blocked) this.#play()
    }
  }

  #play(): void {
    this.#engine.play().catch((reason: unknown) => {
      // AbortError: a pause or a new film came first, which is no refusal.
      if (!(reason instanceof DOMException) || reason.name !== 'NotAllowedError') return
      this.#blocked = true
      this.#deps.onBlocked()
    })
  }

  #report(playback: Playback, errorMs: number): void {
    const { seekSince, steadySince } = this.#drift
    if (!this.#engine.ready || seekSince !== null) return this.#deps.onSync({ state: 'loading', driftMs: null })
    if (playback.status === 'paused') return this.#deps.onSync({ state: 'paused', driftMs: null })
    if (this.#engine.paused || steadySince === null) return this.#deps.onSync({ state: 'catching_up', driftMs: null })
    const state = Math.abs(errorMs) <= IN_SYNC_MS ? 'in_sync' : 'catching_up'
    this.#deps.onSync({ state, driftMs: errorMs })
  }
}
