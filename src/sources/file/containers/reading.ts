/** A piece of a file. */
export interface Span {
  /** Where it begins, bytes from the file's beginning. */
  readonly at: number
  readonly bytes: Uint8Array
  /** Bytes of the whole file; null when nobody told. */
  readonly totalBytes: number | null
}

/** What the headers of a file say. */
export interface FileHeaders {
  readonly durationMs: number | null
  readonly title: string | null
}

/**
 * Reads a file from a piece at its beginning, and asks for others by where they shall begin: a film's index may be at its
 * end. Reading beyond a piece throws a RangeError: such a file is not what it says.
 */
export type Reading = Generator<number, FileHeaders | null, Span>

export const viewOf = ({ bytes }: Span): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4_000))
