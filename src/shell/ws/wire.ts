import * as v from 'valibot'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import { CLOSE, ClientFrame, type CloseReason, FrameHead, type ServerFrame } from '#protocol/frames.ts'
import type { RoomId } from '#protocol/ids.ts'
import { explain } from '../explain.ts'
import type { Socket } from './session.ts'

/** Bun's name for the viewers of a room. */
export const topicOf = (room: RoomId): string => `room:${room}`

/** A frame, or what is wrong with it and what could be read all the same. */
type Read =
  | { readonly ok: true; readonly frame: ClientFrame }
  | { readonly ok: false; readonly head: FrameHead | null; readonly detail: string }

/** A ping as JSON writes it. By far the most that comes, so it is known without parsing; any other form is read below. */
const PING = /^\{"t":"ping","at":(-?(?:0|[1-9]\d{0,15})(?:\.\d{1,20})?)\}$/
const PING_MAX_UNITS = 64

/** A frame out of what a socket sent. */
export function readFrame(raw: string): Read {
  const ping = raw.length <= PING_MAX_UNITS ? PING.exec(raw) : null
  if (ping) return { ok: true, frame: { t: 'ping', at: Number(ping[1]) } }
  let json: unknown
  try {
    json = JSON.parse(raw)
  } catch {
    return { ok: false, head: null, detail: 'not JSON' }
  }
  const parsed = v.safeParse(ClientFrame, json)
  if (parsed.success) return { ok: true, frame: parsed.output }
  const head = v.safeParse(FrameHead, json)
  return { ok: false, head: head.success ? head.output : null, detail: explain(parsed.issues) }
}

// Read anew each time: while a frame was answered, the socket may have closed.
export const isOver = (ws: Socket): boolean => ws.data.phase.name === 'over'

export function send(ws: Socket, frame: ServerFrame): void {
  if (!isOver(ws)) ws.send(JSON.stringify(frame))
}

export function close(ws: Socket, reason: CloseReason): void {
  if (!isOver(ws)) ws.close(CLOSE[reason].code, reason)
}

/** What a refusal says, in the client's language; `detail` is for whoever writes the client. */
export function textFor(ws: Socket, code: ErrorCode, detail?: string): string {
  const text = ERROR_TEXTS[ws.data.language][code]
  return detail === undefined ? text : `${text} (${detail})`
}

/** Says why, and closes. */
export function turnAway(ws: Socket, code: ErrorCode): void {
  send(ws, { t: 'error', code, message: textFor(ws, code) })
  close(ws, closeReasonOf(code))
}

/** How a refusal ends a socket: by its own reason where there is one. */
function closeReasonOf(code: ErrorCode): CloseReason {
  if (code in CLOSE) return code as CloseReason // sound: it has just been found among the reasons
  return ERRORS[code].http === 401 ? 'unauthorized' : 'internal'
}
