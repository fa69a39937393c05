import { profileOf } from '#core/members.ts'
import type { Clock } from '#ports/clock.ts'
import type { Auth } from '#services/auth/login.ts'
import type { RoomRegistry } from '#services/rooms/registry.ts'
import type { LivePhase, Socket } from './session.ts'
import { close, send, turnAway } from './wire.ts'

/** A token this close to its end, ms, is renewed with the next ping. */
const RENEW_BEFORE_MS = 5 * 60_000

interface PingDeps {
  readonly clock: Clock
  readonly auth: Auth
  readonly registry: RoomRegistry
}

/** What every viewer asks all the time: answered at once, without a promise, as long as the room is awake here. */
export function answerPing(ws: Socket, phase: LivePhase, at: number, deps: PingDeps): void | Promise<void> {
  const { clock, registry } = deps
  const stands = registry.stands(phase.room)
  if (stands === null) return wakeAndAnswer(ws, phase, at, deps)
  const { run, seq } = stands
  send(ws, { t: 'pong', at, now: clock.stamp(), run, seq })
  if (!phase.renewing && phase.login.expiresAt - clock.now() <= RENEW_BEFORE_MS) return renew(ws, phase, deps)
}

async function wakeAndAnswer(
  ws: Socket,
  { room }: LivePhase,
  at: number,
  { clock, registry }: PingDeps,
): Promise<void> {
  const found = await registry.find(room)
  if (!found.ok) return close(ws, found.error === 'room_closed' ? 'room_closed' : 'room_not_found')
  const { run, seq } = found.value.current
  send(ws, { t: 'pong', at, now: clock.stamp(), run, seq })
}

async function renew(ws: Socket, phase: LivePhase, { auth }: PingDeps): Promise<void> {
  phase.renewing = true
  const renewed = await auth.renew(phase.login).finally(() => {
    phase.renewing = false
  })
  if (!renewed.ok) return turnAway(ws, renewed.error)
  const { token, expiresAt, user } = renewed.value
  phase.login = { ...phase.login, expiresAt, user }
  phase.profile = profileOf(user)
  send(ws, { t: 'token', token, expiresAt })
}
