import { createContext } from 'svelte'
import { lineOf, quoteOf } from '#core/chat.ts'
import { can } from '#core/permissions.ts'
import { mediaOf, positionAt } from '#core/timeline.ts'
import type { FeedEntry, Quote } from '#protocol/chat.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { ClientFrame, CloseReason, ServerFrame } from '#protocol/frames.ts'
import type { Health, MemberHealth } from '#protocol/health.ts'
import type { LineId, RoomId, UserId } from '#protocol/ids.ts'
import type { MediaItem, MediaRequest } from '#protocol/media.ts'
import type { Member } from '#protocol/members.ts'
import type { Command } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'
import type { RoomInfo, RoomView } from '#protocol/room.ts'
import type { Api } from '../net/api.ts'
import { type KnownTime, ServerClock } from '../net/clock.ts'
import { helloOf } from '../net/hello.ts'
import { RoomSocket, type SocketListener } from '../net/socket.ts'
import { endOf } from './endings.ts'
import { FilmAddresses } from './film-addresses.ts'
import { signFilm } from './films.ts'
import { Following } from './following.svelte.ts'
import { Healths } from './healths.svelte.ts'
import { History } from './history.svelte.ts'
import { foreseen, Hopes } from './hopes.svelte.ts'
import { LateReactions } from './late-reactions.svelte.ts'
import { Outbox, type PendingLine } from './outbox.svelte.ts'
import type { Reactions } from './reactions.svelte.ts'
import { Requests } from './requests.ts'
import type { Session } from './session.svelte.ts'

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'ended'

/** The room as this viewer knows it: the server's snapshot, moved on by the server's events. */
export class RoomStore implements SocketListener {
  #connection = $state<Connection>('connecting')
  #ended = $state<ErrorCode | null>(null)
  #me = $state<UserId | null>(null)
  #lostAtMs = $state<number | null>(null)
  #refusal = $state.raw<{ code: ErrorCode; at: number } | null>(null)
  readonly #healths = new Healths()
  readonly #hopes = new Hopes()

