import type { RoomState } from '#core/state.ts'
import type { HealthNotice, PlayerHealth } from '#ports/bus.ts'
import type { Clock } from '#ports/clock.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { Health, MemberHealth, SyncState } from '#protocol/health.ts'
import { type InstanceId, instanceOf, type SessionId, type UserId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'

/** An instance says again how its players are doing after this, ms; who hears nothing for longer forgets them. */
const SAY_AGAIN_MS = 60_000
const FORGET_MS = 180_000
/** Differences below this, ms, are not worth a word. */
const NOTICEABLE_MS = 10
/** Players that one room remembers: more than may be in it. */
const PLAYERS_MAX = 5_000

/** Of several players of one person the best speaks for them: who waits, waits for the person. */
const RANK: Record<SyncState, number> = {
  in_sync: 0,
  catching_up: 1,
  slow: 2,
  standing: 3,
  buffering: 3,
  blocked: 4,
  ad: 5,
  failed: 6,
  alone: 7,
  away: 8,
}

interface Player {
  health: Health
  /** When it was last heard of, server ms. */
  heardAt: number
  /** What the other instances were told of it, and when; null: nothing. */
  told: { readonly health: Health; readonly at: number } | null
}

export interface RoomHealthDeps {
  readonly clock: Clock
  readonly metrics: Metrics
  readonly mine: InstanceId
  /** Tells the other instances. */
  readonly notify: (notice: HealthNotice) => void
  /** What is known of this person has changed. */
  readonly onChange: (userId: UserId) => void
}

/**
 * How the players of one room last said they are doing, here and on the other instances. Soft: it may lag and be lost, and
 * nothing that must be right hangs on it.
 */
export class RoomHealth {
  readonly #deps: RoomHealthDeps
  readonly #people = new Map<UserId, Map<SessionId, Player>>()
  #players = 0

  constructor(deps: RoomHealthDeps) {
    this.#deps = deps
  }

  /** What is known of a person; null when nothing has been told. */
  readonly healthOf = (userId: UserId): Health | null => {
    let best: Health | null = null
    for (const { health } of this.#people.get(userId)?.values() ?? []) {
      if (best === null || RANK[health.state] < RANK[best.state]) best = health
    }
    return best
  }

  /** The same, as others may know it. */
  shownOf(userId: UserId): MemberHealth | null {
    const health = this.healthOf(userId)
    return health && { userId, state: health.state, offsetMs: health.offsetMs, boundMs: health.boundMs }
  }

  /** All of whom something is known. */
  shown = (): MemberHealth[] => [...this.#people.keys()].flatMap((userId) => this.shownOf(userId) ?? [])

  /** A player of this instance has told how it is doing. */
  reported({ userId, session, health }: PlayerHealth): void {
    this.#deps.metrics.reported(health)
    const player = this.#set({ userId, session, health })
    if (player === null) return
    const now = this.#deps.clock.now()
    const { told } = player
    if (told === null || now - told.at >= SAY_AGAIN_MS || isNews(told.health, health)) {
      this.#say([{ userId, session, health }])
    }
    this.#deps.onChange(userId)
  }

  /** A word of another instance. */
  heard(notice: HealthNotice): void {
    if (notice.by === this.#deps.mine) return
    if (notice.about === 'asking') return this.#say(this.#all().filter(({ session }) => this.#isOwn(session)))
    for (const one of notice.of) {
      if (this.#isOwn(one.session) || this.#set(one) === null) continue
      this.#deps.onChange(one.userId)
    }
  }

  /** Asks the others: from now on they are heard, and have perhaps been missed. */
  ask(): void {
    this.#deps.notify({ about: 'asking', by: this.#deps.mine })
  }

  /** Of who has gone nothing is known. */
  follow(events: readonly Event[]): void {
    for (const event of events) {
      if (event.type === 'members.disconnected') this.forget(event.userId, event.session)
      if (event.type === 'members.left') this.#forgetAll(event.userId)
    }
  }

  /** The room is another than its events so far tell. */
  keepOnly({ members }: RoomState): void {
    const here = new Set(members.map(({ id }) => id))
    for (const userId of [...this.#people.keys()]) if (!here.has(userId)) this.#forgetAll(userId)
  }

  forget(userId: UserId, session: SessionId): void {
    const players = this.#people.get(userId)
    const player = players?.get(session)
    if (players === undefined || player === undefined) return
    players.delete(session)
    this.#players -= 1
    if (players.size === 0) this.#people.delete(userId)
    if (this.#isOwn(session)) this.#deps.metrics.viewerIs(player.health.state, null)
    this.#deps.onChange(userId)
  }

  /** Every few seconds: says again what the others may have missed, and forgets of whom they say nothing any more. */
  lookAfter(): void {
    const now = this.#deps.clock.now()
    const again: PlayerHealth[] = []
    for (const [userId, players] of [...this.#people]) {
      for (const [session, { health, heardAt, told }] of [...players]) {
        if (!this.#isOwn(session)) {
          if (now - heardAt >= FORGET_MS) this.forget(userId, session)
        } else if (told === null || now - told.at >= SAY_AGAIN_MS) again.push({ userId, session, health })
      }
    }
    this.#say(again)
  }

  /** The room is not looked after here any more. */
  end(): void {
    for (const { session, health } of this.#all()) {
      if (this.#isOwn(session)) this.#deps.metrics.viewerIs(health.state, null)
    }
    this.#people.clear()
    this.#players = 0
  }

  #set({ userId, session, health }: PlayerHealth): Player | null {
    const players = this.#people.get(userId) ?? new Map<SessionId, Player>()
    const known = players.get(session)
    const heardAt = this.#deps.clock.now()
    if (known === undefined && this.#players >= PLAYERS_MAX) return null
    if (this.#isOwn(session)) this.#deps.metrics.viewerIs(known?.health.state ?? null, health.state)
    if (known) return Object.assign(known, { health, heardAt })
    const player = { health, heardAt, told: null }
    this.#people.set(userId, players.set(session, player))
    this.#players += 1
    return player
  }

  #all = (): PlayerHealth[] =>
    [...this.#people].flatMap(([userId, players]) =>
      [...players].map(([session, { health }]) => ({ userId, session, health })),
    )

  #say(of: readonly PlayerHealth[]): void {
    if (of.length === 0) return
    const at = this.#deps.clock.now()
    for (const { userId, session, health } of of) {
      const player = this.#people.get(userId)?.get(session)
      if (player) player.told = { health, at }
    }
    this.#deps.notify({ about: 'health', by: this.#deps.mine, of })
  }

  #isOwn = (session: SessionId): boolean => instanceOf(session) === this.#deps.mine

  #forgetAll(userId: UserId): void {
    for (const session of [...(this.#people.get(userId)?.keys() ?? [])]) this.forget(userId, session)
  }
}

/** Whether somebody who watches would notice: another state, or numbers that differ by more than the eye forgives. */
export const isNoticeable = (
  before: Pick<Health, 'boundMs' | 'offsetMs' | 'state'>,
  after: Pick<Health, 'boundMs' | 'offsetMs' | 'state'>,
): boolean =>
  before.state !== after.state || differ(before.offsetMs, after.offsetMs) || differ(before.boundMs, after.boundMs)

/** Whether another instance must know: it reckons with what a player needs as well. */
const isNews = (before: Health, after: Health): boolean =>
  isNoticeable(before, after) || differ(before.roundTripMs, after.roundTripMs) || differ(before.startMs, after.startMs)

const differ = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a !== b : Math.abs(a - b) > NOTICEABLE_MS
