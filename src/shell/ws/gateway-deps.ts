import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { SessionId } from '#protocol/ids.ts'
import type { Auth } from '#services/auth/login.ts'
import type { RoomRegistry } from '#services/rooms/registry.ts'
import type { Door } from './door.ts'

/** What the gateway needs of the world. */
export interface GatewayDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly auth: Auth
  readonly registry: RoomRegistry
  readonly door: Door
  readonly newSession: () => SessionId
  readonly maxSocketsPerUser: number
  /** How long it may take until a room is told who has come and gone, ms. */
  readonly gatherMs: number
  /** How long it may take until a room is told how its players are doing, ms. */
  readonly healthGatherMs: number
  /** Which Mini App this server has; null when none has been built. */
  readonly build: string | null
  /** Chance, 0 to 1: spreads the return of many clients. */
  readonly random: () => number
}
