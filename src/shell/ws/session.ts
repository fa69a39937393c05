import type { ServerWebSocket } from 'bun'
import { type Bucket, FULL } from '#core/token-bucket.ts'
import type { Language } from '#protocol/error-texts.ts'
import type { RoomId, SessionId } from '#protocol/ids.ts'
import { BAD_FRAMES_WINDOW_MS, FRAMES_BURST, FRAMES_PER_SECOND } from '#protocol/limits.ts'
import type { Device, Profile } from '#protocol/members.ts'
import type { Session as Login } from '#services/auth/tokens.ts'
import type { Allowance } from './frame-limits.ts'

export const FRAME_RULE = { perSecond: FRAMES_PER_SECOND, burst: FRAMES_BURST }

/** In a room, for someone. */
export interface LivePhase {
  readonly name: 'live'
  login: Login
  profile: Profile
  readonly room: RoomId
  /** What this person may still send, over all their sockets. */
  readonly allowance: Allowance
  /** A fresh token is on its way. */
  renewing: boolean
  /** Said goodbye: the seat need not be kept. */
  leaving: boolean
}

/** Where a socket stands: not yet greeted, being looked at, on its way into a room, in it, or over. */
type Phase =
  | { name: 'greeting'; cancelTimeout: () => void }
  | { name: 'greeted' }
  | { name: 'joining'; profile: Profile; room: RoomId }
  | LivePhase
  | { name: 'over' }

/** What the server knows of one socket. Who it speaks for is set once, by the greeting. */
export interface SocketData {
  readonly id: SessionId
  /** Whose it is, as limits count it. */
  readonly address: string
  /** What its owner is on, as the hello says. */
  device: Device
  /** The language for messages to this client. */
  readonly language: Language
  phase: Phase
  /** For every frame, read or not: the outer bound. */
  bucket: Bucket
  /** Frames that could not be read, and frames above the rate, since `windowAt` (server ms). */
  bad: number
  refused: number
  windowAt: number
  /** How often it was looked at since something came from it (`silence.ts`). */
  looks: number
}

export type Socket = ServerWebSocket<SocketData>

export const newSocketData = (
  id: SessionId,
  { address, language }: Pick<SocketData, 'address' | 'language'>,
  now: number,
): SocketData => ({
  id,
  address,
  language,
  device: 'desktop',
  phase: { name: 'over' },
  bucket: FULL,
  bad: 0,
  refused: 0,
  windowAt: now,
  looks: 0,
})

/** Counts one more misdeed in the current window; answers how many there are. */
export function countMisdeed(data: SocketData, kind: 'bad' | 'refused', now: number): number {
  if (now - data.windowAt >= BAD_FRAMES_WINDOW_MS) {
    data.windowAt = now
    data.bad = 0
    data.refused = 0
  }
  data[kind] += 1
  return data[kind]
}
