import { createContext, untrack } from 'svelte'
import { positionAt } from '#core/playback.ts'
import type { MediaItem, MediaKind } from '#protocol/media.ts'
import { ENGINES, type Engine } from '../player/engines/engine.ts'
import { type Sync, SyncLoop } from '../player/sync-loop.ts'
import { readPrefs, writePrefs } from './prefs.ts'
import type { RoomStore } from './room.svelte.ts'

export type PlayerStatus = 'empty' | 'loading' | 'ready' | 'failed'
export type SyncState = Sync['state'] | 'lost'

/** How often what people see of the player is brought up to date, ms. */
const SHOW_EVERY_MS = 250

/** My own player: one `<video>` for all films, kept where the room is. */
export class PlayerStore {
  #status = $state<PlayerStatus>('empty')
  #positionMs = $state(0)
  #bufferedMs = $state(0)
  #ownDurationMs = $state<number | null>(null)
  #waiting = $state(false)
  #blocked = $state<'no' | 'play' | 'sound'>('no')
  #sync = $state.raw<Sync>({ state: 'idle', driftMs: null })
  #aspect = $state<number | null>(null)
  #muted = $state(false)
  #volume = $state(1)

  readonly video: HTMLVideoElement
  readonly #room: RoomStore
  #engine: Engine | null = null
  #kind: MediaKind | null = null
  #loop: SyncLoop | null = null
  #loaded: string | null = null
  readonly #showTimer: ReturnType<typeof setInterval>
  readonly #stopFollowing: () => void

