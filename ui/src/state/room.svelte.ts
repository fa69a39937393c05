import { createContext } from 'svelte'
import { can } from '#core/permissions.ts'
import { mediaOf, positionAt } from '#core/timeline.ts'
import { decide, evolve } from '#core/room.ts'
import type { ChatLine, FeedEntry } from '#protocol/chat.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { ClientFrame, CloseReason, ServerFrame } from '#protocol/frames.ts'
import type { EpochMs, LineId, MediaId, RoomId, RunId, UserId } from '#protocol/ids.ts'
import type { MediaItem, MediaRequest } from '#protocol/media.ts'
import type { Member } from '#protocol/members.ts'
import type { Command, Event } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'
import type { Control, RoomInfo, RoomView } from '#protocol/room.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import type { Api } from '../net/api.ts'
import { ServerClock } from '../net/clock.ts'
import { RoomSocket, type SocketListener } from '../net/socket.ts'
import { Outbox, type PendingLine } from './outbox.svelte.ts'
import { Requests } from './requests.ts'
import type { Session } from './session.svelte.ts'

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'ended'

/** The room as this viewer knows it: the server's snapshot, moved on by the server's events. */
export class RoomStore implements SocketListener {
  // Replaced whole, never mutated: `raw` spares a proxy for every chat line.
  #view = $state.raw<RoomView | null>(null)
  #connection = $state<Connection>('connecting')
  #ended = $state<ErrorCode | null>(null)
  #me = $state<UserId | null>(null)
  #lostAtMs = $state<number | null>(null)
  #older = $state.raw<readonly ChatLine[]>([])
  #hasOlder = $state(true)
  #loadingOlder = $state(false)
  #refusal = $state.raw<{ code: ErrorCode; at: number } | null>(null)
  /** What I have just asked for, shown before the server has answered. */
  #hoped = $state.raw<{ id: number; playback: Playback } | null>(null)

  #run: RunId | null = null
  #seq = 0
  /** Between a gap (or a hello) and the answer that closes it, events are of no use. */
  #catchingUp = true
  /** Too many of them: the next pong tries again. */
  #resumeRefused = false
  #lastError: ErrorCode | null = null
  readonly #id: RoomId
  readonly #session: Session
  readonly #api: Api
  readonly #clock = new ServerClock()
  readonly #requests: Requests
  readonly #outbox: Outbox
  readonly #socket: RoomSocket

  constructor(id: RoomId, session: Session, api: Api) {
    this.#id = id
    this.#session = session
    this.#api = api
    this.#requests = new Requests((frame) => this.#connection === 'live' && this.#socket.send(frame))
    this.#outbox = new Outbox(({ id: lineId, text }) => this.#requests.ask({ type: 'chat.say', lineId, text }).answer)
    this.#socket = new RoomSocket(this, this.#clock)
  }

