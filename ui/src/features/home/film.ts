import type { RoomSummary } from '#protocol/http.ts'
import { LIBRARY_PREFIX, SAMPLE_FILM_PATH } from '#protocol/media.ts'

/** The picture that a film's source has of it, or the painted still of the sample film; others show a frame of their own. */
export const stillOf = ({ film }: RoomSummary): string | null =>
  film?.url === SAMPLE_FILM_PATH ? '/stills/keeper.webp' : (film?.posterUrl ?? null)

export const frameOf = (room: RoomSummary): { url: string; positionMs: number } | null =>
  room.film && !room.film.url.startsWith(LIBRARY_PREFIX)
    ? { url: room.film.url, positionMs: room.film.positionMs }
    : null

export const isLive = (room: RoomSummary): boolean => room.here > 0

/** How much of the film is behind, 0 to 1; 0 while its length is not known. */
export const partOf = ({ film }: RoomSummary): number => (film?.durationMs ? film.positionMs / film.durationMs : 0)

/** The room to go on with: where people are now, else the latest; then the others, live ones first. */
export function arrange(rooms: readonly RoomSummary[]): {
  hero: RoomSummary | null
  live: RoomSummary[]
  rest: RoomSummary[]
} {
  const latest = rooms.filter((room) => room.closedAt === null).toSorted((a, b) => b.activeAt - a.activeAt)
  const hero = latest.find((room) => room.film !== null) ?? latest[0] ?? null
  const others = latest.filter((room) => room !== hero)
  return { hero, live: others.filter(isLive), rest: others.filter((room) => !isLive(room)) }
}
