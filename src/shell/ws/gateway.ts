import type { Server, WebSocketHandler } from 'bun'
import * as v from 'valibot'
import { profileOf } from '#core/members.ts'
import type { Seated } from '#core/state.ts'
import { take } from '#core/token-bucket.ts'
import type { Batch } from '#ports/bus.ts'
import { wakeIn } from '#ports/clock.ts'
import type { Base, Sequenced } from '#ports/sequencer.ts'
import type { Language } from '#protocol/error-texts.ts'
import type { ClientFrame, CloseReason, ServerFrame } from '#protocol/frames.ts'
import type { User } from '#protocol/http.ts'
import { RoomId, type SessionId, type UserId } from '#protocol/ids.ts'
import { FEED_KEPT_UNITS, FRAME_MAX_BYTES, HELLO_TIMEOUT_MS } from '#protocol/limits.ts'
import type { ReactionBurst } from '#protocol/reactions.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import type { RoomListener } from '#services/rooms/registry.ts'
import { refusal } from '../refusal.ts'
import { bring, missedBy } from './catch-up.ts'
import { Fanout } from './fanout.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import { HealthTeller } from './health-teller.ts'
import { answerPing } from './pings.ts'
import { refuseBad, refuseKind, refuseTooFast, refuseUnreadable } from './refusals.ts'
import { RoomSockets } from './room-sockets.ts'
import { FRAME_RULE, type LivePhase, newSocketData, type Socket, type SocketData } from './session.ts'
import { endSilent, heard } from './silence.ts'
import { UserSockets } from './user-sockets.ts'
import { close, isOver, readFrame, send, textFor, topicOf, turnAway } from './wire.ts'

/** Bytes that may wait in one socket: a full snapshot and some; who reads slower is dropped and resumes. */
const BACKPRESSURE_BYTES = FEED_KEPT_UNITS * 6 + 512 * 1_024
/** Clients are told to come back this soon after a stop, ms; each adds its share of the spread. */
const RECONNECT_MIN_MS = 300
const RECONNECT_SPREAD_MS = 1_700

/** Frames in, frames out: greets sockets, hands their commands to the rooms, and tells them what happened there. */
export class Gateway implements RoomListener {
  readonly #deps: GatewayDeps
  readonly #perUser: UserSockets
  readonly #sockets = new Set<Socket>()
  readonly #inRooms = new RoomSockets()
  readonly #fanout: Fanout
  readonly #teller: HealthTeller
  #server: Server<SocketData> | null = null
  #stopping = false
  #endLooking: () => void = () => {}

  constructor(deps: GatewayDeps) {
    this.#deps = deps
    this.#perUser = new UserSockets(deps.maxSocketsPerUser)
    const publish = (room: RoomId, text: string) => void this.#server?.publish(topicOf(room), text)
    this.#fanout = new Fanout({ ...deps, publish })
    this.#teller = new HealthTeller({ ...deps, publish, sockets: this.#inRooms })
  }

  /** For `Bun.serve({ websocket })`. */
  readonly handler: WebSocketHandler<SocketData> = {
    // Frames up to twice the limit are read and refused with a reason; Bun cuts off larger ones itself (1009).
    maxPayloadLength: FRAME_MAX_BYTES * 2,
    backpressureLimit: BACKPRESSURE_BYTES,
    closeOnBackpressureLimit: true,
    idleTimeout: 0, // see `endSilent`
    open: (ws) => this.#open(ws),
    message: (ws, message) => {
      heard(ws)
      this.#guard(ws, () => this.#message(ws, message))
    },
    ping: heard,
    pong: heard,
    close: (ws, code) => this.#closed(ws, code),
  }

  attach(server: Server<SocketData>): void {
    this.#server = server
    this.#endLooking = endSilent(this.#deps.clock, this.#sockets)
  }

