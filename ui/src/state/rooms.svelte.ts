import { createContext } from 'svelte'
import type { ErrorCode } from '#protocol/errors.ts'
import type { RoomSummary } from '#protocol/http.ts'
import type { Api } from '../net/api.ts'

/** My rooms, as far as they are known. They stay known while a newer list is on its way, and when it does not come. */
export class Rooms {
  #list = $state.raw<readonly RoomSummary[] | null>(null)
  #failure = $state<ErrorCode | null>(null)
  #loading: Promise<void> | null = null
  readonly #api: Pick<Api, 'rooms'>

  constructor(api: Pick<Api, 'rooms'>) {
    this.#api = api
  }

  /** Null before the first answer. */
  get list(): readonly RoomSummary[] | null {
    return this.#list
  }
  /** Why the latest list did not come; null when it did. */
  get failure(): ErrorCode | null {
    return this.#failure
  }

  /** Once at a time, however many ask. */
  load(): Promise<void> {
    this.#loading ??= this.#ask().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  /** Somebody else is signed in: these rooms are not theirs. */
  forget(): void {
    this.#list = null
    this.#failure = null
  }

  async #ask(): Promise<void> {
    const answer = await this.#api.rooms()
    this.#failure = answer.ok ? null : answer.error
    if (answer.ok) this.#list = answer.value.rooms
  }
}

export const [getRooms, setRooms] = createContext<Rooms>()
