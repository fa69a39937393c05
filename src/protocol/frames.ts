import * as v from 'valibot'
import { ErrorCode } from './errors.ts'
import { Health, MemberHealth } from './health.ts'
import { EpochMs, RunId, SessionId, UserId } from './ids.ts'
import { Device } from './members.ts'
import { Command, Event } from './messages.ts'
import { Reaction, ReactionBurst } from './reactions.ts'
import { RoomView } from './room.ts'

/** Number of an event within its run. */
export const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** Milliseconds with a fraction, on whichever clock the field names. */
const Stamp = v.pipe(v.number(), v.finite())
/** Chosen by the client; echoed in the answer. */
const RequestId = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** The first frame on a socket. With `have`, what this client already knows, so that only what it missed is sent. */
const Hello = v.strictObject({
  t: v.literal('hello'),
  protocol: v.pipe(v.number(), v.safeInteger()),
  token: v.pipe(v.string(), v.maxLength(4_096)),
  /** A `RoomId`; anything else is a room that does not exist. */
  room: v.pipe(v.string(), v.maxLength(64)),
  have: v.nullable(v.strictObject({ run: RunId, seq: Seq })),
  device: v.optional(Device, 'desktop'),
})
/** Ask something of the room. Answered by `ack` or `reject` with the same `id`. */
const CommandFrame = v.strictObject({ t: v.literal('command'), id: RequestId, command: Command })
/** `at` is the client's own monotonic clock, ms; it comes back untouched. */
const Ping = v.strictObject({ t: v.literal('ping'), at: Stamp })
/** A gap was noticed: send what came after `seq` of `run`. Answered by `events` or `snapshot`. */
const Resume = v.strictObject({ t: v.literal('resume'), run: RunId, seq: Seq })
/** Going for good: give up the seat now instead of after the grace period. */
const Leave = v.strictObject({ t: v.literal('leave') })

/** How my player is doing. Never answered; sent when something has changed. */
const Report = v.strictObject({ t: v.literal('report'), health: Health })
/** I react to what I see. Never answered, never kept; above its rate it is dropped without a word. */
const React = v.strictObject({ t: v.literal('react'), what: Reaction })

/** What can be read of a frame whose rest cannot: enough to refuse it to the right question. */
export const FrameHead = v.variant('t', [
  v.object({ t: v.literal('hello'), protocol: v.number() }),
  v.object({ t: v.literal('command'), id: RequestId }),
])
export type FrameHead = v.InferOutput<typeof FrameHead>

/** What a client may send. */
export const ClientFrame = v.variant('t', [Hello, CommandFrame, Ping, React, Report, Resume, Leave])
export type ClientFrame = v.InferOutput<typeof ClientFrame>

/** Event number `seq`, at `now` on the server's clock (a free lower bound for the clock offset). */
const EventFrame = v.object({ t: v.literal('event'), seq: Seq, now: Stamp, event: Event })
/** Several events that happened together: the first has number `firstSeq`, the others follow it. Otherwise as `event`. */
const BatchFrame = v.object({ t: v.literal('batch'), firstSeq: Seq, now: Stamp, events: v.array(Event) })
/** The events that followed what the client had; in order, without a gap. `seq` is the number of the last one. */
const EventsFrame = v.object({ t: v.literal('events'), run: RunId, seq: Seq, events: v.array(Event) })
/** The room as it stood after event `seq`; replaces all the client knew. */
const SnapshotFrame = v.object({ t: v.literal('snapshot'), run: RunId, seq: Seq, view: RoomView })
/** The hello was accepted. It is followed at once by `events` or `snapshot`. */
const Welcome = v.object({
  t: v.literal('welcome'),
  protocol: v.number(),
  /** Which Mini App the server has; a page of another build may offer to reload. Null: none that it knows. */
  build: v.nullable(v.string()),
  userId: UserId,
  session: SessionId,
  now: Stamp,
})
/** `now` bounds the clock offset from above: the command was sent before. */
const Ack = v.object({ t: v.literal('ack'), id: RequestId, now: Stamp })
const Reject = v.object({ t: v.literal('reject'), id: RequestId, now: Stamp, code: ErrorCode, message: v.string() })
/** How the players of these members are doing: what has changed. May be lost, and is told of small rooms alone. */
const HealthFrame = v.object({ t: v.literal('health'), of: v.array(MemberHealth) })
/** What people reacted since the last such frame, the receiver's own among it. May be lost. */
const ReactionsFrame = v.object({ t: v.literal('reactions'), ...ReactionBurst.entries })
/** A frame could not be read, or the socket is about to be closed for this reason. */
const ErrorFrame = v.object({ t: v.literal('error'), code: ErrorCode, message: v.string() })
/** `at` as it came, and the server's clock. Who has a smaller `seq`, or another `run`, asks to resume. */
const Pong = v.object({ t: v.literal('pong'), at: Stamp, now: Stamp, run: RunId, seq: Seq })
/** A fresh access token, before the old one expires. */
const TokenFrame = v.object({ t: v.literal('token'), token: v.string(), expiresAt: EpochMs })
/** The server is going away: connect again after `afterMs` (chosen by chance for each client). */
const Reconnect = v.object({ t: v.literal('reconnect'), afterMs: v.number() })

/** What a server may send. */
export const ServerFrame = v.variant('t', [
  Ack,
  BatchFrame,
  ErrorFrame,
  EventFrame,
  EventsFrame,
  HealthFrame,
  Pong,
  ReactionsFrame,
  Reconnect,
  Reject,
  SnapshotFrame,
  TokenFrame,
  Welcome,
])
export type ServerFrame = v.InferOutput<typeof ServerFrame>

/**
 * Why the server closed a socket, and whether the client should come back by itself. A client that reads too slowly,
 * or answers no ping, is dropped without a close frame (its browser reports 1006): it comes back and resumes.
 */
export const CLOSE = {
  going_away: { code: 1001, comeBack: true, means: 'The server is stopping; connect again.' },
  bad_frames: { code: 4400, comeBack: false, means: 'Ten frames within a minute could not be read.' },
  unauthorized: { code: 4401, comeBack: false, means: 'The token is missing, wrong or expired: sign in again first.' },
  room_not_found: { code: 4404, comeBack: false, means: 'There is no such room.' },
  hello_timeout: { code: 4408, comeBack: true, means: 'No hello came within five seconds.' },
  room_full: { code: 4409, comeBack: false, means: 'The room has as many viewers as it may have.' },
  room_closed: { code: 4410, comeBack: false, means: 'The host has closed the room.' },
  frame_too_large: { code: 1009, comeBack: false, means: 'A frame was more than twice as large as allowed.' },
  protocol_mismatch: { code: 4426, comeBack: false, means: 'Client and server speak different versions: reload.' },
  slow_down: { code: 4429, comeBack: true, means: 'Too many frames.' },
  too_many_sockets: { code: 4430, comeBack: false, means: 'This person has too many sockets open.' },
  internal: { code: 1011, comeBack: true, means: 'Something broke on the server; connect again.' },
} as const satisfies Record<string, { code: number; comeBack: boolean; means: string }>
export type CloseReason = keyof typeof CLOSE
