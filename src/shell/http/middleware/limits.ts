import type { Context, MiddlewareHandler } from 'hono'
import type { Log } from '#ports/log.ts'
import type { UserId } from '#protocol/ids.ts'
import type { LimitName, Limits, Passage } from '#services/limits.ts'
import { clientAddress } from '../client-address.ts'
import type { HttpEnv } from '../env.ts'
import { rateHeaders } from '../rate-headers.ts'
import { reject } from '../reply.ts'

/** Under this key a route's own guard names the rule it goes by; the test that walks the routes reads it. */
export const LIMIT = Symbol('limit')

interface GuardDeps {
  readonly limits: Limits
  readonly log: Log
  /** How many proxies stand in front. */
  readonly trustProxy: number
}

/** Lets requests through a door as often as its limits allow, and tells each how many more there are. */
export class Guard {
  readonly #deps: GuardDeps
  #warned = false

  constructor(deps: GuardDeps) {
    this.#deps = deps
  }

  /** Null when this address may come in; else the refusal. */
  byAddress(c: Context<HttpEnv>, name: LimitName): Response | null | Promise<Response | null> {
    const passage = this.#deps.limits.byAddress(name, this.#addressOf(c))
    return passage instanceof Promise ? passage.then((later) => this.#pass(c, later)) : this.#pass(c, passage)
  }

  /** The same for somebody who has signed in. */
  async byUser(c: Context<HttpEnv>, name: LimitName, user: UserId): Promise<Response | null> {
    const passage = await this.#deps.limits.byUser(name, user)
    return passage && this.#pass(c, passage)
  }

  /** For what is counted here and says nothing of its limit while it is allowed: files. */
  quietly(c: Context<HttpEnv>, name: 'assets'): Response | null {
    const passage = this.#deps.limits.here(name, this.#addressOf(c))
    return passage.allowed ? null : this.#pass(c, passage)
  }

  #addressOf(c: Context<HttpEnv>): string {
    return clientAddress(c.env?.address ?? '', c.req.header('x-forwarded-for'), this.#deps.trustProxy)
  }

  #pass(c: Context<HttpEnv>, passage: Passage): Response | null {
    // Of several limits an answer tells the one that is nearest to its end.
    const told = c.get('remaining')
    if (passage.allowed && told !== undefined && told <= passage.remaining) return null
    c.set('remaining', passage.remaining)
    for (const [name, value] of Object.entries(rateHeaders(passage))) c.header(name, value)
    if (passage.allowed) return null
    this.#suspectProxy(c)
    return reject(c, 'slow_down')
  }

  /** Behind a proxy that we were not told of, all people of the world share one address, and soon its limit. */
  #suspectProxy(c: Context<HttpEnv>): void {
    if (this.#warned || this.#deps.trustProxy > 0 || c.req.header('x-forwarded-for') === undefined) return
    this.#warned = true
    this.#deps.log.warn('limits.proxy_not_trusted', { hint: 'if a proxy of yours stands in front, set TRUST_PROXY' })
  }
}

/** The first thing on a route: before a token is looked at, or anything else is done. */
export const limitedBy = (name: LimitName): MiddlewareHandler<HttpEnv> =>
  Object.assign(
    async (c: Context<HttpEnv>, next: () => Promise<void>) => {
      c.set('limit', name)
      const refused = await c.get('guard').byAddress(c, name)
      if (refused !== null) return refused
      return await next()
    },
    { [LIMIT]: name },
  )

/** A second limit, for what some requests to a route ask besides; behind `access`. */
export const alsoLimitedBy = (name: LimitName, applies: (c: Context<HttpEnv>) => boolean): MiddlewareHandler<HttpEnv> =>
  Object.assign(
    async (c: Context<HttpEnv>, next: () => Promise<void>) => {
      if (!applies(c)) return await next()
      const guard = c.get('guard')
      const refused = (await guard.byAddress(c, name)) ?? (await guard.byUser(c, name, c.get('session').user.id))
      return refused ?? (await next())
    },
    { [LIMIT]: name },
  )
