/** So many times within a span that begins with the first. `name` tells the rule's counts from those of others. */
export interface LimitRule {
  readonly name: string
  readonly points: number
  readonly seconds: number
}

/** What became of one try: whether it is allowed, how many more are, and in how many ms all of them are again. */
export interface Taken {
  readonly allowed: boolean
  readonly remaining: number
  readonly resetMs: number
}

/** Counts tries by rule and key. Never rejects: what cannot be counted where it should is counted somewhere. */
export interface Limiter {
  consume(rule: LimitRule, key: string): Taken | Promise<Taken>
}

/** A limiter that answers at once. */
export interface PromptLimiter extends Limiter {
  consume(rule: LimitRule, key: string): Taken
}
