import type { Session } from '#services/auth/tokens.ts'
import type { LimitName } from '#services/limits.ts'
import type { Guard } from './middleware/limits.ts'

/** What every request carries besides itself. */
export interface HttpEnv {
  Bindings: {
    /** The address of the socket's other end; a proxy's, if one stands in between. Whose request it is, `client-address` tells. */
    address: string
  }
  Variables: {
    /** Who asks. Set by `access`, so only behind it. */
    session: Session
    /** Set for every request. */
    guard: Guard
    /** The rule of the route, once its own guard has let the address in. */
    limit: LimitName
    /** The least that any limit so far has left. */
    remaining: number | undefined
  }
}

/** The settings that this shell reads; the product's configuration has them under these names. */
export interface HttpConfig {
  readonly publicUrl: string
  readonly botUsername: string | null
  readonly guests: boolean
  /** How many proxies stand in front; 0 when none is trusted. */
  readonly trustProxy: number
  readonly frameAncestors: readonly string[]
  readonly metricsToken: string | null
}
