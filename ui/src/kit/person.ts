import { GROUNDS } from './palette.ts'

export type Ground = (typeof GROUNDS)[number]

/** A small number out of a text: the same for everyone, on every device. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619)
  return hash >>> 0
}

export const groundOf = (id: string): Ground => GROUNDS[hashOf(id) % GROUNDS.length] ?? GROUNDS[0]

/** At most two letters that stand for a name: the first of its first and of its last word. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  const first = letterOf(words[0])
  return (first + (words.length > 1 ? letterOf(words.at(-1)) : '')).toLocaleUpperCase()
}

const letterOf = (word: string | undefined): string => word?.match(/[\p{L}\p{N}]\p{M}*/u)?.[0] ?? ''

/** The name people are called by: the first word, unless it is only an initial. */
export function shortName(name: string): string {
  const first = name.trim().split(/\s+/u)[0] ?? name
  return first.length > 1 ? first : name
}
