import * as v from 'valibot'
import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import { CLOSE, ClientFrame, type CloseReason } from '#protocol/frames.ts'
import type { RoomId } from '#protocol/ids.ts'

/** Bun's name for the viewers of a room. */
export const topicOf = (room: RoomId): string => `room:${room}`

/** A frame out of what a socket sent; null when it is none. */
export function parseFrame(raw: string): ClientFrame | null {
  try {
    const parsed = v.safeParse(ClientFrame, JSON.parse(raw))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** How a refusal ends a socket: by its own reason where there is one. */
export function closeReasonOf(code: ErrorCode): CloseReason {
  if (code in CLOSE) return code as CloseReason // sound: it has just been found among the reasons
  return ERRORS[code].http === 401 ? 'unauthorized' : 'internal'
}
