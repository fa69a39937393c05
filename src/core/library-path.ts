import { LIBRARY_PATH_MAX_UNITS } from '#protocol/limits.ts'
import { LIBRARY_PREFIX } from '#protocol/media.ts'

/** What a browser can play, by the ending of its file, and as what it is told. Lists of pieces are not among them. */
const TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  flac: 'audio/flac',
  wav: 'audio/wav',
}

/** The media type of a file by its name; null when no player of ours plays such files. */
export function playableType(name: string): string | null {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] ?? null) : null
}

/** Bytes of a name that file systems take at most. */
const NAME_MAX_UNITS = 255
/** What no shown name has: parts of a path, control characters, halves of a character, the mark of unreadable bytes. */
const UNFIT = /[/\\\p{Cc}\p{Cs}\uFFFD]/u

/** Whether a file or folder of this name may be shown and asked for. Names that begin with a dot are hidden. */
export const isShownName = (name: string): boolean =>
  name !== '' && !name.startsWith('.') && name.length <= NAME_MAX_UNITS && !UNFIT.test(name)

/** Whether this is a place in the library: shown names with `/` between; empty: the library itself. */
export const isLibraryPath = (path: string): boolean =>
  path === '' || (path.length <= LIBRARY_PATH_MAX_UNITS && path.split('/').every(isShownName))

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** A path as it stands in an address; there is one way to write each. */
export const encodedPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** The path behind an encoded one; null unless it is written the one way, and names a place in the library. */
export function decodedPath(encoded: string): string | null {
  try {
    const path = encoded.split('/').map(decodeURIComponent).join('/')
    return path !== '' && isLibraryPath(path) && encodedPath(path) === encoded ? path : null
  } catch {
    return null // a stray % or bytes that are no text
  }
}

/** What stands between the prefix and the path: by it the server knows an address that it gave itself. */
const PROOF = /^([\w-]{22})\/(.+)$/

/** The proof and the path of a film's address; null when it is no address of a film in the library. */
export function libraryPathOf(url: string): { readonly proof: string; readonly path: string } | null {
  if (!url.startsWith(LIBRARY_PREFIX)) return null
  const [, proof, encoded] = PROOF.exec(url.slice(LIBRARY_PREFIX.length)) ?? []
  const path = encoded === undefined ? null : decodedPath(encoded)
  return proof === undefined || path === null || playableType(path) === null ? null : { proof, path }
}