  /** Takes a request for `/ws` from a client at `address`; the answer is for one that may not or cannot be a socket. */
  upgrade(
    request: Request,
    server: Server<SocketData>,
    { address, language }: { address: string; language: Language },
  ): Response | undefined {
    if (this.#stopping) return refusal('unavailable', language, { 'Retry-After': '2' })
    const refused = this.#deps.door.refusal(request, address, language)
    if (refused !== null) return refused
    const data = newSocketData(this.#deps.newSession(), { address, language }, this.#deps.clock.now())
    if (server.upgrade(request, { data })) return undefined
    return new Response('Expected a WebSocket handshake.', { status: 426, headers: { upgrade: 'websocket' } })
  }

  /** Tells every client when to come back, and lets go of it. */
  stop(): void {
    this.#stopping = true
    this.#endLooking()
    for (const ws of this.#sockets) {
      const afterMs = Math.round(RECONNECT_MIN_MS + this.#deps.random() * RECONNECT_SPREAD_MS)
      send(ws, { t: 'reconnect', afterMs })
      close(ws, 'going_away')
    }
  }

  onBatch(room: RoomId, batch: Batch): void {
    this.#fanout.tell(room, batch)
    if (batch.events.some(({ type }) => type === 'room.closed')) this.#closeAll(room, 'room_closed')
  }

  seated = (room: RoomId): readonly Seated[] => this.#inRooms.seated(room)

  onReplaced({ run, seq, state }: Sequenced): void {
    this.#fanout.forget(state.room.id) // those events are in it, or of another numbering
    if (state.room.closedAt !== null) return this.#closeAll(state.room.id, 'room_closed')
    const frame: ServerFrame = { t: 'snapshot', run, seq, view: state }
    this.#server?.publish(topicOf(state.room.id), JSON.stringify(frame))
  }

  onHealth = (room: RoomId, userId: UserId): void => this.#teller.changed(room, userId)

  onReactions(room: RoomId, burst: ReactionBurst): void {
    const frame: ServerFrame = { t: 'reactions', ...burst }
    if (this.#inRooms.has(room)) this.#server?.publish(topicOf(room), JSON.stringify(frame))
  }

  /** Somebody has another name: whoever is in a room with them is told, and what they say next bears it. */
  renamed(user: User): void {
    const profile = profileOf(user)
    const told = new Set<RoomId>()
    for (const { data } of this.#sockets) {
      const { device, id, phase } = data
      if (phase.name !== 'live' || phase.profile.id !== user.id) continue
      phase.profile = profile
      phase.login = { ...phase.login, user }
      if (told.has(phase.room)) continue
      told.add(phase.room)
      // They come once more, as they are now; never rejects.
      const again = { type: 'members.connect', profile, session: { id, device } } as const
      void this.#deps.registry.execute(phase.room, again, { kind: 'system' })
    }
  }

  onUnloaded(room: RoomId): void {
    this.#closeAll(room, 'internal')
  }

  #open(ws: Socket): void {
    const { clock, metrics } = this.#deps
    this.#sockets.add(ws)
    this.#deps.door.enter(ws.data.address)
    metrics.socketOpened()
    const cancelTimeout = wakeIn(clock, HELLO_TIMEOUT_MS, () => close(ws, 'hello_timeout'))
    ws.data.phase = { name: 'greeting', cancelTimeout }
  }

  /** The one boundary for faults behind a frame: the socket goes, the process stays. */
  #guard(ws: Socket, work: () => void | Promise<void>): void {
    const fault = (reason: unknown) => {
      this.#deps.metrics.fault('socket')
      this.#deps.log.error('socket.failed', { err: reason })
      close(ws, 'internal')
    }
    try {
      work()?.catch(fault)
    } catch (reason) {
      fault(reason)
    }
  }

  #message(ws: Socket, message: string | Buffer): void | Promise<void> {
    const { clock, metrics } = this.#deps
    if (ws.data.phase.name === 'over') return
    metrics.framesIn(1)
    const now = clock.stamp()
    const bucket = take(ws.data.bucket, FRAME_RULE, now)
    if (bucket === null) return refuseTooFast(ws, message, now)
    ws.data.bucket = bucket
    if (typeof message !== 'string') return refuseBad(ws, 'bad_request', now)
    // A UTF-16 unit is three bytes at most: what is short need not be measured.
    if (message.length * 3 > FRAME_MAX_BYTES && Buffer.byteLength(message) > FRAME_MAX_BYTES) {
      return refuseBad(ws, 'payload_too_large', now)
    }
    const read = readFrame(message)
    if (!read.ok) return refuseUnreadable(ws, read, now)
    const { frame } = read
    if (frame.t === 'hello')
      return ws.data.phase.name === 'greeting' ? this.#hello(ws, frame) : refuseBad(ws, 'bad_request', now)
    if (ws.data.phase.name !== 'live') return refuseBad(ws, 'unauthorized', now)
    if (!ws.data.phase.allowance.takeFrame(frame, now)) {
      metrics.limited(frame.t === 'command' ? frame.command.type : frame.t)
      // Who taps too fast need not be told, nor sent away: what is lost is one of many.
      return frame.t === 'react' ? undefined : refuseKind(ws, frame, now)
    }
    return this.#live(ws, ws.data.phase, frame)
  }

  async #hello(ws: Socket, hello: Extract<ClientFrame, { t: 'hello' }>): Promise<void> {
    if (ws.data.phase.name === 'greeting') ws.data.phase.cancelTimeout()
    ws.data.phase = { name: 'greeted' }
    if (hello.protocol !== PROTOCOL_VERSION) return turnAway(ws, 'protocol_mismatch')
    const room = v.safeParse(RoomId, hello.room)
    if (!room.success) return turnAway(ws, 'room_not_found')
    const login = await this.#deps.auth.authenticate(hello.token)
    if (isOver(ws)) return
    if (!login.ok) return turnAway(ws, login.error)
    const profile = profileOf(login.value.user)
    const { id } = profile
    const allowance = this.#perUser.take(id, this.#deps.clock.now())
    if (allowance === 'slow_down') this.#deps.metrics.limited('hello')
    if (typeof allowance === 'string') return turnAway(ws, allowance)
    ws.data.device = hello.device
    ws.data.phase = { name: 'joining', profile, room: room.output }
    this.#inRooms.add(room.output, ws)
    this.#deps.door.leave(ws.data.address)
    const joined = await this.#deps.registry.execute(
      room.output,
      { type: 'members.connect', profile, session: { id: ws.data.id, device: hello.device } },
      { kind: 'system' },
    )
    // Gone while it was let in: `#closed` could not know of the seat.
    if (isOver(ws)) return joined.ok ? this.#disconnect(room.output, id, ws.data.id, false) : undefined
    if (!joined.ok) return turnAway(ws, joined.error)
    const live = { login: login.value, profile, room: room.output, allowance }
    ws.data.phase = { name: 'live', ...live, renewing: false, leaving: false }
    ws.subscribe(topicOf(room.output))
    const missed = await missedBy(this.#deps.registry, room.output, hello.have)
    const { build, clock } = this.#deps
    const now = clock.stamp()
    // In one write.
    ws.cork(() => {
      send(ws, { t: 'welcome', protocol: PROTOCOL_VERSION, build, userId: id, session: ws.data.id, now })
      bring(ws, missed)
      this.#teller.greet(ws, room.output)
    })
  }

