import * as v from 'valibot'

/** What the database's child process says to its parent: one JSON object a line, on its standard output. */
export const ChildMessage = v.variant('say', [
  v.object({ say: v.literal('ready') }),
  /** Said every `ALIVE_EVERY_MS`; a child that is silent for `SILENCE_MAX_MS` hangs. */
  v.object({ say: v.literal('alive') }),
  v.object({ say: v.literal('failed'), reason: v.string() }),
])
export type ChildMessage = v.InferOutput<typeof ChildMessage>

export const ALIVE_EVERY_MS = 5_000
/** Longer than a vacuum, or a recovery after a crash, may block the child. */
export const SILENCE_MAX_MS = 120_000
