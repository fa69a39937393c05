import { toJsonSchemaDefs } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { ChatLine, FeedEntry } from '#protocol/chat.ts'
import { ErrorBody } from '#protocol/errors.ts'
import { ClientFrame, ServerFrame } from '#protocol/frames.ts'
import {
  AppInfo,
  CreateRoom,
  GuestLogin,
  History,
  Invite,
  Login,
  Rename,
  RoomList,
  RoomSummary,
  TelegramLogin,
  UpdateRoom,
  User,
} from '#protocol/http.ts'
import { LibraryFilm, LibraryPage, SignedFilm, SignFilm } from '#protocol/library.ts'
import { MediaItem, MediaRequest, ResolvedMedia, ResolveMedia } from '#protocol/media.ts'
import { Member, Profile } from '#protocol/members.ts'
import { Command, Event } from '#protocol/messages.ts'
import { Playback } from '#protocol/playback.ts'
import { RoomInfo, RoomView } from '#protocol/room.ts'
import { LinkedSubtitles, SubtitleTrack } from '#protocol/subtitles.ts'
import { EXAMPLES } from './examples.ts'

/** Whether the server can do its work, part by part. */
export const Readiness = v.object({
  ready: v.boolean(),
  parts: v.array(v.object({ name: v.string(), ok: v.boolean() })),
})
export type Readiness = v.InferOutput<typeof Readiness>

/** The server is alive. */
export const Liveness = v.object({ ok: v.literal(true), version: v.string() })

/** Every schema that the API description calls by name. */
export const SCHEMAS = {
  AppInfo,
  ChatLine,
  ClientFrame,
  Command,
  CreateRoom,
  ErrorBody,
  Event,
  FeedEntry,
  GuestLogin,
  History,
  Invite,
  LibraryFilm,
  LibraryPage,
  LinkedSubtitles,
  Liveness,
  Login,
  MediaItem,
  MediaRequest,
  Member,
  Playback,
  Profile,
  Readiness,
  Rename,
  ResolvedMedia,
  ResolveMedia,
  RoomInfo,
  RoomList,
  RoomSummary,
  RoomView,
  ServerFrame,
  SignedFilm,
  SignFilm,
  SubtitleTrack,
  TelegramLogin,
  UpdateRoom,
  User,
}
export type SchemaName = keyof typeof SCHEMAS

const refTo = (name: string) => `#/components/schemas/${name}`

/** A reference to a schema of the table. */
export const ref = (name: SchemaName) => ({ $ref: refTo(name) })

/**
 * How schemas become JSON Schema. Checks of our own and clean-ups have no counterpart there; they are left out
 * (`ignore`), so the description allows a little more than the server does, never less.
 */
export const SCHEMA_OPTIONS = {
  definitions: SCHEMAS,
  errorMode: 'ignore',
  typeMode: 'input',
  target: 'draft-2020-12',
  overrideRef: ({ referenceId }: { referenceId: string }) => refTo(referenceId),
} as const

/** Every schema of the table, with its example. */
export function schemaComponents(): Record<string, object> {
  const components = toJsonSchemaDefs(SCHEMAS, SCHEMA_OPTIONS)
  return Object.fromEntries(
    Object.entries(components).map(([name, schema]) => {
      const example = EXAMPLES[name]
      return [name, example === undefined ? schema : { ...schema, examples: [example] }]
    }),
  )
}