  #live(ws: Socket, phase: LivePhase, frame: Exclude<ClientFrame, { t: 'hello' }>): void | Promise<void> {
    switch (frame.t) {
      case 'ping':
        return answerPing(ws, phase, frame.at, this.#deps)
      case 'command':
        return this.#command(ws, phase, frame)
      case 'resume':
        return this.#catchUp(ws, phase.room, frame)
      case 'report':
        return this.#deps.registry.report(phase.room, {
          userId: phase.profile.id,
          session: ws.data.id,
          health: frame.health,
        })
      case 'react':
        return this.#deps.registry.react(phase.room, phase.profile.id, frame.what)
      case 'leave':
        phase.leaving = true
        ws.close(1000, 'left')
    }
  }

  async #command(
    ws: Socket,
    { profile, room }: LivePhase,
    { id, command }: Extract<ClientFrame, { t: 'command' }>,
  ): Promise<void> {
    const asker = { kind: 'user', profile } as const
    const done = await this.#deps.registry.execute(room, command, asker)
    const now = this.#deps.clock.stamp()
    if (done.ok) send(ws, { t: 'ack', id, now })
    else send(ws, { t: 'reject', id, now, code: done.error, message: textFor(ws, done.error) })
  }

  async #catchUp(ws: Socket, room: RoomId, have: Base): Promise<void> {
    bring(ws, await missedBy(this.#deps.registry, room, have))
  }

  #closed(ws: Socket, code: number): void {
    const { phase } = ws.data
    ws.data.phase = { name: 'over' }
    this.#sockets.delete(ws)
    this.#deps.metrics.socketClosed(String(code))
    if (phase.name === 'greeting') phase.cancelTimeout()
    if (phase.name !== 'live' && phase.name !== 'joining') return this.#deps.door.leave(ws.data.address)
    const { profile, room } = phase
    this.#perUser.release(profile.id, this.#deps.clock.now())
    if (this.#inRooms.remove(room, ws)) this.#teller.forget(room)
    // When the server stops, people are coming back: their seats are theirs.
    if (phase.name === 'live' && !this.#stopping) this.#disconnect(room, profile.id, ws.data.id, phase.leaving)
  }

  #disconnect(room: RoomId, userId: UserId, session: SessionId, leaving: boolean): void {
    const left = { type: 'members.disconnect', userId, session, leaving } as const
    void this.#deps.registry.execute(room, left, { kind: 'system' }) // never rejects
  }

  #closeAll(room: RoomId, reason: CloseReason): void {
    for (const ws of this.#inRooms.of(room)) close(ws, reason)
  }
}
