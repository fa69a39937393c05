import type { KeptPlayback } from '#core/timeline.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import type { RoomStore, StoredRoom } from '#ports/room-store.ts'
import type { SubtitleStore } from '#ports/subtitle-store.ts'
import type { UserStore } from '#ports/user-store.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { EpochMs, LineId, UserId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import { FakeIds } from '#testing/fake-ids.ts'

/** Stores that know each other's people and rooms. */
export interface Stores {
  readonly users: UserStore
  readonly rooms: RoomStore
  readonly chat: ChatStore
  readonly subtitles: SubtitleStore
}

/** One for all suites, so that tests which share a database do not meet. */
export const ids = new FakeIds()

// The casts are sound: whole numbers of milliseconds, and UUIDs in lower case.
export const at = (ms: number): EpochMs => (1_750_000_000_000 + ms) as EpochMs
export const newLineId = (): LineId => crypto.randomUUID() as LineId

export async function newUser({ users }: Pick<Stores, 'users'>, name = 'Ann'): Promise<UserId> {
  return (await users.guest(ids.user(), name)).id
}

export const idle: KeptPlayback = { status: 'idle', epoch: 0, version: 0 }

export const newFilm = (addedBy: UserId, durationMs: number | null = null): MediaItem => ({
  id: ids.media(),
  kind: 'file',
  url: 'https://films.example/night.mp4',
  title: 'Night Express',
  posterUrl: null,
  durationMs,
  live: null,
  addedBy,
})

/** A room that is not kept yet. */
export const roomOf = (hostId: UserId, playback: KeptPlayback = idle, aliveAt = at(0)): StoredRoom => ({
  room: {
    id: ids.room(),
    title: 'Film club',
    hostId,
    control: 'everyone',
    buffering: 'auto',
    createdAt: at(0),
    closedAt: null,
    version: 0,
  },
  playback,
  aliveAt,
})

/** A room that is kept, and its host. */
export async function newRoom(stores: Stores): Promise<{ stored: StoredRoom; hostId: UserId }> {
  const hostId = await newUser(stores)
  const stored = roomOf(hostId)
  await stores.rooms.create(stored)
  return { stored, hostId }
}

export const lineOf = (id: UserId, text: string, saidAt: EpochMs, name = 'Ann'): ChatLine => ({
  id: newLineId(),
  from: { id, name, photoUrl: null },
  text,
  at: saidAt,
  positionMs: null,
  replyTo: null,
})
