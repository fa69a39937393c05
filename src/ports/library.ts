/** A folder or a film of the library. `path`: its names with `/` between. */
export interface LibraryEntry {
  readonly kind: 'folder' | 'film'
  readonly path: string
}

/** A film's file as it lies there now. */
export interface LibraryFile {
  readonly path: string
  /** Its own place on this machine, past all links. */
  readonly place: string
  readonly sizeBytes: number
  /** When it was last changed, ms since 1970. */
  readonly modifiedAt: number
  /** Another one for other content: of the size and the time of the last change, as exact as the disk tells it. */
  readonly version: string
}

/**
 * The films on this machine. Only what lies inside the folder can be seen, whatever paths and links say; names with a dot
 * in front are not there, nor is what no player plays. Fails with `OutsideFault` when the disk does not answer.
 */
export interface MediaFolder {
  /** What is in a folder, in no order; null when there is no such folder. May be some seconds old. */
  entries(path: string): Promise<readonly LibraryEntry[] | null>
  /** What is in a folder and below, in no order, so much as is kept in mind. May be a minute old. */
  everything(path: string): Promise<readonly LibraryEntry[]>
  /** The film as it is now; null when there is none. */
  file(path: string): Promise<LibraryFile | null>
}

/** What only a look into a film tells. */
export interface FilmFacts {
  /** Whether there is anything that could make pictures. */
  readonly hasPosters: boolean
  /** Length, ms; null when it cannot be told. May take seconds: others are looked at before. */
  durationMs(file: LibraryFile): Promise<number | null>
  /** Place of a small JPEG of the film on this machine; null when there is none. May take seconds. */
  poster(file: LibraryFile): Promise<string | null>
}
