import type { Health, MemberHealth } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'

/** How players are doing: mine as I report it, the others' as far as they have told. */
export class Healths {
  #others = $state.raw<ReadonlyMap<UserId, MemberHealth>>(new Map())
  /** What my own player last reported: the server decides by it, so I foresee by it. */
  mine: Health | null = null

  get others(): ReadonlyMap<UserId, MemberHealth> {
    return this.#others
  }

  heard(news: readonly MemberHealth[]): void {
    this.#others = new Map([...this.#others, ...news.map((one) => [one.userId, one] as const)])
  }

  forget(userId: UserId): void {
    if (this.#others.has(userId)) this.#others = new Map([...this.#others].filter(([known]) => known !== userId))
  }

  /** As far as this page knows it: of others nothing is told that only the server needs. */
  of(userId: UserId, me: UserId): Health | null {
    if (userId === me) return this.mine
    const known = this.#others.get(userId)
    return known ? { ...known, roundTripMs: null, startMs: 0 } : null
  }
}
