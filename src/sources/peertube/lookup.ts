import * as v from 'valibot'
import type { Lookup } from '#ports/lookup.ts'
import { jsonOf, msOf, Seconds, Text, YesNo } from '../answers.ts'

const listOf = <S extends v.GenericSchema>(item: S) => v.fallback(v.nullish(v.array(item), []), [])
const Picture = v.object({ fileUrl: Text, width: Seconds })
const Stored = v.object({ fileUrl: Text, resolution: v.fallback(v.object({ id: Seconds }), { id: null }) })
const Video = v.object({
  name: Text,
  duration: Seconds,
  isLive: YesNo,
  previewPath: Text,
  thumbnailPath: Text,
  thumbnails: listOf(Picture),
  streamingPlaylists: listOf(v.object({ playlistUrl: Text })),
  files: listOf(Stored),
})

/** Of files without a playlist: the best that most lines carry. */
const HEIGHT_MAX = 1_080

/**
 * By the API that every instance has (docs.joinpeertube.org/api-rest-reference). What plays is the film's playlist, in our own
 * player: no policy could name the frames of hosts that nobody knows beforehand.
 */
export const peertube: Lookup = async ({ ref }, ask) => {
  const [host = '', id = ''] = ref.split('/')
  const told = await jsonOf(ask, `https://${host}/api/v1/videos/${encodeURIComponent(id)}`, Video)
  if (told === null || told.name === null) return null
  const widest = told.thumbnails.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0]?.fileUrl ?? null
  const path = told.previewPath ?? told.thumbnailPath
  const playlist = told.streamingPlaylists[0]?.playlistUrl ?? null
  const stored = told.files
    .filter(({ resolution }) => (resolution.id ?? 0) <= HEIGHT_MAX)
    .toSorted((a, b) => (b.resolution.id ?? 0) - (a.resolution.id ?? 0))[0]?.fileUrl
  return {
    title: told.name,
    posterUrl: widest ?? (path === null ? null : (URL.parse(path, `https://${host}`)?.href ?? null)),
    durationMs: told.isLive === true ? null : msOf(told.duration),
    live: told.isLive,
    ...(playlist !== null ? { kind: 'hls', url: playlist } : stored ? { kind: 'file', url: stored } : {}),
  }
}
