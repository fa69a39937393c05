import type { UserId } from '#protocol/ids.ts'

/** How many sockets each person has here; nobody may have more than `max`. */
export class UserSockets {
  readonly #open = new Map<UserId, number>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /** Counts one more; false when this person has as many as allowed. */
  take(user: UserId): boolean {
    const open = this.#open.get(user) ?? 0
    if (open >= this.#max) return false
    this.#open.set(user, open + 1)
    return true
  }

  release(user: UserId): void {
    const open = (this.#open.get(user) ?? 1) - 1
    if (open > 0) this.#open.set(user, open)
    else this.#open.delete(user)
  }
}
