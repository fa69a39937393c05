import { and, eq, lt, ne } from 'drizzle-orm'
import type { KeptSubtitles, SubtitleStore } from '#ports/subtitle-store.ts'
import type { MediaId, RoomId, SubtitleId } from '#protocol/ids.ts'
import type { SubtitleTrack } from '#protocol/subtitles.ts'
import type { Database } from './client.ts'
import { itemRow } from './room-rows.ts'
import { mediaItems } from './schema/media-items.ts'
import { subtitles } from './schema/subtitles.ts'

export class PostgresSubtitleStore implements SubtitleStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async add({ room, media, track, vtt, at }: KeptSubtitles): Promise<void> {
    await this.#database.run((queries) =>
      queries.transaction(async (transaction) => {
        await transaction.insert(mediaItems).values(itemRow(room, media)).onConflictDoNothing()
        // Older than the film: a film that came while this was on its way keeps what it has.
        const filmAddedAt = transaction
          .select({ at: mediaItems.addedAt })
          .from(mediaItems)
          .where(and(eq(mediaItems.roomId, room), eq(mediaItems.id, media.id)))
        await transaction
          .delete(subtitles)
          .where(and(eq(subtitles.roomId, room), ne(subtitles.mediaId, media.id), lt(subtitles.addedAt, filmAddedAt)))
        await transaction
          .insert(subtitles)
          .values({ roomId: room, mediaId: media.id, ...track, vtt, addedAt: at })
          .onConflictDoNothing()
      }),
    )
  }

  async list(room: RoomId, media: MediaId): Promise<SubtitleTrack[]> {
    const { id, label, language, addedBy } = subtitles
    return this.#database.run((queries) =>
      queries
        .select({ id, label, language, addedBy })
        .from(subtitles)
        .where(and(eq(subtitles.roomId, room), eq(subtitles.mediaId, media)))
        .orderBy(subtitles.addedAt, subtitles.id),
    )
  }

  async read(room: RoomId, id: SubtitleId): Promise<string | null> {
    const [row] = await this.#database.run((queries) =>
      queries.select({ vtt: subtitles.vtt }).from(subtitles).where(isThis(room, id)),
    )
    return row?.vtt ?? null
  }

  async remove(room: RoomId, id: SubtitleId): Promise<void> {
    await this.#database.run((queries) => queries.delete(subtitles).where(isThis(room, id)))
  }
}

const isThis = (room: RoomId, id: SubtitleId) => and(eq(subtitles.roomId, room), eq(subtitles.id, id))
