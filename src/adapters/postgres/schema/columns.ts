import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { customType, text } from 'drizzle-orm/pg-core'
import type { EpochMs, MediaId, RoomId, SubtitleId, UserId } from '#protocol/ids.ts'

/**
 * An instant, exact to the millisecond, from 1970 to the end of the year 9999.
 * The cast is sound: the column holds nothing but instants, and an instant reads back as the number it was made of.
 */
export const instant = customType<{ data: EpochMs; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: (at) => new Date(at).toISOString(),
  fromDriver: (stored) => Date.parse(stored) as EpochMs,
})

/** What the words of a text are found by; made by the database alone. */
export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' })

// `$type` brands what is read. It is sound: the stores are all that writes here, and they take branded ids.
export const roomId = (name: string) => text(name).$type<RoomId>()
export const userId = (name: string) => text(name).$type<UserId>()
export const subtitleId = (name: string) => text(name).$type<SubtitleId>()
export const mediaId = (name: string) => text(name).$type<MediaId>()

// CHECK constraints take no parameters, so their values are written out.
const literal = (value: string | number): SQL => sql.raw(typeof value === 'number' ? String(value) : `'${value}'`)

/** 13 characters of Crockford base32 after `prefix`: the form of our ids (see `#protocol/ids.ts`). */
export const idForm = (column: AnyColumn, prefix = ''): SQL =>
  sql`${column} ~ ${literal(`^${prefix}[0-9a-hjkmnp-tv-z]{13}$`)}`

/** Neither too short nor too long. Null passes, as in every CHECK. */
export const lengthWithin = (column: AnyColumn, least: number, most: number): SQL =>
  sql`char_length(${column}) between ${literal(least)} and ${literal(most)}`

export const within = (column: AnyColumn, least: number, most: number): SQL =>
  sql`${column} between ${literal(least)} and ${literal(most)}`

export const oneOf = (column: AnyColumn, values: readonly string[]): SQL =>
  sql`${column} in (${sql.join(values.map(literal), sql.raw(', '))})`

/**
 * Characters that a text of at most `graphemes` may have in the database: the wire allows four UTF-16 units for each,
 * and Unicode normalization after that makes a unit into three characters at worst.
 */
export const charactersOf = (graphemes: number): number => graphemes * 4 * 3
