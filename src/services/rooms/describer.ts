import type { Description } from '#core/description.ts'
import { type LinkedFilm, readLink, titleOf } from '#core/media-url.ts'
import type { SystemCommand } from '#core/state.ts'
import type { Log } from '#ports/log.ts'
import type { RoomId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'

interface DescriberDeps {
  readonly log: Log
  /** What the source of a film says; null: nothing. */
  readonly factsOf: (film: LinkedFilm) => Promise<Description | null>
  readonly tell: (room: RoomId, command: SystemCommand) => Promise<unknown>
}

/** Asks the sources of films that rooms have loaded, beside the rooms: what comes late finds that another film plays. */
export class Describer {
  readonly #deps: DescriberDeps
  #stopped = false

  constructor(deps: DescriberDeps) {
    this.#deps = deps
  }

  /** Only the instance that took the command does so; what the source says comes to all of them as an event. */
  describe(room: RoomId, media: MediaItem): void {
    void this.#ask(room, media)
  }

  /** What is still asked is of no use any more. */
  stop(): void {
    this.#stopped = true
  }

  async #ask(room: RoomId, { id: media, url }: MediaItem): Promise<void> {
    try {
      const film = readLink(url)
      if (!film.ok) return
      const told = await this.#deps.factsOf(film.value)
      if (told === null || this.#stopped) return
      await this.#deps.tell(room, { type: 'playback.describe', media, told, linkTitle: titleOf(film.value) })
    } catch (fault) {
      this.#deps.log.warn('film.not_described', { room, err: fault })
    }
  }
}
