import type { Clock } from '#ports/clock.ts'
import type { LimitRule, PromptLimiter, Taken } from '#ports/limiter.ts'

/** Keys that one rule remembers at most: about 1.5 MB, and there are some forty rules. */
const KEYS_MAX = 10_000
/** Keys looked at for being over, with each new one: two for one keeps what is over from piling up. */
const SWEEP = 2

interface Span {
  used: number
  readonly endsAt: number
}

/**
 * Counts in this process, at once and without a timer.
 *
 * Not the memory limiter of rate-limiter-flexible: that one keeps every key until a timer of its own takes it away, so a
 * flood from a million addresses is a million timers, and it answers by a promise on the path of every asset. Here a rule
 * has a most of keys and the oldest goes first. Whose span is dropped gets a new one early: who commands ten thousand
 * addresses gains nothing by that, having as many spans to spend, and nobody else is counted more strictly for it. Each
 * rule has its own keys, so a flood of one cannot make another forget.
 */
export class LocalLimiter implements PromptLimiter {
  readonly #clock: Clock
  readonly #keysMax: number
  /** By rule, then by key; spans of a rule are equally long, so those that began first end first. */
  readonly #rules = new Map<string, Map<string, Span>>()

  constructor(clock: Clock, keysMax = KEYS_MAX) {
    this.#clock = clock
    this.#keysMax = keysMax
  }

  /** How many keys are remembered, over all rules. */
  get size(): number {
    return [...this.#rules.values()].reduce((sum, { size }) => sum + size, 0)
  }

  consume({ name, points, seconds }: LimitRule, key: string): Taken {
    const now = this.#clock.now()
    const spans = this.#spansOf(name)
    let span = spans.get(key)
    if (span === undefined || span.endsAt <= now) {
      this.#makeRoom(spans, key, now)
      span = { used: 0, endsAt: now + seconds * 1_000 }
      spans.set(key, span)
    }
    span.used += 1
    return { allowed: span.used <= points, remaining: Math.max(0, points - span.used), resetMs: span.endsAt - now }
  }

  #spansOf(rule: string): Map<string, Span> {
    const known = this.#rules.get(rule)
    if (known !== undefined) return known
    const spans = new Map<string, Span>()
    this.#rules.set(rule, spans)
    return spans
  }

  #makeRoom(spans: Map<string, Span>, key: string, now: number): void {
    spans.delete(key) // a span that begins anew goes to the end of the line
    let looked = 0
    for (const [oldest, { endsAt }] of spans) {
      const over = endsAt <= now && looked < SWEEP
      if (!over && spans.size < this.#keysMax) return
      spans.delete(oldest)
      looked += 1
    }
  }
}
