import { ok, type Result } from '#core/result.ts'
import type { Base } from '#ports/sequencer.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { ServerFrame } from '#protocol/frames.ts'
import type { RoomId } from '#protocol/ids.ts'
import type { RoomRegistry } from '#services/rooms/registry.ts'
import type { Socket } from './session.ts'
import { send, turnAway } from './wire.ts'

/** What a client misses that stands at `have`: the events since, or the room as it is. */
export async function missedBy(
  registry: RoomRegistry,
  room: RoomId,
  have: Base | null,
): Promise<Result<ServerFrame, ErrorCode>> {
  const found = await registry.find(room)
  if (!found.ok) return found
  // It may know more than we do: another instance was faster to tell it.
  if (have !== null) await found.value.compare(have)
  const { run, seq, state } = found.value.current
  const events = have && found.value.since(have.run, have.seq)
  return ok(events ? { t: 'events', run, seq, events: [...events] } : { t: 'snapshot', run, seq, view: state })
}

/** Sends what is missed, or says why there is nothing to be had. */
export function bring(ws: Socket, missed: Result<ServerFrame, ErrorCode>): void {
  if (missed.ok) send(ws, missed.value)
  else turnAway(ws, missed.error)
}
