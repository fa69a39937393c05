import type { ErrorCode } from '#protocol/errors.ts'
import type { FrameHead } from '#protocol/frames.ts'
import { BAD_FRAMES_MAX, FRAME_MAX_BYTES, REFUSED_FRAMES_MAX } from '#protocol/limits.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { countMisdeed, type Socket } from './session.ts'
import { close, readFrame, send, textFor, turnAway } from './wire.ts'

// `now` is the stamp of the server's clock, ms: it is counted by, and told to whoever asked.

/** A frame that must not come, or not so: said, and counted. */
export function refuseBad(ws: Socket, code: ErrorCode, now: number, detail?: string): void {
  send(ws, { t: 'error', code, message: textFor(ws, code, detail) })
  misdeed(ws, now)
}

function misdeed(ws: Socket, now: number): void {
  if (countMisdeed(ws.data, 'bad', now) >= BAD_FRAMES_MAX) close(ws, 'bad_frames')
}

/** What cannot be read is refused to the question it was, as far as that can be told. */
export function refuseUnreadable(
  ws: Socket,
  { head, detail }: { head: FrameHead | null; detail: string },
  now: number,
): void {
  if (head?.t === 'command') {
    const message = textFor(ws, 'bad_request', detail)
    send(ws, { t: 'reject', id: head.id, now, code: 'bad_request', message })
    return misdeed(ws, now)
  }
  // Only a newer client says hello with what we do not know; and without a hello there is nothing to wait for.
  const newer = head?.t === 'hello' && head.protocol !== PROTOCOL_VERSION
  if (newer && ws.data.phase.name === 'greeting') return turnAway(ws, 'protocol_mismatch')
  refuseBad(ws, 'bad_request', now, detail)
  if (head?.t === 'hello' && ws.data.phase.name === 'greeting') close(ws, 'bad_frames')
}

/** A frame of a kind that this person has sent too many of: its sender must know, or would wait for what never comes. */
export function refuseKind(ws: Socket, frame: { t: string; id?: number }, now: number): void {
  const message = textFor(ws, 'slow_down')
  if (frame.id !== undefined) send(ws, { t: 'reject', id: frame.id, now, code: 'slow_down', message })
  else send(ws, { t: 'error', code: 'slow_down', message })
  countRefused(ws, now)
}

/** A frame above the socket's own rate: a command is refused by its number; of others the first is told, the rest dropped. */
export function refuseTooFast(ws: Socket, message: string | Buffer, now: number): void {
  const read = typeof message === 'string' && message.length <= FRAME_MAX_BYTES ? readFrame(message) : null
  const asked = read?.ok ? read.frame : read?.head
  if (asked?.t === 'command' || ws.data.refused === 0) return refuseKind(ws, asked ?? { t: 'unknown' }, now)
  countRefused(ws, now)
}

function countRefused(ws: Socket, now: number): void {
  if (countMisdeed(ws.data, 'refused', now) >= REFUSED_FRAMES_MAX) close(ws, 'slow_down')
}
