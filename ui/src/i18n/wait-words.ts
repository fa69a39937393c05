import { HOLD_MAX_MS, TOGETHER_MAX } from '#protocol/limits.ts'
import type { Buffering } from '#protocol/room.ts'
import type { Texts } from './index.ts'

const OPTIONS = ['auto', 'together', 'flow'] as const satisfies readonly Buffering[]

/** The choice whether a room waits for players that have run dry, and what the chosen one means. */
export const waitWords = ({ waiting: t }: Pick<Texts, 'waiting'>, chosen: Buffering) => ({
  label: t.title,
  options: OPTIONS.map((value) => ({ value, text: t[value] })),
  hint: t.hints[chosen](TOGETHER_MAX, HOLD_MAX_MS / 1_000),
})
