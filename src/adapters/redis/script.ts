import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { faultOf } from './fault.ts'

/** A Lua script: Redis runs it as one step, between everybody else's. Sent whole only when the server forgot it. */
export class Script {
  readonly #lua: string
  readonly #sha: string

  constructor(lua: string) {
    this.#lua = lua
    this.#sha = createHash('sha1').update(lua).digest('hex')
  }

  /** Runs it. Rejects with a `RedisFault`; whether it ran is then not known. */
  async run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#sha, keys.length, ...keys, ...args)
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw faultOf(error)
    }
    try {
      return await redis.eval(this.#lua, keys.length, ...keys, ...args)
    } catch (error) {
      throw faultOf(error)
    }
  }
}
