import type { RoomId } from '#protocol/ids.ts'
import { LibraryPage, type LibraryQuery, SignedFilm } from '#protocol/library.ts'
import { ResolvedMedia } from '#protocol/media.ts'
import type { Api } from '../net/api.ts'

/** Which film a link names, as far as its source says. */
export const resolveFilm = (api: Api, url: string, signal: AbortSignal) =>
  api.ask('/media/resolve', ResolvedMedia, { method: 'POST', body: { url }, signal })

/** Films and folders of the server's own. */
export const libraryPage = (api: Api, query: LibraryQuery) =>
  api.ask(`/library?${new URLSearchParams(query)}`, LibraryPage)

/** Where a film of the library can be fetched from; `room`: one that plays it. */
export const signFilm = (api: Api, url: string, room: RoomId | null) =>
  api.ask('/library/sign', SignedFilm, { method: 'POST', body: { url, room } })
