// Written by `bun run sources` out of the folders beside it.
import { file } from './file/link.ts'
import { hls } from './hls/link.ts'

/** How each source knows its links. */
export const SOURCES = { file, hls } as const
