import { createContext } from 'svelte'
import type { en } from './en.ts'

/** Literal texts of English stand for any text. */
type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : T extends readonly [infer Head, ...infer Rest]
      ? readonly [Widen<Head>, ...{ [K in keyof Rest]: Widen<Rest[K]> }]
      : T extends readonly (infer Item)[]
        ? readonly Widen<Item>[]
        : { readonly [K in keyof T]: Widen<T[K]> }

export type Texts = Widen<typeof en>

/** The texts of a language; only that language travels. Who speaks another one gets English. */
export async function loadTexts(language: string): Promise<Texts> {
  if (/^ru\b/i.test(language)) return (await import('./ru.ts')).ru
  return (await import('./en.ts')).en
}

export const [getTexts, setTexts] = createContext<Texts>()
