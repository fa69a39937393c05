import type { KeptSubtitles, SubtitleStore } from '#ports/subtitle-store.ts'
import type { MediaId, RoomId, SubtitleId } from '#protocol/ids.ts'
import type { SubtitleTrack } from '#protocol/subtitles.ts'

/** Subtitles in memory. */
export class MemorySubtitleStore implements SubtitleStore {
  kept: KeptSubtitles[] = []
  /** In the order in which they were first heard of. */
  readonly #films: MediaId[] = []

  async add(kept: KeptSubtitles): Promise<void> {
    if (this.kept.some(({ room, track }) => room === kept.room && track.id === kept.track.id)) return
    if (!this.#films.includes(kept.media.id)) this.#films.push(kept.media.id)
    const film = this.#films.indexOf(kept.media.id)
    const stays = ({ room, media }: KeptSubtitles) => room !== kept.room || this.#films.indexOf(media.id) >= film
    this.kept = [...this.kept.filter(stays), kept].sort((a, b) => a.at - b.at)
  }
  async list(room: RoomId, media: MediaId): Promise<SubtitleTrack[]> {
    return this.kept.filter((kept) => kept.room === room && kept.media.id === media).map(({ track }) => track)
  }
  async read(room: RoomId, id: SubtitleId): Promise<string | null> {
    return this.kept.find((kept) => kept.room === room && kept.track.id === id)?.vtt ?? null
  }
  async remove(room: RoomId, id: SubtitleId): Promise<void> {
    this.kept = this.kept.filter((kept) => kept.room !== room || kept.track.id !== id)
  }
}
