import { createContext, untrack } from 'svelte'
import { openedAs } from '#core/description.ts'
import { FIRST_HABITS } from '#core/learning.ts'
import { type OwnAct, ownActed, ownLine } from '#core/own-line.ts'
import { isFramed } from '#core/site.ts'
import { isOn, positionAt } from '#core/timeline.ts'
import type { Health } from '#protocol/health.ts'
import type { MediaItem, MediaKind } from '#protocol/media.ts'
import type { Playback } from '#protocol/playback.ts'
import type { Engine, News } from '../player/engine.ts'
import { engineFor, played } from '../player/engines.ts'
import { SyncLoop } from '../player/sync-loop.ts'
import { newVideo } from '../player/video.ts'
import { Blocking } from './blocking.svelte.ts'
import { OnAir } from './on-air.svelte.ts'
import { heightCapPx, readPrefs, writePrefs } from './prefs.ts'
import type { RoomStore } from './room.svelte.ts'
import { type PlayerStatus, Showing, type Sync } from './showing.svelte.ts'

/** How often what people see of the player is brought up to date, ms. */
const SHOW_EVERY_MS = 250
/** The room before it is known. */
const NOTHING: Playback = { status: 'idle', epoch: -1, version: -1 }

/** My own player: one at a time, kept where the room is, or, on my own, where I take it. */
export class PlayerStore {
  #positionMs = $state(0)
  #bufferedMs = $state(0)
  #ownDurationMs = $state<number | null>(null)
  #health = $state.raw<Health | null>(null)
  /** The line that I follow instead of the room's. */
  #own = $state.raw<Playback | null>(null)
  #deviceOffsetMs = $state(0)

  /** The same for every film that plays in one, so that a tap that allowed sound stays good. */
  readonly #video = newVideo()
  readonly showing = new Showing({
    nothing: this.#video,
    heard: (engine, news) => this.#heard(engine, news),
    resized: () => this.#loop?.look(),
  })
  /** What there is to show of a broadcast. */
  readonly air: OnAir
  readonly #room: RoomStore
  readonly #blocking: Blocking
  #kind: MediaKind | null = null
  #loop: SyncLoop | null = null
  /** The film that is wanted, and the one that the engine has: until they are one, there is no line to follow. */
  #loaded: string | null = null
  #opened: string | null = null
  readonly #showTimer: ReturnType<typeof setInterval>
  readonly #stopFollowing: () => void

