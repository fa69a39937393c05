import * as v from 'valibot'

/** Crockford base32 without i, l, o, u: safe in a URL, in a Telegram start parameter and read aloud. */
const BASE32_13 = /^[0-9a-hjkmnp-tv-z]{13}$/

/** 13 characters, 65 bits: fits `/start` (64 characters) and cannot be guessed. Whoever knows it is invited. */
export const RoomId = v.pipe(v.string(), v.regex(BASE32_13), v.brand('RoomId'))
export type RoomId = v.InferOutput<typeof RoomId>

/** Our own id of a person; says nothing about the Telegram account behind it. */
export const UserId = v.pipe(v.string(), v.regex(/^u[0-9a-hjkmnp-tv-z]{13}$/), v.brand('UserId'))
export type UserId = v.InferOutput<typeof UserId>

export const MediaId = v.pipe(v.string(), v.regex(BASE32_13), v.brand('MediaId'))
export type MediaId = v.InferOutput<typeof MediaId>

/** Subtitles of one room. What is under an id never changes. */
export const SubtitleId = v.pipe(v.string(), v.regex(BASE32_13), v.brand('SubtitleId'))
export type SubtitleId = v.InferOutput<typeof SubtitleId>

/** One live socket. Its first five characters name the server process that holds it. */
export const SessionId = v.pipe(v.string(), v.regex(BASE32_13), v.brand('SessionId'))
export type SessionId = v.InferOutput<typeof SessionId>

/** Characters of an `InstanceId`. */
export const INSTANCE_ID_LENGTH = 5

/** One run of one server process: what the ids of its sessions begin with. */
export type InstanceId = string & v.Brand<'InstanceId'>

/** The server process that holds this socket. */
export const instanceOf = (session: SessionId): InstanceId => session.slice(0, INSTANCE_ID_LENGTH) as InstanceId // brand: by the form of a session's id

/** UUID chosen by the client that writes the line, so that sending it twice is one line. */
export const LineId = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('LineId'))
export type LineId = v.InferOutput<typeof LineId>

/** Names one unbroken numbering of a room's events; sequence numbers compare only inside it. */
export const RunId = v.pipe(v.string(), v.regex(BASE32_13), v.brand('RunId'))
export type RunId = v.InferOutput<typeof RunId>

/** An instant on the server's clock: whole milliseconds since 1970. */
export const EpochMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.brand('EpochMs'))
export type EpochMs = v.InferOutput<typeof EpochMs>
