import { createContext } from 'svelte'
import { ownName, partOf } from './languages.ts'
import type * as en from './locales/en.ts'

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

export type Texts = Widen<typeof en.app> & { readonly direction: 'ltr' | 'rtl' }
export type RoomWords = Widen<typeof en.room>
export type LaterTexts = Widen<typeof en.later>
/** What there is to read inside a room. */
export type RoomTexts = Texts & RoomWords

/** Every file there is a language: nothing else names them. Each is loaded part by part; see ui/locale-parts.ts. */
const APP = import.meta.glob<Texts>('./locales/*.ts', { query: '?only=app', import: 'app' })
const ROOM = import.meta.glob<RoomWords>('./locales/*.ts', { query: '?only=room', import: 'room' })

/** Languages that there are, by their tags. */
export const LANGUAGES: readonly string[] = Object.keys(APP).map((path) => path.replace(/^.*\/|\.ts$/g, ''))

/**
 * The same with their own names, to choose from.
 * @public
 */
export const languages = (): readonly { readonly tag: string; readonly name: string }[] =>
  LANGUAGES.map((tag) => ({ tag, name: ownName(tag) }))

/** The texts of a language; only that language travels. Who speaks another one gets English. */
export const loadTexts = (language: string): Promise<Texts> => partOf(APP, language)()

/** The same texts and those of a room: they come with it. */
export async function loadRoomTexts(texts: Texts): Promise<RoomTexts> {
  return { ...texts, ...(await partOf(ROOM, texts.language)()) }
}

export const [getTexts, setTexts] = createContext<Texts>()
export const [getRoomTexts, setRoomTexts] = createContext<RoomTexts>()