  constructor(room: RoomStore) {
    this.#room = room
    this.air = new OnAir(room, this.showing)
    this.#deviceOffsetMs = readPrefs().deviceOffsetMs
    this.#blocking = new Blocking(() => this.#loop?.unblocked())
    this.#showTimer = setInterval(() => this.#show(), SHOW_EVERY_MS)
    // The film of the room is what the player must hold: the world outside Svelte follows the state.
    this.#stopFollowing = $effect.root(() => {
      $effect(() => {
        const { film, playback, connection } = room
        if (connection !== 'connecting') untrack(() => void this.#follow(film, playback?.epoch ?? 0))
      })
      // What has just changed must not wait for the next look.
      $effect(() => {
        void this.playback
        untrack(() => {
          this.#show()
          this.#loop?.look()
        })
      })
    })
  }

  get status(): PlayerStatus {
    return this.showing.status
  }
  /** Where the film stands that I follow, ms; brought up to date four times a second. */
  get positionMs(): number {
    return this.#positionMs
  }
  get bufferedMs(): number {
    return this.#bufferedMs
  }
  get blocked(): 'no' | 'play' | 'sound' {
    return this.#blocking.state
  }
  /** Its platform's own player shows it, in a frame: nothing of ours may lie over that. */
  readonly framed = $derived.by(() => this.#room.film !== null && isFramed(this.#room.film.kind))
  get muted(): boolean {
    return this.#blocking.muted
  }
  get volume(): number {
    return this.#blocking.volume
  }
  get durationMs(): number | null {
    return this.#room.film?.durationMs ?? this.#ownDurationMs
  }
  /** I have left the room's line; the room goes on without me. */
  get alone(): boolean {
    return this.#own !== null
  }
  /** By how much this device's sound comes late, ms. */
  get deviceOffsetMs(): number {
    return this.#deviceOffsetMs
  }
  readonly playback = $derived.by<Playback | null>(() => this.#own ?? this.#room.playback)
  readonly playing = $derived.by(() => this.playback !== null && isOn(this.playback))
  readonly rate = $derived.by(() => (this.playback && this.playback.status !== 'idle' ? this.playback.rate : 1))
  readonly sync = $derived.by<Sync>(() => {
    if (this.#room.connection === 'reconnecting') return { state: 'lost', offsetMs: null, boundMs: null }
    if (this.#health === null || !this.#room.film) return { state: 'idle', offsetMs: null, boundMs: null }
    return this.#health
  })
  /** The picture stands because there is nothing to show yet. */
  readonly waiting = $derived.by(() => this.playing && this.blocked === 'no' && this.sync.state === 'buffering')

  // The film: the room's, or my own while I am alone.
  play = (): void => {
    if (this.air.isGone(this.positionNow())) this.goLive()
    return this.#own ? this.#act({ do: 'play' }) : this.#room.play()
  }
  /** Stops where I see it, so that nothing I have seen comes again. */
  pause = (): void => {
    if (this.#own) return this.#act({ do: 'pause' })
    if (this.sync.state !== 'in_sync' || !this.showing.engine) return this.#room.pause()
    this.showing.engine.pause()
    this.#room.pause(this.showing.engine.positionMs - this.#deviceOffsetMs * this.rate)
  }
  seek = (asked: number): void => {
    const toMs = this.air.placeOf(asked)
    if (toMs === 'live') return this.goLive()
    return this.#own ? this.#act({ do: 'seek', toMs }) : this.#room.seek(toMs)
  }
  /** To where a broadcast is live. */
  goLive = (): void => (this.#own ? this.#act({ do: 'seek', toMs: this.air.liveMs() }) : this.air.toLive())
  setRate = (rate: number): void => (this.#own ? this.#act({ do: 'rate', rate }) : this.#room.setRate(rate))

  /** From here on I watch on my own. */
  leaveRoomsLine(): void {
    const { playback } = this.#room
    if (playback && playback.status !== 'idle') this.#own = ownLine(playback, this.#room.serverNow())
  }

  /** Back to where the room is, in one leap. */
  comeBack(): void {
    this.#own = null
    this.#loop?.resync()
  }

  /** Asks for the time anew and goes to where the room is. */
  resync = (): void => this.#loop?.resync()

  setDeviceOffset(ms: number): void {
    this.#deviceOffsetMs = ms
    writePrefs({ deviceOffsetMs: ms })
    this.#loop?.look()
  }

  setVolume = (volume: number): void => this.#blocking.setVolume(volume)
  setMuted = (muted: boolean): void => this.#blocking.setMuted(muted)
  /** Inside a tap: what the browser had forbidden is allowed now. */
  unblock = (): void => this.#blocking.unblock()

  /** Shows the player inside `host` until the returned undo is called. */
  mount(host: HTMLElement): () => void {
    // Once, whatever changes later: a frame that is taken away and put back loads anew.
    return untrack(() => {
      const unmount = this.showing.mount(host)
      this.#loop?.look()
      return unmount
    })
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
    this.#letGo(null)
    this.#video.remove()
  }

  #act(act: OwnAct): void {
    if (this.#own && this.#own.status !== 'idle') this.#own = ownActed(this.#own, act, this.#room.serverNow())
  }

  async #follow(media: MediaItem | null, epoch: number): Promise<void> {
    const wanted = media && openedAs(media, epoch)
    if (wanted === this.#loaded) return
    this.#loaded = wanted
    this.#own = null
    this.#ownDurationMs = null
    this.showing.next(media ? 'loading' : 'empty')
    if (!media) {
      this.#opened = null
      this.showing.engine?.unload()
      return
    }
    if (this.#kind !== media.kind) this.#letGo(media.kind)
    const found = async () => ({
      engine: this.showing.engine ?? (await engineFor(media.kind, { video: this.#video, heightCapPx })),
      film: { ...(await played(media)), url: await this.#room.addresses.of(media.url) },
    })
    const { engine, film } = await found().catch(() => ({ engine: undefined, film: null }))
    if (this.#loaded !== wanted) return
    // No chunk or no address came: a film that cannot be played until it is tried again.
    if (engine === undefined || film === null) return this.showing.fail({ kind: 'network', code: 'chunk' })
    if (engine === null) return this.showing.fail({ kind: 'not_embeddable', code: null })
    if (this.showing.engine !== engine) {
      this.showing.take(engine)
      this.#blocking.take(engine)
    }
    this.#loop ??= this.#startLoop(engine, media.kind)
    engine.load(film, this.#loop.open(this.playback ?? NOTHING))
    this.#opened = wanted
    this.showing.look()
  }

  /** A film of another kind needs another engine, and two must not play at the same time. */
  #letGo(kind: MediaKind | null): void {
    this.#loop?.stop()
    this.#loop = null
    this.showing.drop()
    this.#blocking.take(null)
    this.#opened = null
    this.#kind = kind
  }

  #startLoop(engine: Engine, kind: MediaKind): SyncLoop {
    const room = this.#room
    return new SyncLoop(engine, readPrefs().habits[kind] ?? FIRST_HABITS, {
      surroundings: () => ({
        playback: this.#lineOfOpened(),
        time: room.time(),
        roundTripMs: room.roundTripMs(),
        me: room.me,
        failed: this.status === 'failed',
        alone: this.#own !== null,
        cramped: this.showing.cramped,
        deviceOffsetMs: this.#deviceOffsetMs,
      }),
      onBlocked: () => this.#blocking.refused(),
      onHealth: (health) => this.#showHealth(health),
      onLearned: (habits) => writePrefs({ habits: { ...readPrefs().habits, [kind]: habits } }),
      tell: room.tell,
      report: (health) => room.report(health),
      askTime: room.askTime,
    })
  }

  #lineOfOpened(): Playback {
    const { playback } = this
    if (!playback || playback.status === 'idle') return NOTHING
    if (this.air.isBefore(this.positionNow())) return NOTHING
    return openedAs(playback.media, playback.epoch) === this.#opened ? playback : NOTHING
  }

  /** Shown when something that is shown has changed: a look is no reason to draw. */
  #showHealth(health: Health): void {
    const shown = this.#health
    const same = shown?.state === health.state && shown.offsetMs === health.offsetMs && shown.boundMs === health.boundMs
    if (!same) this.#health = health
  }

  #heard(engine: Engine, news: News): void {
    if (this.#loaded === null) return
    if (news === 'touched' && this.blocked !== 'no') return this.unblock()
    // By the platform's own controls: who may, does it for all; who may not is put back by the loop.
    if (news === 'stopped' && (this.alone || this.#room.can('playback.pause'))) return this.pause()
    if (news === 'resumed' && (this.alone || this.#room.can('playback.play'))) return this.play()
    if (this.status === 'failed' && this.#room.addresses.isOld(this.#room.film?.url)) return this.retry()
    if (engine.durationMs === this.#ownDurationMs) return
    this.#ownDurationMs = engine.durationMs
    this.air.tellLength(engine.durationMs)
  }

  /** Where the film stands that I follow, ms, at this very moment: also after a seek that the room has not answered. */
  positionNow(): number {
    return this.playback ? positionAt(this.playback, this.#room.serverNow()) : 0
  }

  #show(): void {
    this.#positionMs = this.positionNow()
    this.#bufferedMs = this.showing.engine?.bufferedMs ?? 0
    this.air.look(this.playback)
  }
}

export const [getPlayer, setPlayer] = createContext<PlayerStore>()
