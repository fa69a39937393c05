/** What a playlist of pieces is: of several renditions, or of the pieces themselves. */
export type Playlist =
  | { readonly of: 'renditions'; readonly first: string; readonly title: string | null }
  | { readonly of: 'pieces'; readonly seconds: number; readonly live: boolean }

/** Whether a text is a playlist of HLS at all (RFC 8216, section 4.3.1.1); lists of songs begin alike, but name no pieces. */
export const isPlaylist = (text: string): boolean => /^\uFEFF?#EXTM3U\b/.test(text) && text.includes('#EXT-X-')

/** Reads what we want to know of a playlist (RFC 8216); null when it is none. `base` is where it came from. */
export function readPlaylist(text: string, base: string): Playlist | null {
  if (!isPlaylist(text)) return null
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const variant = lines.findIndex((line) => line.startsWith('#EXT-X-STREAM-INF:'))
  if (variant >= 0) {
    const named = lines.slice(variant + 1).find((line) => line !== '' && !line.startsWith('#'))
    const first = named === undefined ? null : URL.parse(named, base)
    const title = /#EXT-X-SESSION-DATA:[^\n]*DATA-ID="com\.apple\.hls\.title"[^\n]*VALUE="([^"\n]+)"/.exec(text)?.[1]
    return first && { of: 'renditions', first: first.href, title: title ?? null }
  }
  let seconds = 0
  for (const line of lines) {
    const length = /^#EXTINF:\s*(\d+(?:\.\d+)?)/.exec(line)?.[1]
    if (length !== undefined) seconds += Number(length)
  }
  const ends = lines.some((line) => line === '#EXT-X-ENDLIST' || /^#EXT-X-PLAYLIST-TYPE:\s*VOD$/.test(line))
  return { of: 'pieces', seconds, live: !ends }
}
