/** What a key can do in a room. */
export type Deed =
  | 'toggle'
  | 'back5'
  | 'ahead5'
  | 'back10'
  | 'ahead10'
  | 'frameBack'
  | 'frameAhead'
  | 'tenth'
  | 'louder'
  | 'quieter'
  | 'mute'
  | 'full'
  | 'theatre'
  | 'chat'
  | 'subtitles'
  | 'say'
  | 'help'
  | 'leave'

interface KeyRow {
  /** Names its words in the texts (`keys.does`). */
  readonly row: string
  readonly keys: Readonly<Record<string, Deed>>
}

/** Every key there is, in the order of the help sheet. The handler, the sheet and the hints all read it here. */
export const KEY_ROWS = [
  { row: 'toggle', keys: { ' ': 'toggle', k: 'toggle' } },
  { row: 'fives', keys: { ArrowLeft: 'back5', ArrowRight: 'ahead5' } },
  { row: 'tens', keys: { j: 'back10', l: 'ahead10' } },
  { row: 'tenths', keys: Object.fromEntries([...'0123456789'].map((digit) => [digit, 'tenth' as const])) },
  { row: 'frames', keys: { ',': 'frameBack', '.': 'frameAhead' } },
  { row: 'volume', keys: { ArrowUp: 'louder', ArrowDown: 'quieter' } },
  { row: 'mute', keys: { m: 'mute' } },
  { row: 'full', keys: { f: 'full' } },
  { row: 'theatre', keys: { t: 'theatre' } },
  { row: 'subtitles', keys: { c: 'subtitles' } },
  { row: 'chat', keys: { h: 'chat' } },
  { row: 'say', keys: { '/': 'say' } },
  { row: 'help', keys: { '?': 'help' } },
  { row: 'leave', keys: { Escape: 'leave' } },
] as const satisfies readonly KeyRow[]

const DEEDS: Readonly<Record<string, Deed>> = Object.assign({}, ...KEY_ROWS.map(({ keys }) => keys))

type Pressed = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'key' | 'altKey' | 'metaKey' | 'shiftKey'>

/** Letters and marks of keyboards that write another alphabet, by where the key is: К and Л, pressed, are R and K. */
const PLACES: Readonly<Record<string, string>> = { Comma: ',', Period: '.' }

/** What was pressed, as the table writes it. */
function keyOf({ key, code }: Pressed): string {
  const written = key.length === 1 ? key.toLowerCase() : key
  if (written in DEEDS || /^[\x20-\x7e]$/.test(written)) return written
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : (PLACES[code] ?? written)
}

/** What a press means; `digit` tells which tenth of the film. Null: nothing of ours. */
export function deedOf(pressed: Pressed): { deed: Deed; digit: number } | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null
  const key = keyOf(pressed)
  const deed = Object.hasOwn(DEEDS, key) ? DEEDS[key] : undefined
  if (deed === undefined || (pressed.shiftKey && key.length > 1)) return null
  return { deed, digit: deed === 'tenth' ? Number(key) : 0 }
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

/** What is printed on a key. */
export const signOf = (key: string, space: string): string => (key === ' ' ? space : (SIGNS[key] ?? key.toUpperCase()))

/** The key to tell of beside a button: the letter, where there is one. */
export function hintOf(deed: Deed): string {
  const keys = Object.keys(DEEDS).filter((key) => DEEDS[key] === deed)
  return signOf(keys.find((key) => /^[a-z?/]$/.test(key)) ?? keys[0] ?? '', '')
}
