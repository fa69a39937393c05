import * as v from 'valibot'
import { EpochMs, RoomId } from './ids.ts'
import { LIBRARY_PATH_MAX_UNITS, LIBRARY_QUERY_MAX_UNITS } from './limits.ts'
import { DurationMs, MediaUrl } from './media.ts'

/** Where something lies in the library: names with `/` between; empty: the library itself. */
const LibraryPath = v.pipe(v.string(), v.maxLength(LIBRARY_PATH_MAX_UNITS))

/** What of the library to show: a folder, or what bears these words in and under it. */
export const LibraryQuery = v.strictObject({
  path: v.optional(v.pipe(LibraryPath, v.description('The folder; all of the library when it is left out.')), ''),
  q: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(LIBRARY_QUERY_MAX_UNITS),
      v.description('Only what bears all these words in its name, in every folder below.'),
    ),
    '',
  ),
  after: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(LIBRARY_PATH_MAX_UNITS + 1),
      v.description('`next` of the page before: what follows it.'),
    ),
    '',
  ),
})
export type LibraryQuery = v.InferOutput<typeof LibraryQuery>

export const LibraryFolder = v.object({ name: v.string(), path: v.string() })
export type LibraryFolder = v.InferOutput<typeof LibraryFolder>

export const LibraryFilm = v.object({
  name: v.pipe(v.string(), v.description('Of its file.')),
  title: v.string(),
  path: v.string(),
  sizeBytes: v.number(),
  durationMs: v.pipe(v.nullable(DurationMs), v.description('Null while the server does not know it.')),
  posterUrl: v.pipe(v.nullable(v.string()), v.description('Good for some hours; 404 when there is no picture.')),
  url: v.pipe(MediaUrl, v.description('What a room plays. Its bytes are at the address that signing it gives.')),
})
export type LibraryFilm = v.InferOutput<typeof LibraryFilm>

/** A page of the library: folders first, each by name. */
export const LibraryPage = v.object({
  folders: v.array(LibraryFolder),
  films: v.array(LibraryFilm),
  next: v.pipe(v.nullable(v.string()), v.description('For `after`; null when this is the end.')),
})
export type LibraryPage = v.InferOutput<typeof LibraryPage>

/** Asks for an address that a player can fetch a film of the library from; `room`: one that plays it, and has me. */
export const SignFilm = v.strictObject({ url: MediaUrl, room: v.optional(v.nullable(RoomId), null) })
export type SignFilm = v.InferOutput<typeof SignFilm>

export const SignedFilm = v.object({ url: v.string(), expiresAt: EpochMs })
export type SignedFilm = v.InferOutput<typeof SignedFilm>
