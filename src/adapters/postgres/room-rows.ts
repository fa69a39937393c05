import { unreachable } from '#core/result.ts'
import type { KeptPlayback } from '#core/timeline.ts'
import type { StoredRoom } from '#ports/room-store.ts'
import type { RoomId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { mediaItems } from './schema/media-items.ts'
import type { rooms } from './schema/rooms.ts'

type RoomRow = typeof rooms.$inferSelect
type ItemRow = typeof mediaItems.$inferSelect

/** A room as the row that keeps it. */
export function roomRow({ room, playback, aliveAt }: StoredRoom) {
  const { id, title, hostId, control, buffering, createdAt, closedAt, version } = room
  return {
    id,
    title,
    hostId,
    control,
    buffering,
    createdAt,
    closedAt,
    version,
    aliveAt,
    ...playbackRow(playback),
  }
}

/** What a room plays as the columns that keep it. */
export const playbackRow = (playback: KeptPlayback) => ({
  epoch: playback.epoch,
  playbackVersion: playback.version,
  ...playbackColumns(playback),
})

function playbackColumns(
  playback: KeptPlayback,
): Pick<RoomRow, 'playbackStatus' | 'mediaId' | 'positionMs' | 'anchoredAt' | 'rate'> {
  const { status: playbackStatus } = playback
  switch (playback.status) {
    case 'idle':
      return { playbackStatus, mediaId: null, positionMs: null, anchoredAt: null, rate: null }
    case 'paused': {
      const { media, positionMs, rate } = playback
      return { playbackStatus, mediaId: media.id, positionMs, anchoredAt: null, rate }
    }
    case 'playing': {
      const { media, anchorMs, anchoredAt, rate } = playback
      return { playbackStatus, mediaId: media.id, positionMs: anchorMs, anchoredAt, rate }
    }
    default:
      return unreachable(playback)
  }
}

/** A film of `room` as the row that keeps it. */
export const itemRow = (room: RoomId, media: MediaItem) => ({ roomId: room, ...media })

/** A room out of its rows; `media` is the film that it plays. */
export function storedRoom({ room: row, media }: { room: RoomRow; media: ItemRow | null }): StoredRoom {
  const { id, title, hostId, control, buffering, createdAt, closedAt, version, aliveAt } = row
  const room = { id, title, hostId, control, buffering, createdAt, closedAt, version }
  return { room, playback: playbackOf(row, media), aliveAt }
}

function playbackOf(row: RoomRow, item: ItemRow | null): KeptPlayback {
  const { playbackStatus: status, epoch, playbackVersion: version, positionMs, anchoredAt, rate } = row
  if (status === 'idle') return { status, epoch, version }
  if (item === null || positionMs === null || rate === null) throw misshapen(row)
  const media = mediaOf(item)
  if (status === 'paused') return { status, epoch, version, media, positionMs, rate }
  if (anchoredAt === null) throw misshapen(row)
  return { status, epoch, version, media, anchorMs: positionMs, anchoredAt, rate }
}

const mediaOf = ({ id, kind, url, title, posterUrl, durationMs, live, addedBy }: ItemRow): MediaItem => ({
  id,
  kind,
  url,
  title,
  posterUrl,
  durationMs,
  live,
  addedBy,
})

/** The constraint `rooms_playback_shape` rules this out. */
const misshapen = (row: RoomRow) => new Error(`room ${row.id} is ${row.playbackStatus} without all that this needs`)
