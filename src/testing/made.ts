import { mediaItem } from '#core/media-url.ts'
import { newRoom } from '#core/room.ts'
import type { Actor, Context, RoomState } from '#core/state.ts'
import type { Health } from '#protocol/health.ts'
import type { EpochMs, LineId, MediaId, RoomId, SessionId, UserId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { MemberSession, Profile } from '#protocol/members.ts'

// Things that tests are made of. The casts are sound: each text has the form that its schema asks for.

export const at = (ms: number): EpochMs => ms as EpochMs
export const sessionId = (n: number): SessionId => String(n).padStart(13, '0') as SessionId
/** The same socket as a room knows it, on a desktop. */
export const seat = (n: number): MemberSession => ({ id: sessionId(n), device: 'desktop' })
export const lineId = (n: number): LineId => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as LineId
const userId = (name: string): UserId =>
  `u${name
    .toLowerCase()
    .replace(/[ilou]/g, 'x')
    .padEnd(13, '0')}` as UserId

export const profile = (name: string): Profile => ({ id: userId(name), name, photoUrl: null })
export const ann = profile('Ann')
export const ben = profile('Ben')
export const person = (who: Profile): Actor => ({ kind: 'user', profile: who })
export const system: Actor = { kind: 'system' }

export const ROOM_ID = '0000000000r00' as RoomId
/** A player that keeps up with its room, but for what is given. */
export const health = (told: Partial<Health> = {}): Health => ({
  state: 'in_sync',
  offsetMs: 0,
  boundMs: 10,
  roundTripMs: 40,
  startMs: 60,
  ...told,
})

export const film = (durationMs: number | null = 60_000): MediaItem => ({
  id: '0000000000f00' as MediaId,
  kind: 'file',
  url: 'https://films.example/night.mp4',
  title: 'Night Express',
  posterUrl: null,
  durationMs,
  live: null,
  addedBy: ann.id,
})

export const context = (now: number, maxViewers = 100, healthOf: Context['healthOf'] = () => null): Context => ({
  now: at(now),
  filmOf: (asked, addedBy) => mediaItem(asked, '0000000000f01' as MediaId, addedBy),
  maxViewers,
  healthOf,
  older: null,
})

/** Ann's room, with a film that stands at its beginning. */
export const annsRoom = (durationMs: number | null = 60_000): RoomState => ({
  ...newRoom({
    id: ROOM_ID,
    title: 'Film club',
    hostId: ann.id,
    control: 'everyone',
    buffering: 'auto',
    createdAt: at(0),
    closedAt: null,
    version: 0,
  }),
  playback: { status: 'paused', epoch: 1, version: 1, media: film(durationMs), positionMs: 0, rate: 1 },
})
