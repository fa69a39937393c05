import type * as v from 'valibot'
import type { Chance } from './chance.ts'
import { type Json, leaf } from './json.ts'

/** Texts that mean something to the server under test, such as the ids of its rooms and people. */
export type Known = readonly string[]

const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz'
const TEXTS = ['hello', 'Кино', 'a film', 'https://films.example/night.mp4', '/sample/the-last-keeper.mp4']

/** What a schema of valibot says of itself, as far as it is read here. */
interface Described {
  readonly type: string
  readonly entries?: Readonly<Record<string, Described>>
  readonly options?: readonly unknown[]
  readonly wrapped?: Described
  readonly item?: Described
  readonly literal?: boolean | number | string
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[]
}

/** Something that the schema takes, or nearly always does. */
export function sample(schema: v.GenericSchema, chance: Chance, known: Known): Json {
  // The cast is sound: these fields are read only where their schema has them, and each may be missing.
  return of(schema as unknown as Described, chance, known)
}

function of(schema: Described, chance: Chance, known: Known): Json {
  switch (schema.type) {
    case 'variant':
      // Sound: the options of a variant are schemas.
      return of(chance.pick(schema.options ?? []) as Described, chance, known)
    case 'object':
    case 'strict_object':
      return { kind: 'object', entries: entriesOf(schema, chance, known) }
    case 'array':
      return { kind: 'list', items: [] }
    case 'nullable':
    case 'optional':
    case 'exact_optional':
      return schema.wrapped === undefined || chance.once(4) ? leaf(null) : of(schema.wrapped, chance, known)
    case 'literal':
      return leaf(schema.literal ?? null)
    case 'picklist':
      return leaf(String(chance.pick(schema.options ?? [])))
    case 'boolean':
      return leaf(chance.once(2))
    case 'number':
      return leaf(numberOf(schema, chance))
    case 'string':
      return leaf(textOf(schema, chance, known))
    default:
      throw new Error(`there is no sample of ${schema.type}`)
  }
}

function entriesOf(schema: Described, chance: Chance, known: Known): [string, Json][] {
  const entries = Object.entries(schema.entries ?? {})
  return entries
    .filter(([, { type }]) => !type.endsWith('optional') || !chance.once(3))
    .map(([key, value]) => [key, of(value, chance, known)])
}

function numberOf({ pipe = [] }: Described, chance: Chance): number {
  const bound = (type: string, otherwise: number): number => {
    const found = pipe.find((action) => action.type === type)?.requirement
    return typeof found === 'number' ? found : otherwise
  }
  const [min, max] = [bound('min_value', 0), bound('max_value', 1_000)]
  const number = chance.pick([min, max, 1, 2, min + chance.float() * (max - min)])
  return pipe.some(({ type }) => type === 'safe_integer') ? Math.round(number) : number
}

function textOf({ pipe = [] }: Described, chance: Chance, known: Known): string {
  if (pipe.some(({ type }) => type === 'uuid')) return uuid(chance)
  const form = pipe.find(({ type }) => type === 'regex')?.requirement
  const id = chance.text(13, BASE32)
  if (!(form instanceof RegExp)) return chance.once(2) ? chance.pick(TEXTS) : chance.pick([...known, id])
  const fitting = [...known, id, `u${id}`].filter((text) => form.test(text))
  return fitting.length === 0 ? id : chance.pick(fitting)
}

export function uuid(chance: Chance): string {
  const hex = chance.text(32, '0123456789abcdef')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-')
}