  constructor(room: RoomStore) {
    this.#room = room
    const prefs = readPrefs()
    this.#muted = prefs.muted
    this.#volume = prefs.volume
    this.video = this.#makeVideo()
    this.#showTimer = setInterval(() => this.#show(), SHOW_EVERY_MS)
    // The film of the room is what the player must hold: the world outside Svelte follows the state.
    this.#stopFollowing = $effect.root(() => {
      $effect(() => {
        const { film, playback } = room
        const epoch = playback?.epoch ?? 0
        untrack(() => void this.#follow(film, epoch))
      })
    })
  }

  get status(): PlayerStatus {
    return this.#status
  }
  /** Where the room stands, ms; brought up to date four times a second. */
  get positionMs(): number {
    return this.#positionMs
  }
  get bufferedMs(): number {
    return this.#bufferedMs
  }
  get waiting(): boolean {
    return this.#waiting
  }
  get blocked(): 'no' | 'play' | 'sound' {
    return this.#blocked
  }
  get aspect(): number | null {
    return this.#aspect
  }
  get muted(): boolean {
    return this.#muted
  }
  get volume(): number {
    return this.#volume
  }
  get playing(): boolean {
    return this.#room.playback?.status === 'playing'
  }
  get durationMs(): number | null {
    return this.#room.film?.durationMs ?? this.#ownDurationMs
  }
  readonly sync = $derived.by<{ state: SyncState; driftMs: number | null }>(() =>
    this.#room.connection === 'reconnecting' ? { state: 'lost', driftMs: null } : this.#sync,
  )

  setVolume(volume: number): void {
    this.#volume = Math.min(1, Math.max(0, volume))
    this.video.volume = this.#volume
    writePrefs({ volume: this.#volume })
    if (this.#volume > 0 && this.#muted) this.setMuted(false)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.video.muted = muted
    if (!muted && this.#blocked === 'sound') this.#blocked = 'no'
    writePrefs({ muted })
  }

  /** Shows the one video inside `host` until the returned undo is called. */
  mount(host: HTMLElement): () => void {
    host.append(this.video)
    this.#loop?.tick()
    return () => {
      if (this.video.parentElement === host) this.video.remove()
    }
  }

  /** Inside a tap: what the browser had forbidden is allowed now. */
  unblock(): void {
    const wasMutedByBrowser = this.#blocked === 'sound'
    this.#blocked = 'no'
    if (wasMutedByBrowser || !this.#muted) this.setMuted(false)
    // Within the tap itself, or iOS does not count it; the loop puts it right where it should be.
    void this.video.play().catch(() => {})
    this.#loop?.unblocked()
  }

  /** Tries the same film again. */
  retry(): void {
    this.#loaded = null
    const { film, playback } = this.#room
    if (film && playback) void this.#follow(film, playback.epoch)
  }

  stop(): void {
    this.#stopFollowing()
    this.#loaded = null
    clearInterval(this.#showTimer)
    this.#loop?.stop()
    this.#engine?.unload()
    this.video.remove()
  }

  async #follow(media: MediaItem | null, epoch: number): Promise<void> {
    const wanted = media && `${epoch}:${media.id}`
    if (wanted === this.#loaded) return
    this.#loaded = wanted
    this.#ownDurationMs = null
    this.#aspect = null
    if (!media) {
      this.#engine?.unload()
      this.#status = 'empty'
      return
    }
    this.#status = 'loading'
    if (this.#kind !== media.kind) this.#letGo(media.kind)
    let engine = this.#engine
    try {
      engine ??= await ENGINES[media.kind](this.video)
    } catch {
      // The chunk did not come: to whoever looks at it, a film that cannot be played until it is tried again.
      if (this.#loaded === wanted) this.#status = 'failed'
      return
    }
    if (this.#loaded !== wanted) return
    this.#engine = engine
    engine.load(media, this.#room.playback ? positionAt(this.#room.playback, this.#room.serverNow()) : 0)
    this.#loop ??= this.#startLoop(engine)
  }

  /** A film of another kind needs another engine, and two must not have the one video at the same time. */
  #letGo(kind: MediaKind): void {
    this.#loop?.stop()
    this.#loop = null
    this.#engine?.unload()
    this.#engine = null
    this.#kind = kind
  }

  #startLoop(engine: Engine): SyncLoop {
    return new SyncLoop(engine, readPrefs(), {
      serverNow: this.#room.serverNow,
      playback: () => (this.#room.connection === 'connecting' ? null : this.#room.playback),
      onBlocked: () => this.#onBlocked(),
      onSync: (sync) => {
        this.#sync = sync
      },
      onLearned: ({ seekMs, playMs }) => writePrefs({ seekMs, playMs }),
    })
  }

  /** Muted is always allowed somewhere: try that first, and ask for a tap for the sound. */
  #onBlocked(): void {
    if (this.video.muted) {
      this.#blocked = 'play'
      return
    }
    this.video.muted = true
    this.video.play().then(
      () => {
        this.#blocked = 'sound'
        this.#loop?.unblocked()
      },
      () => {
        this.video.muted = this.#muted
        this.#blocked = 'play'
      },
    )
  }

  #makeVideo(): HTMLVideoElement {
    const video = document.createElement('video')
    video.playsInline = true
    video.preload = 'auto'
    video.disableRemotePlayback = true
    video.volume = this.#volume
    video.muted = this.#muted
    video.tabIndex = -1
    video.addEventListener('loadedmetadata', () => this.#measured())
    video.addEventListener('durationchange', () => this.#measured())
    video.addEventListener('resize', () => this.#measured())
    video.addEventListener('canplay', () => {
      // Also after an error: an engine may have mended what the video had complained of.
      if (this.#loaded) this.#status = 'ready'
    })
    video.addEventListener('error', () => {
      if (this.#loaded) this.#status = 'failed'
    })
    for (const name of ['playing', 'waiting', 'seeked', 'canplay', 'pause'] as const) {
      video.addEventListener(name, () => this.#loop?.tick())
    }
    return video
  }

  #measured(): void {
    this.#aspect = this.video.videoWidth > 0 ? this.video.videoWidth / this.video.videoHeight : null
    const { film, playback } = this.#room
    this.#ownDurationMs = this.#engine?.durationMs ?? null
    if (this.#ownDurationMs === null || !film || !playback) return
    if (film.durationMs === null) this.#room.measured(playback.epoch, this.#ownDurationMs)
  }

  #show(): void {
    const playback = this.#room.playback
    this.#positionMs = playback ? positionAt(playback, this.#room.serverNow()) : 0
    this.#bufferedMs = this.#engine?.bufferedMs ?? 0
    this.#waiting = this.playing && this.#blocked === 'no' && this.#sync.state === 'loading'
  }
}

export const [getPlayer, setPlayer] = createContext<PlayerStore>()
