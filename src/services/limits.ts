import type { Limiter, LimitRule, PromptLimiter, Taken } from '#ports/limiter.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { UserId } from '#protocol/ids.ts'

/** So many within so many seconds. */
interface Quota {
  readonly points: number
  readonly seconds: number
}

/** What one door allows. By user only where people have signed in. */
interface DoorLimit {
  readonly address: Quota
  readonly user?: Quota
  /** Counted on each instance by itself: nothing is made or guessed there, so it need not cost a question to Redis. */
  readonly here?: true
}

const per = (seconds: number, points: number): Quota => ({ points, seconds })
const MINUTE = 60
const TEN_MINUTES = 600

/**
 * Every door and how often one may come through it. By address it is generous, because a whole school may share one, and
 * a chat of a hundred opens the app at once; by user it is what a busy person could do. Tight where something is made or
 * could be guessed.
 */
export const LIMITS = {
  /** May fetch from outside, and is read by this server: a file of 20,000 lines takes it a third of a second. */
  addSubtitles: { address: per(MINUTE, 120), user: per(MINUTE, 12) },
  /** Files of the Mini App; a film among them is asked for in parts, and every seek asks anew. */
  assets: { address: per(10, 5_000), here: true },
  changeRoom: { address: per(MINUTE, 600), user: per(MINUTE, 30) },
  createRoom: { address: per(TEN_MINUTES, 300), user: per(TEN_MINUTES, 30) },
  docs: { address: per(MINUTE, 300), here: true },
  /** Makes a person each time, unless the browser has its cookie. */
  guestSignIn: { address: per(TEN_MINUTES, 600) },
  /** Films of the library, asked for in parts as the sample film is. */
  films: { address: per(10, 5_000), here: true },
  health: { address: per(MINUTE, 1_200), here: true },
  history: { address: per(MINUTE, 1_200), user: per(MINUTE, 120) },
  info: { address: per(MINUTE, 1_200), here: true },
  /** Ids of rooms cannot be guessed, and nobody shall try. */
  invite: { address: per(MINUTE, 600) },
  /** A search looks through everything. */
  library: { address: per(MINUTE, 600), user: per(MINUTE, 120) },
  me: { address: per(MINUTE, 1_200), user: per(MINUTE, 120) },
  metrics: { address: per(MINUTE, 120), here: true },
  /** What is not there, cannot be asked that way, or is too large. */
  nothing: { address: per(MINUTE, 300), here: true },
  /** Pictures of films: a page has fifty. Those that have to be made wait in a queue of their own. */
  posters: { address: per(MINUTE, 1_200), here: true },
  readSubtitles: { address: per(MINUTE, 1_200), user: per(MINUTE, 120) },
  readRoom: { address: per(MINUTE, 1_200), user: per(MINUTE, 120) },
  /** Asks the database each time. */
  ready: { address: per(MINUTE, 300), here: true },
  /** Every room they are in is told. */
  rename: { address: per(TEN_MINUTES, 600), user: per(TEN_MINUTES, 20) },
  renew: { address: per(MINUTE, 1_200), user: per(MINUTE, 30) },
  /** May ask somebody outside each time; who types a link asks once for each that could be one. */
  resolve: { address: per(MINUTE, 600), user: per(MINUTE, 40) },
  rooms: { address: per(MINUTE, 1_200), user: per(MINUTE, 120) },
  /** Besides `history`: looking through all messages costs the database more than a page of them. */
  search: { address: per(MINUTE, 300), user: per(MINUTE, 30) },
  /** Everybody in a room asks when the film changes. */
  signFilm: { address: per(MINUTE, 1_200), user: per(MINUTE, 60) },
  signOut: { address: per(MINUTE, 300), user: per(MINUTE, 30) },
  /** Upgrades to a WebSocket. After a restart everyone comes back at once, some more than once. */
  socket: { address: per(MINUTE, 1_200), here: true },
  telegramSignIn: { address: per(MINUTE, 300) },
} as const satisfies Record<string, DoorLimit>

export type LimitName = keyof typeof LIMITS
/** Doors that are counted here alone, so that the answer is there at once. */
type HereName = { [K in LimitName]: (typeof LIMITS)[K] extends { here: true } ? K : never }[LimitName]

/** A try at a door, and the rule that it was counted by. */
export interface Passage extends Taken {
  readonly rule: LimitRule
}

interface DoorRules {
  readonly address: LimitRule
  readonly user: LimitRule | null
  readonly here: boolean
}

// The cast is sound: the keys are those of LIMITS.
const RULES = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { address, user, here }]: [string, DoorLimit]) => [
    name,
    {
      address: { name: `${name}:address`, ...address },
      user: user ? { name: `${name}:user`, ...user } : null,
      here: here === true,
    },
  ]),
) as Record<LimitName, DoorRules>

export interface LimitsDeps {
  readonly here: PromptLimiter
  /** What all instances count together; the same as `here` when there is one. */
  readonly shared: Limiter
  readonly metrics: Pick<Metrics, 'limited'>
}

/** Counts who comes through which door. */
export class Limits {
  readonly #deps: LimitsDeps

  constructor(deps: LimitsDeps) {
    this.#deps = deps
  }

  byAddress(name: LimitName, address: string): Passage | Promise<Passage> {
    const { address: rule, here } = RULES[name]
    return this.#consume(here ? this.#deps.here : this.#deps.shared, rule, address)
  }

  /** Null where people are not told apart. */
  byUser(name: LimitName, user: UserId): Passage | Promise<Passage> | null {
    const { user: rule } = RULES[name]
    return rule && this.#consume(this.#deps.shared, rule, user)
  }

  /** By address, at once. */
  here(name: HereName, address: string): Passage {
    const { address: rule } = RULES[name]
    return this.#passage(rule, this.#deps.here.consume(rule, address))
  }

  #consume(limiter: Limiter, rule: LimitRule, key: string): Passage | Promise<Passage> {
    const taken = limiter.consume(rule, key)
    return taken instanceof Promise ? taken.then((later) => this.#passage(rule, later)) : this.#passage(rule, taken)
  }

  #passage(rule: LimitRule, taken: Taken): Passage {
    if (!taken.allowed) this.#deps.metrics.limited(rule.name)
    return { ...taken, rule }
  }
}
