import type { IdSource } from '#ports/id-source.ts'
import type { MediaId, RoomId, RunId, SessionId, SubtitleId, UserId } from '#protocol/ids.ts'

/** Ids in order: 0000000000001, 0000000000002, … The casts are sound: each has the form its schema asks for. */
export class FakeIds implements IdSource {
  #last = 0

  #next(): string {
    this.#last += 1
    return String(this.#last).padStart(13, '0')
  }

  room = (): RoomId => this.#next() as RoomId
  user = (): UserId => `u${this.#next()}` as UserId
  media = (): MediaId => this.#next() as MediaId
  subtitle = (): SubtitleId => this.#next() as SubtitleId
  session = (): SessionId => this.#next() as SessionId
  run = (): RunId => this.#next() as RunId
}
