import { REACTIONS, type Reaction } from '#protocol/reactions.ts'

/** How often each reaction is there, the most frequent first; none that is not. */
export function tallyOf(all: readonly { readonly what: Reaction }[]): { what: Reaction; count: number }[] {
  return REACTIONS.map((what) => ({ what, count: all.filter((one) => one.what === what).length }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
}
