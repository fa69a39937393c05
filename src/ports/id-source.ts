import type { MediaId, RoomId, RunId, SessionId, UserId } from '#protocol/ids.ts'

/** Where new ids come from. Each is unguessable. */
export interface IdSource {
  room(): RoomId
  user(): UserId
  media(): MediaId
  session(): SessionId
  run(): RunId
}
