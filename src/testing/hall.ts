import { decide, evolve, wakeAt } from '#core/room.ts'
import type { RoomState, SystemCommand } from '#core/state.ts'
import { positionAt } from '#core/timeline.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { Health } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { Command, Event } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'
import type { RoomInfo } from '#protocol/room.ts'
import { annsRoom, at, context, health, person, seat, system } from './made.ts'

type Holding = Extract<Playback, { status: 'holding' }>

interface HallOptions {
  readonly buffering?: RoomInfo['buffering']
  readonly durationMs?: number | null
}

/** A room with people in it, a clock, and what their players say: the core alone, driven by hand. */
export class Hall {
  state: RoomState
  /** The same room as a viewer has it who was given the first state and each event as JSON. */
  view: RoomState
  now = 1_000_000
  readonly told = new Map<UserId, Health>()
  readonly events: Event[] = []
  #sessions = 0

  constructor(people: readonly Profile[], { buffering = 'auto', durationMs = null }: HallOptions = {}) {
    const made = annsRoom(durationMs)
    this.state = { ...made, room: { ...made.room, buffering } }
    this.view = json(this.state)
    for (const who of people) {
      this.come(who)
      this.tell(who)
    }
  }

  get playback(): Playback {
    return this.state.playback
  }

  get position(): number {
    return positionAt(this.state.playback, this.now)
  }

  /** The hold that there must be. */
  get hold(): Holding {
    if (this.playback.status !== 'holding') throw new Error(`the room is ${this.playback.status}`)
    return this.playback
  }

  /** Whom the room waits for, by name. */
  get awaited(): string[] {
    if (this.playback.status !== 'holding') return []
    const ids = this.playback.waitingFor.map(({ userId }) => userId)
    return ids.map((id) => this.state.members.find((member) => member.id === id)?.name ?? 'nobody')
  }

  /** Carries out a command; why it was refused, or null. */
  ask(command: Command, who: Profile): ErrorCode | null {
    return this.#take(command, person(who))
  }

  /** Somebody's word about their own player, of the version that stands. */
  say(type: 'playback.ready' | 'playback.stalled', who: Profile, version = this.playback.version): ErrorCode | null {
    return this.ask({ type, epoch: this.playback.epoch, version }, who)
  }

  /** A player says how it is doing, and the room looks whether it waits in vain, as an instance has it do. */
  tell(who: Profile, told: Partial<Health> = {}): void {
    this.told.set(who.id, health(told))
    this.tick()
  }

  come(who: Profile): void {
    this.#sessions += 1
    this.#take({ type: 'members.connect', profile: who, session: seat(this.#sessions) }, system)
  }

  /** All sockets of this person close. */
  go(who: Profile, leaving = false): void {
    for (const { id: session } of this.state.members.find(({ id }) => id === who.id)?.sessions ?? []) {
      this.#take({ type: 'members.disconnect', userId: who.id, session, leaving }, system)
    }
    this.told.delete(who.id)
  }

  tick(): void {
    this.#take({ type: 'room.tick' }, system)
  }

  /** Lets time pass; the room is woken whenever it asked to be. */
  pass(ms: number, each: () => void = () => {}): void {
    const end = this.now + ms
    for (;;) {
      const wake = wakeAt(this.state)
      if (wake === null || wake > end) break
      this.now = Math.max(this.now, wake)
      this.tick()
      each()
    }
    this.now = end
    each()
  }

  #take(command: Command | SystemCommand, actor: typeof system): ErrorCode | null {
    const healthOf = (userId: UserId) => this.told.get(userId) ?? null
    const decided = decide(this.state, command, actor, context(this.now, 100, healthOf))
    if (!decided.ok) return decided.error
    this.state = decided.value.reduce<RoomState>(evolve, this.state)
    this.view = decided.value.reduce<RoomState>((view, event) => evolve(view, json(event)), this.view)
    this.events.push(...decided.value)
    return null
  }
}

/** As it comes over the wire. */
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T // sound: all of it is JSON

/** A line that runs from `positionMs` since `sinceMs` ago. */
export function running(hall: Hall, positionMs: number, sinceMs = 10_000): void {
  const current = hall.playback
  if (current.status === 'idle') throw new Error('there is no film')
  const { epoch, version, media, rate } = current
  const anchoredAt = at(hall.now - sinceMs)
  const playback: Playback = { status: 'playing', epoch, version, media, rate, anchorMs: positionMs, anchoredAt }
  hall.state = { ...hall.state, playback }
  hall.view = { ...hall.view, playback }
}
