import type { MediaId, RoomId, RunId, SessionId, SubtitleId, UserId } from '#protocol/ids.ts'

/** Where new ids come from. Each is unguessable. */
export interface IdSource {
  room(): RoomId
  user(): UserId
  media(): MediaId
  subtitle(): SubtitleId
  session(): SessionId
  run(): RunId
}
