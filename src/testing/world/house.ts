import { mediaItem } from '#core/media-url.ts'
import { decide, evolve, newRoom, wakeAt } from '#core/room.ts'
import type { Actor, Context, RoomState, SystemCommand } from '#core/state.ts'
import { positionAt } from '#core/timeline.ts'
import type { ClientFrame, ServerFrame } from '#protocol/frames.ts'
import type { Health } from '#protocol/health.ts'
import type { EpochMs, MediaId, RoomId, RunId, SessionId, UserId } from '#protocol/ids.ts'
import { EVENTS_KEPT } from '#protocol/limits.ts'
import type { Profile } from '#protocol/members.ts'
import type { Command, Event } from '#protocol/messages.ts'
import type { RoomInfo } from '#protocol/room.ts'
import type { Agenda } from './agenda.ts'
import type { Link } from './link.ts'

// The casts are sound: every text has the form that its schema asks for, and instants are whole.

/** The server's clock when the world begins, ms since 1970. */
const BEGIN_MS = 1_800_000_000_000
const RUN = '0000000000n00' as RunId

/** A viewer's live connection, seen from the server. */
export interface Wire {
  readonly profile: Profile
  readonly session: SessionId
  readonly down: Link<ServerFrame>
  readonly unruly: boolean
  /** How far the clock of the instance that holds it differs, ms. */
  readonly shiftMs: number
}

/** A server with one room: decides, numbers what happens, tells everyone. */
export class House {
  /** Told of every event, with the room before and after it. */
  onEvent: (event: Event, before: RoomState, after: RoomState) => void = () => undefined
  state: RoomState
  seq = 0
  readonly #agenda: Agenda
  readonly #kept: Event[] = []
  readonly #wires = new Set<Wire>()
  readonly #health = new Map<UserId, Health>()
  #alarm: () => void = () => undefined
  #media = 0

  constructor(agenda: Agenda, hostId: UserId, buffering: RoomInfo['buffering']) {
    this.#agenda = agenda
    this.state = newRoom({
      id: '0000000000r00' as RoomId,
      title: 'Film club',
      hostId,
      control: 'everyone',
      buffering,
      createdAt: BEGIN_MS as EpochMs,
      closedAt: null,
      version: 0,
    })
  }

  /** The server's clock, ms with fractions. */
  now(): number {
    return BEGIN_MS + this.#agenda.now
  }

  /** Where the room truly is, ms of film. */
  truthMs(): number {
    return positionAt(this.state.playback, this.now())
  }

  open(wire: Wire, have: number | null): void {
    this.#wires.add(wire)
    const { profile, session } = wire
    this.#decide({ type: 'members.connect', profile, session: { id: session, device: 'desktop' } }, { kind: 'system' })
    this.#catchUp(wire, have)
  }

  close(wire: Wire, leaving: boolean): void {
    if (!this.#wires.delete(wire)) return
    const { profile, session } = wire
    this.#health.delete(profile.id)
    this.#decide({ type: 'members.disconnect', userId: profile.id, session, leaving }, { kind: 'system' })
  }

  receive(wire: Wire, frame: ClientFrame): void {
    if (!this.#wires.has(wire)) return
    const now = this.now() + wire.shiftMs
    switch (frame.t) {
      case 'ping':
        return wire.down.send({ t: 'pong', at: frame.at, now, run: RUN, seq: this.seq })
      case 'resume':
        return this.#catchUp(wire, frame.seq)
      case 'report':
        this.#health.set(wire.profile.id, frame.health)
        this.#decide({ type: 'room.tick' }, { kind: 'system' })
        return
      case 'command': {
        const refused = this.#decide(frame.command, { kind: 'user', profile: wire.profile })
        if (refused === null) wire.down.send({ t: 'ack', id: frame.id, now })
        return
      }
      case 'hello':
      case 'leave':
        throw new Error(`${frame.t} is said by opening and closing`)
    }
  }

  #decide(command: Command | SystemCommand, actor: Actor): string | null {
    const decided = decide(this.state, command, actor, this.#context())
    if (!decided.ok) return decided.error
    for (const event of decided.value) this.#happen(event)
    if (decided.value.length > 0) this.#plan()
    return null
  }

  #context(): Context {
    return {
      now: Math.floor(this.now()) as EpochMs,
      filmOf: (asked, addedBy) => {
        this.#media += 1
        return mediaItem(asked, String(this.#media).padStart(13, '0') as MediaId, addedBy)
      },
      maxViewers: 100,
      healthOf: (userId) => this.#health.get(userId) ?? null,
      older: null,
    }
  }

  #happen(event: Event): void {
    const before = this.state
    this.state = evolve(before, event)
    this.seq += 1
    this.#kept.push(event)
    if (this.#kept.length > EVENTS_KEPT) this.#kept.shift()
    this.onEvent(event, before, this.state)
    for (const wire of this.#wires) {
      const frame: ServerFrame = { t: 'event', seq: this.seq, now: this.now() + wire.shiftMs, event }
      if (wire.unruly) wire.down.sendUnruly(frame)
      else wire.down.send(frame)
    }
  }

  #catchUp(wire: Wire, have: number | null): void {
    const { seq } = this
    if (have === null || have < seq - this.#kept.length) {
      wire.down.send({ t: 'snapshot', run: RUN, seq, view: this.state })
      return
    }
    const missed = this.#kept.slice(this.#kept.length - (seq - have))
    wire.down.send({ t: 'events', run: RUN, seq, events: have === seq ? [] : missed })
  }

  #plan(): void {
    this.#alarm()
    const at = wakeAt(this.state)
    if (at === null) return
    this.#alarm = this.#agenda.after(at - this.now(), () => {
      this.#decide({ type: 'room.tick' }, { kind: 'system' })
      this.#plan()
    })
  }
}
