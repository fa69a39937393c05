import { describe, expect, test } from 'bun:test'
import type { KeptSubtitles } from '#ports/subtitle-store.ts'
import type { UserId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import { at, ids, newFilm, newRoom, type Stores } from './samples.ts'

/** What every SubtitleStore must do. */
export function subtitleStoreContract(name: string, make: () => Promise<Stores>): void {
  const trackOf = (addedBy: UserId, label = 'English') => ({ id: ids.subtitle(), label, language: 'en', addedBy })
  const VTT = 'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nДоброе утро\n'

  /** A room that is kept, a film that is not kept yet, and how to add to it. */
  const prepared = async () => {
    const stores = await make()
    const { stored, hostId } = await newRoom(stores)
    const room = stored.room.id
    const add = async (media: MediaItem, label: string, ms: number): Promise<KeptSubtitles> => {
      const kept = { room, media, track: trackOf(hostId, label), vtt: `${VTT}${label}`, at: at(ms) }
      await stores.subtitles.add(kept)
      return kept
    }
    return { ...stores, room, hostId, add, film: newFilm(hostId) }
  }
  /** The store dates films itself, by the clock of the database. */
  const LATER_MS = 10 * 365 * 86_400_000

  describe(`${name} keeps the SubtitleStore contract`, () => {
    test('what is kept is listed in order, and read as it was', async () => {
      const { subtitles, room, film, add } = await prepared()
      expect(await subtitles.list(room, film.id)).toEqual([])
      const second = await add(film, 'Русские', 2)
      const first = await add(film, 'English', 1)
      expect(await subtitles.list(room, film.id)).toEqual([first.track, second.track])
      expect(await subtitles.read(room, second.track.id)).toBe(`${VTT}Русские`)
    })

    test('kept twice, it is there once', async () => {
      const { subtitles, room, film, add } = await prepared()
      const kept = await add(film, 'English', 1)
      await subtitles.add(kept)
      expect(await subtitles.list(room, film.id)).toEqual([kept.track])
    })

    test('another room has none of it', async () => {
      const { subtitles, film, add, rooms, users, chat } = await prepared()
      const { track } = await add(film, 'English', 1)
      const other = await newRoom({ subtitles, rooms, users, chat })
      expect(await subtitles.list(other.stored.room.id, film.id)).toEqual([])
      expect(await subtitles.read(other.stored.room.id, track.id)).toBeNull()
      await subtitles.remove(other.stored.room.id, track.id)
      expect(await subtitles.read(other.stored.room.id, track.id)).toBeNull()
    })

    test('what is removed is not there, and removing it again is nothing', async () => {
      const { subtitles, room, film, add } = await prepared()
      const { track } = await add(film, 'English', 1)
      await subtitles.remove(room, track.id)
      await subtitles.remove(room, track.id)
      expect(await subtitles.list(room, film.id)).toEqual([])
      expect(await subtitles.read(room, track.id)).toBeNull()
    })

    test('those of the film before go with the first of another', async () => {
      const { subtitles, room, film, hostId, add } = await prepared()
      const { track } = await add(film, 'English', 1)
      const next = newFilm(hostId)
      const kept = await add(next, 'English', 2)
      expect(await subtitles.read(room, track.id)).toBeNull()
      // Late for its film, and of no harm to the one that plays.
      await subtitles.add({ ...kept, track: trackOf(hostId, 'new'), at: at(LATER_MS) })
      await add(film, 'late', 3)
      expect((await subtitles.list(room, next.id)).map(({ label }) => label)).toContain('new')
    })
  })
}
