import { Hono } from 'hono'
import { LocalLimiter } from '#adapters/local/local-limiter.ts'
import type { RunId } from '#protocol/ids.ts'
import type { Device, Profile } from '#protocol/members.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { Auth } from '#services/auth/login.ts'
import { Tokens } from '#services/auth/tokens.ts'
import { Limits } from '#services/limits.ts'
import type { HttpEnv } from '#shell/http/env.ts'
import { serve } from '#shell/http/server.ts'
import { Door } from '#shell/ws/door.ts'
import { Gateway } from '#shell/ws/gateway.ts'
import { at, ROOM_ID } from './made.ts'
import { MemoryUserStore } from './memory-user-store.ts'
import { Party } from './party.ts'
import { WireClient } from './wire-client.ts'

export interface HouseOptions {
  readonly maxViewers?: number
  readonly maxSocketsPerUser?: number
  readonly trustProxy?: number
  readonly healthGatherMs?: number
}

/** The real server with a gateway alone, on a port of its own, before Ann's room; and a clock that stands still. */
export function wireHouse({
  maxViewers,
  maxSocketsPerUser = 10,
  trustProxy = 0,
  healthGatherMs = 0,
}: HouseOptions = {}) {
  const party = new Party(undefined, maxViewers)
  const { clock, ids } = party.house
  const tokens = new Tokens(['a secret that is long enough for tests'], clock)
  const auth = new Auth({ users: new MemoryUserStore(), tokens, ids, clock, botToken: null, guests: true })
  const here = new LocalLimiter(clock)
  const limits = new Limits({ here, shared: here, metrics: party.metrics })
  const gateway = new Gateway({
    clock,
    log: party.log,
    metrics: party.metrics,
    auth,
    registry: party.registry,
    door: new Door({ limits, publicUrl: 'https://party.example.org', trustProxy }),
    newSession: () => ids.session(),
    maxSocketsPerUser,
    gatherMs: 0,
    healthGatherMs,
    build: '1.2.3+0123456789ab',
    random: () => 0.5,
  })
  party.registry.start(gateway)
  const server = serve({ host: '127.0.0.1', port: 0, http: new Hono<HttpEnv>(), gateway, trustProxy })
  const url = `ws://127.0.0.1:${server.port}/ws`
  const tokenFor = async (who: Profile, authTime = clock.now()) =>
    (await tokens.issue({ ...who, guest: true, since: at(0) }, authTime)).token
  const enter = async (who: Profile, have: { run: RunId; seq: number } | null = null, device: Device = 'desktop') => {
    const client = await WireClient.open(url)
    client.send({ t: 'hello', protocol: PROTOCOL_VERSION, token: await tokenFor(who), room: ROOM_ID, have, device })
    return client
  }
  return { party, clock, gateway, server, url, tokenFor, enter, stop: () => void server.stop(true) }
}