  readonly #following = new Following({
    send: (frame) => this.#socket.send(frame),
    caughtUp: () => this.#caughtUp(),
    happened: (event) => event.type === 'members.left' && this.#healths.forget(event.userId),
    moves: (before, { feed }) => this.#history.follow(before?.feed ?? [], feed),
  })
  readonly #reactions = new LateReactions(
    (frame) => this.#connection === 'live' && this.#socket.send(frame),
    () => this.#scene(),
  )
  #lastError: ErrorCode | null = null
  readonly #id: RoomId
  readonly #history: History
  readonly #session: Session
  readonly #clock = new ServerClock()
  readonly #requests: Requests
  readonly #outbox: Outbox
  readonly #socket: RoomSocket

  /** Where my player fetches films from. */
  readonly addresses: FilmAddresses

  constructor(id: RoomId, session: Session, api: Api) {
    this.#id = id
    this.addresses = new FilmAddresses((url, room) => signFilm(api, url, room), id)
    this.#session = session
    this.#history = new History((before) => api.history(id, before))
    this.#requests = new Requests((frame) => this.#connection === 'live' && this.#socket.send(frame))
    this.#outbox = new Outbox(
      ({ id: lineId, text, replyTo }) =>
        this.#requests.ask({ type: 'chat.say', lineId, text, replyTo: replyTo?.id ?? null }).answer,
    )
    this.#socket = new RoomSocket(this, this.#clock)
  }

  readonly playback = $derived<Playback | null>(this.#following.view && this.#hopes.over(this.#following.view.playback))
  /** What the room waits for; null while it does not wait. */
  readonly hold = $derived(this.playback?.status === 'holding' ? this.playback : null)
  /** What the room plays; null when nothing is loaded. */
  readonly film = $derived<MediaItem | null>(this.playback && mediaOf(this.playback))
  /** The room's speed. */
  readonly rate = $derived(this.playback && this.playback.status !== 'idle' ? this.playback.rate : 1)
  readonly members = $derived<Member[]>(this.#following.view?.members ?? [])
  readonly feed = $derived<FeedEntry[]>(this.#following.view?.feed ?? [])
  readonly room = $derived<RoomInfo | null>(this.#following.view?.room ?? null)
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
    return this.#following.view
  }
  get me(): UserId | null {
    return this.#me
  }
  /** Where the film stood when the connection was lost, ms. */
  get lostAtMs(): number | null {
    return this.#lostAtMs
  }
  /** What was said before the feed. */
  get history(): Pick<History, 'entries' | 'seams' | 'more' | 'loading'> {
    return this.#history
  }
  /** How the others' players are doing, as far as they have told. */
  get health(): ReadonlyMap<UserId, MemberHealth> {
    return this.#healths.others
  }
  /** What people react to the film; null until it is there, a moment after the room. */
  get reactions(): Reactions | null {
    return this.#reactions.store
  }
  /** The last playback command that was refused. */
  get refusal(): { code: ErrorCode; at: number } | null {
    return this.#refusal
  }

  can = (command: Command['type']): boolean =>
    this.#following.view !== null && this.#me !== null && can(this.#following.view.room, this.#me, command)

  serverNow = (): number => this.#clock.now()
  /** The room's clock to steer a player by; null while it is not known well enough. */
  time = (): KnownTime | null => this.#clock.known()
  roundTripMs = (): number | null => this.#clock.roundTripMs()
  askTime = (): void => this.#socket.askTime()

  /** `replyTo`: the message that this answers, one of the feed or of `history`. */
  say = (text: string, replyTo: LineId | null = null): void =>
    this.#outbox.add(text, replyTo && this.#quoted(replyTo), this.serverNow())
  retry = (id: LineId): void => this.#outbox.retry(id)

  play = (): void => this.#playback((epoch) => ({ type: 'playback.play', epoch }))
  pause = (positionMs = this.#positionMs()): void =>
    this.#playback((epoch) => ({ type: 'playback.pause', epoch, positionMs: Math.round(positionMs) }))
  seek = (positionMs: number): void =>
    this.#playback((epoch) => ({ type: 'playback.seek', epoch, positionMs: Math.max(0, Math.round(positionMs)) }))
  setRate = (rate: number): void => this.#playback((epoch) => ({ type: 'playback.rate', epoch, rate }))
  /** Asks everyone whether they are ready. */
  gather = (): void => this.#playback((epoch) => ({ type: 'playback.gather', epoch }))
  /** Goes on without those the room waits for. */
  release = (): void => this.#playback((epoch) => ({ type: 'playback.release', epoch }))
  /** I am ready (when the room gathers), or my player is. */
  ready = (): void => void (this.hold && this.tell('ready', this.hold.epoch, this.hold.version))
  /** My player can go on from that version of the line, or cannot. Said again by whoever says it, until it shows. */
  tell = (what: 'ready' | 'stalled', epoch: number, version: number): void =>
    void this.#requests.ask({ type: `playback.${what}`, epoch, version })
  report(health: Health): void {
    this.#healths.mine = health
    this.#socket.send({ t: 'report', health })
  }
  /** My player has found out how long the film is. */
  measured = (epoch: number, durationMs: number): void =>
    void this.#requests.ask({ type: 'playback.duration', epoch, durationMs: Math.round(durationMs) })
  /** Where a broadcast can be played: the room goes to where it is live. */
  live = (told: Omit<Extract<Command, { type: 'playback.live' }>, 'type'>): void =>
    void this.#requests.ask({ type: 'playback.live', ...told })

  load = (media: MediaRequest): Promise<ErrorCode | null> => this.#ask({ type: 'playback.load', media })
  close = (): Promise<ErrorCode | null> => this.#ask({ type: 'room.close' })

  update(change: Partial<Pick<RoomInfo, 'title' | 'control' | 'buffering'>>): Promise<ErrorCode | null> {
    if (!this.room) return Promise.resolve('unavailable')
    const { title, control, buffering } = { ...this.room, ...change }
    return this.#ask({ type: 'room.update', title, control, buffering })
  }

  /** Gives up the seat and closes. */
  leave = (): void => this.#socket.stop(true)
  /** Closes; the seat is kept for the grace period. */
  stop(): void {
    this.#reactions.stop()
    this.#socket.stop(false)
  }

  loadOlder = (): Promise<void> => this.#history.load(this.feed)

  // What the socket tells.

  async hello(): Promise<ClientFrame | null> {
    if (this.#session.token === null && !(await this.#session.renew())) return null
    const have = this.#following.begin()
    this.#lastError = null
    return helloOf(this.#session.token ?? '', this.#id, have)
  }

  frame(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#me = frame.userId
        this.#session.updates.heard(frame.build)
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
        if (frame.code === 'slow_down') this.#following.tooFast()
        else this.#lastError = frame.code
        break
      case 'health':
        this.#healths.heard(frame.of)
        break
      case 'reactions':
        this.#reactions.heard(frame)
        break
      case 'reconnect':
        break
      default:
        this.#following.frame(frame)
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

  #caughtUp(): void {
    this.#hopes.clear()
    this.#lostAtMs = null
    if (this.#connection === 'live') return
    this.#connection = 'live'
    void this.#reactions.load()
    // Another server, or the same one after a restart, knows nothing of my player yet.
    if (this.#healths.mine) this.report(this.#healths.mine)
    void this.#outbox.resume()
  }

  #quoted(id: LineId): Quote | null {
    const line = (this.view && lineOf(this.view, id)) ?? this.#history.line(id)
    return line ? quoteOf(line) : null
  }

  #scene() {
    const { film, playback } = this
    const positionMs = film && Math.round(this.#positionMs())
    return { me: this.#me, epoch: playback?.epoch ?? -1, positionMs, lengthMs: film?.durationMs ?? null }
  }

  #positionMs(): number {
    return this.playback ? positionAt(this.playback, this.serverNow()) : 0
  }

  #ask(command: Command): Promise<ErrorCode | null> {
    return this.#requests.ask(command).answer.then((refused) => (refused === 'offline' ? 'unavailable' : refused))
  }

  /** Shows at once what the server will decide by the same function, and takes it back if it decides otherwise. */
  #playback(command: (epoch: number) => Command): void {
    const [view, me, playback] = [this.#following.view, this.#me, this.playback]
    if (!playback || !view || !me) return
    const asked = command(playback.epoch)
    const { id, answer } = this.#requests.ask(asked)
    const known = {
      view: { ...view, playback },
      me,
      now: this.serverNow(),
      healthOf: (of: UserId) => this.#healths.of(of, me),
    }
    this.#hopes.begin(id, foreseen(known, asked))
    void answer.then((refused) => {
      this.#hopes.end(id)
      if (refused !== null) this.#refusal = { code: refused === 'offline' ? 'unavailable' : refused, at: Date.now() }
    })
  }
}

export const [getRoom, setRoom] = createContext<RoomStore>()
