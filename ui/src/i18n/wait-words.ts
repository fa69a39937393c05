import type { Buffering } from '#protocol/room.ts'
import type { LaterTexts } from './index.ts'

const OPTIONS = ['auto', 'together', 'flow'] as const satisfies readonly Buffering[]

/** The choice whether a room waits for players that have run dry, and what the chosen one means. */
export const waitWords = ({ wait }: Pick<LaterTexts, 'wait'>, chosen: Buffering) => ({
  label: wait.title,
  options: OPTIONS.map((value) => ({ value, text: wait[value][0] })),
  hint: wait[chosen][1],
})
