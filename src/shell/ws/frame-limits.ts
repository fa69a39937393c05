import { type Bucket, type BucketRule, FULL, take } from '#core/token-bucket.ts'
import { COMMAND_RATES, FRAME_RATES } from '#protocol/frame-rates.ts'
import type { ClientFrame } from '#protocol/frames.ts'
import type { Command } from '#protocol/messages.ts'

type Kind = ClientFrame['t'] | Command['type']

/** Exhaustive, as both tables are. */
const RULES: Record<Kind, BucketRule> = { ...FRAME_RATES, ...COMMAND_RATES }

/**
 * What one person may still send: a number for each kind of frame and command. In memory and without a timer, because
 * every frame passes here: nothing is asked, nothing is allocated.
 */
export class Allowance {
  // The cast is sound: the keys are those of RULES.
  readonly #buckets = Object.fromEntries(Object.keys(RULES).map((kind) => [kind, FULL])) as Record<Kind, Bucket>

  /** Takes one of this kind at `now` (ms); false when there is none left. */
  take(kind: Kind, now: number): boolean {
    const bucket = take(this.#buckets[kind], RULES[kind], now)
    if (bucket === null) return false
    this.#buckets[kind] = bucket
    return true
  }

  /** Takes what a frame costs: a command counts among all commands, and among its own kind. */
  takeFrame(frame: ClientFrame, now: number): boolean {
    return this.take(frame.t, now) && (frame.t !== 'command' || this.take(frame.command.type, now))
  }
}
