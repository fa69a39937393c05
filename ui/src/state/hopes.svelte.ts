import { err } from '#core/result.ts'
import { decide, evolve } from '#core/room.ts'
import type { Context } from '#core/state.ts'
import type { Health } from '#protocol/health.ts'
import type { EpochMs, UserId } from '#protocol/ids.ts'
import type { Command } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'
import type { RoomView } from '#protocol/room.ts'

/** Everything that a decision of mine is foreseen by. */
export interface Known {
  readonly view: RoomView
  readonly me: UserId
  /** The room's clock, ms. */
  readonly now: number
  readonly healthOf: (userId: UserId) => Health | null
}

/** What `command` of mine will make of the room's line, by the very function the server decides with; null: nothing. */
export function foreseen({ view, me, now, healthOf }: Known, command: Command): Playback | null {
  const profile = view.members.find(({ id }) => id === me)
  if (!profile) return null
  const context: Context = {
    // Sound: the server's clock in whole ms.
    now: Math.round(now) as EpochMs,
    // A hope for another film is of no use, and reading links is large.
    filmOf: () => err('unsupported_link'),
    maxViewers: 0,
    healthOf,
    older: null,
  }
  const decision = decide(view, command, { kind: 'user', profile }, context)
  if (!decision.ok || decision.value.length === 0) return null
  return decision.value.reduce<RoomView>(evolve, view).playback
}

/**
 * What I have asked for of the film, shown before the server has answered. Only the answer ends a hope: an event that
 * comes before it is the echo of something older, and would take the film back for a moment.
 */
export class Hopes {
  #newest = $state.raw<{ id: number; playback: Playback } | null>(null)

  /** What is shown for the room's line. A hope for another film is of no use. */
  over(playback: Playback): Playback {
    const hoped = this.#newest?.playback
    return hoped && hoped.epoch === playback.epoch ? hoped : playback
  }

  begin(id: number, playback: Playback | null): void {
    if (playback) this.#newest = { id, playback }
  }

  /** The server has answered: from now on its own line is the truth. An older hope is void already. */
  end(id: number): void {
    if (this.#newest?.id === id) this.#newest = null
  }

  clear(): void {
    this.#newest = null
  }
}
