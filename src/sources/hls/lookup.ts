import type { Ask, Lookup } from '#ports/lookup.ts'
import { msOf } from '../answers.ts'
import { type Playlist, readPlaylist } from './playlist.ts'

/** Four hours in pieces of two seconds, with long signed addresses. */
const PLAYLIST_MAX_BYTES = 4 * 1_024 * 1_024

/** By its playlists: of several renditions the first tells how long the film is. */
export const hls: Lookup = async ({ url }, ask) => {
  const main = await playlistAt(ask, url)
  if (main === null) return null
  const pieces = main.of === 'pieces' ? main : await playlistAt(ask, main.first)
  const title = main.of === 'renditions' ? main.title : null
  if (pieces?.of !== 'pieces') return { title, posterUrl: null, durationMs: null, live: null }
  return { title, posterUrl: null, durationMs: pieces.live ? null : msOf(pieces.seconds), live: pieces.live }
}

async function playlistAt(ask: Ask, url: string): Promise<Playlist | null> {
  const answer = await ask({ url, maxBytes: PLAYLIST_MAX_BYTES, beyond: 'refuse' })
  if (answer === null || answer.status !== 200) return null
  return readPlaylist(new TextDecoder().decode(answer.bytes), answer.url)
}
