import type { EpochMs, MediaId, RoomId, SubtitleId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { SubtitleTrack } from '#protocol/subtitles.ts'

/** Subtitles to keep: for which film of which room, and their cues as WebVTT. */
export interface KeptSubtitles {
  readonly room: RoomId
  /** Whole, because the room's own write of its film may come later. */
  readonly media: MediaItem
  readonly track: SubtitleTrack
  readonly vtt: string
  readonly at: EpochMs
}

/** Keeps the subtitles of rooms' films. They go with their room. */
export interface SubtitleStore {
  /** Kept twice, they are there once. Those of films that the room played before go: nothing leads to them. */
  add(kept: KeptSubtitles): Promise<void>
  /** Those of one film, in the order in which they were added. */
  list(room: RoomId, media: MediaId): Promise<SubtitleTrack[]>
  /** The cues, as WebVTT; null when the room has no such subtitles. */
  read(room: RoomId, id: SubtitleId): Promise<string | null>
  remove(room: RoomId, id: SubtitleId): Promise<void>
}
