import type { Result } from '#core/result.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { CreateRoom, History, Invite, RoomList, RoomSummary, UpdateRoom, User } from '#protocol/http.ts'
import type { LineId, RoomId } from '#protocol/ids.ts'

/** Which messages of a room to read: older than `before`, containing the words of `find`, at most `limit`. */
export interface HistoryQuery {
  readonly before: LineId | null
  readonly find: string | null
  readonly limit: number
}

/** What the world outside may do with rooms besides sitting in them. */
export interface RoomsApi {
  create(user: User, body: CreateRoom): Promise<Result<RoomSummary, ErrorCode>>
  get(user: User, id: RoomId): Promise<Result<RoomSummary, ErrorCode>>
  /** What an invite link may tell to anybody who has it. */
  invite(id: RoomId): Promise<Result<Invite, ErrorCode>>
  list(user: User): Promise<RoomList>
  update(user: User, id: RoomId, body: UpdateRoom): Promise<Result<RoomSummary, ErrorCode>>
  close(user: User, id: RoomId): Promise<Result<null, ErrorCode>>
  /** The address of what a room plays now, for who is or has been in it; null when it plays nothing. */
  filmOf(user: User, id: RoomId): Promise<Result<string | null, ErrorCode>>
  history(user: User, id: RoomId, query: HistoryQuery): Promise<Result<History, ErrorCode>>
}
