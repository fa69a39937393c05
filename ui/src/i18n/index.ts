import { createContext } from 'svelte'
import type { en } from './en.ts'
import type { roomEn } from './room-en.ts'

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
export type RoomWords = Widen<typeof roomEn>
/** What there is to read inside a room. */
export type RoomTexts = Texts & RoomWords

/** The texts of a language; only that language travels. Who speaks another one gets English. */
export async function loadTexts(language: string): Promise<Texts> {
  if (/^ru\b/i.test(language)) return (await import('./ru.ts')).ru
  return (await import('./en.ts')).en
}

/** The same texts and those of a room: they come with it. */
export async function loadRoomTexts(texts: Texts): Promise<RoomTexts> {
  const words = texts.language === 'ru' ? (await import('./room-ru.ts')).roomRu : (await import('./room-en.ts')).roomEn
  return { ...texts, ...words }
}

export const [getTexts, setTexts] = createContext<Texts>()
export const [getRoomTexts, setRoomTexts] = createContext<RoomTexts>()
