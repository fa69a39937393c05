import { toJsonSchemaDefs } from '@valibot/to-json-schema'
import { ChatLine, FeedEntry, Quote } from '#protocol/chat.ts'
import { ErrorCode } from '#protocol/errors.ts'
import { ClientFrame, ServerFrame } from '#protocol/frames.ts'
import { Health, MemberHealth } from '#protocol/health.ts'
import { EpochMs, LineId, MediaId, RoomId, RunId, SessionId, SubtitleId, UserId } from '#protocol/ids.ts'
import { MediaItem, MediaRequest } from '#protocol/media.ts'
import { Device, Member, MemberSession, Profile } from '#protocol/members.ts'
import { Command, Event } from '#protocol/messages.ts'
import { Awaited, Playback } from '#protocol/playback.ts'
import { Reaction, ReactionSeen } from '#protocol/reactions.ts'
import { Patience, RoomInfo, RoomView } from '#protocol/room.ts'
import { SubtitleTrack } from '#protocol/subtitles.ts'

/** What a JSON schema of ours may hold. */
export interface Shape {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: string
  readonly enum?: readonly string[]
  readonly oneOf?: readonly Shape[]
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly pattern?: string
}

/** Ids and instants are texts and numbers of a certain form; the tables call them by name. */
export const IDS = { EpochMs, LineId, MediaId, RoomId, RunId, SessionId, SubtitleId, UserId }
export const SHAPES = {
  Playback,
  Awaited,
  Patience,
  Health,
  MemberHealth,
  MediaItem,
  MediaRequest,
  SubtitleTrack,
  Member,
  MemberSession,
  Device,
  Profile,
  RoomInfo,
  ChatLine,
  Quote,
  FeedEntry,
  Reaction,
  ReactionSeen,
  RoomView,
}
const ALL = { ...IDS, ...SHAPES, ErrorCode, Command, Event, ClientFrame, ServerFrame }

// Sound: JSON schemas of our own schemas, which use no more than Shape names (a test renders them all).
export const defs = toJsonSchemaDefs(ALL, { errorMode: 'ignore', typeMode: 'input' }) as unknown as Record<
  string,
  Shape
>

/** A schema as a TypeScript type, in one line. */
export function typeOf(shape: Shape): string {
  if (shape.$ref) return shape.$ref.slice(shape.$ref.lastIndexOf('/') + 1)
  if (shape.const !== undefined) return `'${shape.const}'`
  if (shape.enum) return shape.enum.map((text) => `'${text}'`).join(' | ')
  const choices = shape.oneOf ?? shape.anyOf
  if (choices) return choices.map(typeOf).join(' | ')
  if (shape.type === 'array' && shape.items) return `${grouped(typeOf(shape.items))}[]`
  if (shape.type === 'object' && shape.properties) {
    const required = new Set(shape.required)
    const fields = Object.entries(shape.properties).map(
      ([name, field]) => `${name}${required.has(name) ? '' : '?'}: ${typeOf(field)}`,
    )
    return `{ ${fields.join('; ')} }`
  }
  return shape.type === 'integer' ? 'number' : String(shape.type)
}

const grouped = (text: string): string => (text.includes(' | ') ? `(${text})` : text)

/** One line for each shape of a union, or the shape itself. */
function lines(name: string): string {
  const shape = defs[name]
  if (!shape) throw new Error(`no schema ${name}`)
  const choices = shape.oneOf ?? shape.anyOf
  if (!choices) return `type ${name} = ${typeOf(shape)}`
  return [`type ${name} =`, ...flat(choices).map((choice) => `  | ${typeOf(choice)}`)].join('\n')
}

export const flat = (choices: readonly Shape[]): Shape[] =>
  choices.flatMap((choice) => {
    const inner = choice.oneOf ?? choice.anyOf
    return inner ? flat(inner) : [choice]
  })

/** These schemas as one block of TypeScript. */
export const block = (...names: readonly string[]): string => ['```ts', ...names.map(lines), '```'].join('\n')