  readonly playback = $derived<Playback | null>(this.#hoped?.playback ?? this.#view?.playback ?? null)
  /** What the room plays; null when nothing is loaded. */
  readonly film = $derived<MediaItem | null>(this.playback && mediaOf(this.playback))
  /** The room's speed. */
  readonly rate = $derived(this.playback && this.playback.status !== 'idle' ? this.playback.rate : 1)
  readonly members = $derived<Member[]>(this.#view?.members ?? [])
  readonly feed = $derived<FeedEntry[]>(this.#view?.feed ?? [])
  readonly room = $derived<RoomInfo | null>(this.#view?.room ?? null)
  /** Mine that the room has not shown yet. */
  readonly pending = $derived.by<PendingLine[]>(() => {
    const said = new Set(this.feed.map((entry) => (entry.kind === 'line' ? entry.line.id : null)))
    return this.#outbox.lines.filter(({ id }) => !said.has(id))
  })

  get connection(): Connection {
    return this.#connection
  }
  get ended(): ErrorCode | null {
    return this.#ended
  }
  get view(): RoomView | null {
    return this.#view
  }
  get me(): UserId | null {
    return this.#me
  }
  /** Where the film stood when the connection was lost, ms. */
  get lostAtMs(): number | null {
    return this.#lostAtMs
  }
  get older(): readonly ChatLine[] {
    return this.#older
  }
  get hasOlder(): boolean {
    return this.#hasOlder
  }
  get loadingOlder(): boolean {
    return this.#loadingOlder
  }
  /** The last playback command that was refused. */
  get refusal(): { code: ErrorCode; at: number } | null {
    return this.#refusal
  }

  can = (command: Command['type']): boolean =>
    this.#view !== null && this.#me !== null && can(this.#view.room, this.#me, command)

  serverNow = (): number => this.#clock.now()

  say = (text: string): void => this.#outbox.add(text, this.serverNow())
  retry = (id: LineId): void => this.#outbox.retry(id)

  play = (): void => this.#playback((epoch) => ({ type: 'playback.play', epoch }))
  pause = (positionMs = this.#positionMs()): void =>
    this.#playback((epoch) => ({ type: 'playback.pause', epoch, positionMs: Math.round(positionMs) }))
  seek = (positionMs: number): void =>
    this.#playback((epoch) => ({ type: 'playback.seek', epoch, positionMs: Math.max(0, Math.round(positionMs)) }))
  setRate = (rate: number): void => this.#playback((epoch) => ({ type: 'playback.rate', epoch, rate }))
  /** My player has found out how long the film is. */
  measured = (epoch: number, durationMs: number): void =>
    void this.#requests.ask({ type: 'playback.duration', epoch, durationMs: Math.round(durationMs) })

  load = (media: MediaRequest): Promise<ErrorCode | null> => this.#ask({ type: 'playback.load', media })
  close = (): Promise<ErrorCode | null> => this.#ask({ type: 'room.close' })

  update(change: { title?: string; control?: Control }): Promise<ErrorCode | null> {
    if (!this.room) return Promise.resolve('unavailable')
    const { title, control } = { ...this.room, ...change }
    return this.#ask({ type: 'room.update', title, control })
  }

  /** Gives up the seat and closes. */
  leave = (): void => this.#socket.stop(true)
  /** Closes; the seat is kept for the grace period. */
  stop = (): void => this.#socket.stop(false)

  async loadOlder(): Promise<void> {
    const first = this.#older[0] ?? this.feed.find((entry) => entry.kind === 'line')?.line
    if (this.#loadingOlder || !this.#hasOlder || !first) return
    this.#loadingOlder = true
    const page = await this.#api.history(this.#id, first.id)
    if (page.ok) {
      this.#older = [...page.value.lines, ...this.#older]
      this.#hasOlder = page.value.more
    }
    this.#loadingOlder = false
  }

  // What the socket tells.

  async hello(): Promise<ClientFrame | null> {
    if (this.#session.token === null && !(await this.#session.renew())) return null
    const have = this.#run && this.#view ? { run: this.#run, seq: this.#seq } : null
    this.#catchingUp = true
    this.#resumeRefused = false
    this.#lastError = null
    return { t: 'hello', protocol: PROTOCOL_VERSION, token: this.#session.token ?? '', room: this.#id, have }
  }

  frame(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#me = frame.userId
        break
      case 'snapshot':
        this.#caughtUp(frame.run, frame.seq, frame.view)
        break
      case 'events':
        if (this.#view) this.#caughtUp(frame.run, frame.seq, frame.events.reduce<RoomView>(evolve, this.#view))
        break
      case 'event':
        this.#event(frame.seq, frame.event)
        break
      case 'batch':
        for (const [index, event] of frame.events.entries()) this.#event(frame.firstSeq + index, event)
        break
      case 'pong':
        if (this.#resumeRefused) this.#catchingUp = false
        this.#resumeRefused = false
        if (frame.run !== this.#run || frame.seq > this.#seq) this.#resume()
        break
      case 'ack':
        this.#requests.answered(frame.id, null)
        break
      case 'reject':
        this.#requests.answered(frame.id, frame.code)
        break
      case 'token':
        this.#session.replaceToken(frame.token)
        break
      case 'error':
        // Of what we send unasked only a resume is ever too much; the next pong is soon enough to try it again.
        if (frame.code === 'slow_down') this.#resumeRefused = this.#catchingUp
        else this.#lastError = frame.code
        break
      case 'reconnect':
        break
    }
  }

  lost(): void {
    if (this.#connection === 'live') {
      this.#lostAtMs = this.playback && positionAt(this.playback, this.serverNow())
      this.#connection = 'reconnecting'
    }
    this.#requests.lost()
  }

  /** Closed for good: unless a fresh token is all that was missing. */
  closed(reason: CloseReason): void {
    const code = this.#lastError ?? endOf(reason)
    if (reason !== 'unauthorized') return this.#end(code)
    void this.#session.renew().then((renewed) => (renewed ? this.#socket.restart() : this.#end(code)))
  }

  #end(code: ErrorCode): void {
    this.#connection = 'ended'
    this.#ended = code
    this.#requests.lost()
  }

  #caughtUp(run: RunId, seq: number, view: RoomView): void {
    this.#run = run
    this.#seq = seq
    this.#view = view
    this.#hoped = null
    this.#catchingUp = false
    this.#lostAtMs = null
    if (this.#connection === 'live') return
    this.#connection = 'live'
    void this.#outbox.resume()
  }

  #event(seq: number, event: Event): void {
    if (this.#catchingUp || this.#view === null || seq <= this.#seq) return
    if (seq !== this.#seq + 1) return this.#resume()
    this.#seq = seq
    this.#view = evolve(this.#view, event)
    if (event.type === 'playback.changed') this.#hoped = null
  }

  #resume(): void {
    if (this.#catchingUp || this.#run === null) return
    this.#catchingUp = this.#socket.send({ t: 'resume', run: this.#run, seq: this.#seq })
  }

  #positionMs(): number {
    return this.playback ? positionAt(this.playback, this.serverNow()) : 0
  }

  #ask(command: Command): Promise<ErrorCode | null> {
    return this.#requests.ask(command).answer.then((refused) => (refused === 'offline' ? 'unavailable' : refused))
  }

  /** Shows at once what the server will decide by the same function, and takes it back if it decides otherwise. */
  #playback(command: (epoch: number) => Command): void {
    if (!this.playback || !this.#view || !this.#me) return
    const asked = command(this.playback.epoch)
    const { id, answer } = this.#requests.ask(asked)
    const hoped = this.#foresee(asked)
    if (hoped) this.#hoped = { id, playback: hoped }
    void answer.then((refused) => {
      if (this.#hoped?.id === id) this.#hoped = null
      if (refused !== null) this.#refusal = { code: refused === 'offline' ? 'unavailable' : refused, at: Date.now() }
    })
  }

  #foresee(command: Command): Playback | null {
    const view = this.#view
    const me = this.members.find(({ id }) => id === this.#me)
    if (!view || !me || !this.playback) return null
    const state = { ...view, playback: this.playback }
    // Sound: the server's clock in whole ms; and a film that is never loaded here needs no real id.
    const context = { now: Math.round(this.serverNow()) as EpochMs, newMediaId: () => '' as MediaId, maxViewers: 0 }
    const decision = decide(state, command, { kind: 'user', profile: me }, context)
    return decision.ok ? decision.value.reduce<RoomView>(evolve, state).playback : null
  }
}

/** Why a room ended for me, in the words of the error table. */
function endOf(reason: CloseReason): ErrorCode {
  switch (reason) {
    case 'room_closed':
    case 'room_full':
    case 'room_not_found':
    case 'protocol_mismatch':
    case 'too_many_sockets':
    case 'slow_down':
      return reason
    case 'unauthorized':
      return 'unauthorized'
    default:
      return 'internal'
  }
}

export const [getRoom, setRoom] = createContext<RoomStore>()
