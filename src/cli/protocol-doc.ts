import { toJsonSchemaDefs } from '@valibot/to-json-schema'
import { can } from '#core/permissions.ts'
import { ChatLine, FeedEntry } from '#protocol/chat.ts'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { ERRORS, ErrorCode } from '#protocol/errors.ts'
import { CLOSE, ClientFrame, ServerFrame } from '#protocol/frames.ts'
import { EpochMs, LineId, MediaId, RoomId, RunId, SessionId, UserId } from '#protocol/ids.ts'
import * as limits from '#protocol/limits.ts'
import { MediaItem, MediaRequest } from '#protocol/media.ts'
import { Member, Profile } from '#protocol/members.ts'
import { Command, Event } from '#protocol/messages.ts'
import { Playback } from '#protocol/playback.ts'
import { RoomInfo, RoomView } from '#protocol/room.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'

/** What a JSON schema of ours may hold. */
interface Shape {
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
const IDS = { EpochMs, LineId, MediaId, RoomId, RunId, SessionId, UserId }
const SHAPES = { Playback, MediaItem, MediaRequest, Member, Profile, RoomInfo, ChatLine, FeedEntry, RoomView }
const ALL = { ...IDS, ...SHAPES, ErrorCode, Command, Event, ClientFrame, ServerFrame }

// Sound: JSON schemas of our own schemas, which use no more than Shape names (a test renders them all).
const defs = toJsonSchemaDefs(ALL, { errorMode: 'ignore', typeMode: 'input' }) as unknown as Record<string, Shape>

/** A schema as a TypeScript type, in one line. */
function typeOf(shape: Shape): string {
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

const flat = (choices: readonly Shape[]): Shape[] =>
  choices.flatMap((choice) => {
    const inner = choice.oneOf ?? choice.anyOf
    return inner ? flat(inner) : [choice]
  })

const block = (...names: readonly string[]): string => ['```ts', ...names.map(lines), '```'].join('\n')

function idRows(): string {
  return Object.keys(IDS)
    .map((name) => `| \`${name}\` | ${typeOf(defs[name] ?? {})} | ${form(defs[name])} |`)
    .join('\n')
}
const form = (shape: Shape | undefined): string =>
  shape?.pattern
    ? `\`${shape.pattern.replaceAll('|', '\\|')}\``
    : shape?.type === 'integer'
      ? 'ms since 1970, whole'
      : 'a UUID, lower case'

const errorRows = Object.entries(ERRORS)
  .map(([code, { http, retry }]) => {
    // Sound: entries of ERRORS have its keys.
    const text = ERROR_TEXTS.en[code as keyof typeof ERRORS]
    return `| \`${code}\` | ${http} | ${retry ? 'yes' : 'no'} | ${text} |`
  })
  .join('\n')

const closeRows = Object.entries(CLOSE)
  .map(([reason, { code, comeBack, means }]) => `| ${code} | \`${reason}\` | ${comeBack ? 'yes' : 'no'} | ${means} |`)
  .join('\n')

const limitRows = Object.entries(limits)
  .map(([name, value]) => `| \`${name}\` | ${value.toLocaleString('en')} |`)
  .join('\n')

/** Who may send what, in a room that everyone controls and in one that the host keeps to himself. */
function commandRows(): string {
  const types = flat(defs.Command?.oneOf ?? []).map((shape) => shape.properties?.type?.const ?? '')
  const room = { id: '', title: '', hostId: 'host', createdAt: 0, closedAt: null }
  const allows = (control: string, who: string, type: string) =>
    // Sound: only `hostId` and `control` are read, and `type` comes out of the schema of commands.
    can({ ...room, control } as unknown as RoomInfo, who as UserId, type as Command['type'])
  return types
    .map((type) => {
      const who = allows('host', 'viewer', type)
        ? 'everyone'
        : allows('everyone', 'viewer', type)
          ? 'who controls'
          : 'the host'
      return `| \`${type}\` | ${who} |`
    })
    .join('\n')
}

/** docs/PROTOCOL.md, whole. */
export function renderProtocolDoc(): string {
  return `# The wire

Generated from \`src/protocol\`; a test fails when the two differ. HTTP is described by \`/api/openapi.json\`, to be
browsed at \`/api/docs\`. This page is about the WebSocket, protocol version ${PROTOCOL_VERSION}.

## A session

1. **Sign in.** \`POST /api/auth/guest {"name":"Ann"}\` or \`POST /api/auth/telegram {"initData":"…"}\` answers
   \`{"token","expiresAt","user"}\`. A room comes from \`POST /api/rooms\`, or from an invite link \`/r/<RoomId>\`.
2. **Connect** to \`/ws\` (\`wss:\` behind HTTPS). The token is never part of the address.
3. **Say hello** within ${limits.HELLO_TIMEOUT_MS / 1_000} s, as the first frame:
   \`{"t":"hello","protocol":${PROTOCOL_VERSION},"token":"…","room":"…","have":null}\`.
   The answer is \`welcome\`, and right after it \`snapshot\`: the whole room. From here on you are in the room.
4. **Follow.** Each \`event\` carries \`seq\`, one more than the last. Apply it to your view. Ignore one you already have; on
   a gap send \`{"t":"resume","run":"…","seq":<your last>}\` and ignore events until \`events\` or \`snapshot\` answers.
5. **Ask.** \`{"t":"command","id":1,"command":{"type":"playback.pause","epoch":1,"positionMs":4200}}\` is answered by
   \`ack\` or \`reject\` with your \`id\`. The event it causes comes to everyone, you included; no order is promised between
   the two. A \`chat.say\` is acknowledged only when the message is durable; sent again with the same \`lineId\`, it is
   still one message.
6. **Ping** every ${limits.PING_EVERY_MS / 1_000} s (ten times at ${80} ms after the welcome, for the clock). \`pong\` returns your \`at\`, the server's
   \`now\`, and the room's \`run\` and \`seq\`: if they are ahead of yours, resume. No pong for ${limits.PONG_TIMEOUT_MS / 1_000} s: connect again.
7. **Come back** after a loss: connect and say hello with \`"have":{"run","seq"}\`. You get \`events\` (what you missed), or a
   \`snapshot\` if that is too much or the run is another. Within ${limits.PRESENCE_GRACE_MS / 1_000} s nobody sees that you were away.
8. **Renew.** Before your token expires a \`token\` frame brings the next one; use it for the next hello.
9. **Leave** with \`{"t":"leave"}\` to give up your seat at once.

Every frame is one JSON object in a text frame of at most ${limits.FRAME_MAX_BYTES.toLocaleString('en')} bytes. The server refuses unknown keys; ignore those
you do not know. Up to ${limits.FRAMES_PER_SECOND} frames a second are taken (${limits.FRAMES_BURST} at once); more are refused with \`slow_down\`. A frame that cannot be
read is answered by \`error\`; the ${limits.BAD_FRAMES_MAX}th within a minute closes the socket.

## The clock and the film

Positions are milliseconds of film, instants whole milliseconds on the **server's** clock. The server never sends
positions while a film plays; it sends a line, and everyone computes:

\`\`\`text
paused    position = positionMs
playing   position(t) = anchorMs + max(0, t - anchoredAt) * rate      never beyond media.durationMs
\`\`\`

\`anchoredAt\` may lie ahead (${limits.PLAYBACK_LEAD_MS} ms after a play or a seek): until then stand ready at \`anchorMs\`, then start. To know \`t\`,
estimate the offset of the server's clock. A stamp \`now\` received at your clock \`c\` proves offset ≥ now − c; a pong for
a ping sent at \`a\` proves offset ≤ now − a. Take the highest lower and the lowest upper bound of the last two minutes;
the middle is your estimate, half the width its largest error.

\`epoch\` counts the films of a room. Every playback command names the epoch it is meant for; one that is aimed at an
earlier film is refused with \`stale_media\`. \`version\` grows with every change of playback. When your player learns the
length of a film whose \`durationMs\` is null, send \`playback.duration\`.

## What you may send

${block('ClientFrame', 'Command')}

| Command | Who may |
|---|---|
${commandRows()}

"Who controls" is everyone, or the host alone, as \`room.control\` says.

## What you get

${block('ServerFrame', 'Event')}

How an event changes the view:

- \`chat.said\` appends a line to \`feed\`.
- \`members.joined\` adds a member; \`members.connected\` adds a session and clears \`goneAt\`; \`members.disconnected\` takes
  one away and, with the last one, sets \`goneAt\`; \`members.left\` removes the member.
- \`playback.changed\` replaces \`playback\`; \`playback.measured\` sets the length of the film of that epoch.
- \`room.updated\` and \`room.closed\` change \`room\`.
- \`members.joined\`, \`members.left\` and every \`playback.changed\` but \`play\` and \`emptied\` also append an act to \`feed\`,
  in place of the last entry if that is the same person doing the same within ten seconds.
- \`feed\` holds the newest ${limits.FEED_KEPT} entries; older messages: \`GET /api/rooms/:id/messages\`.

## Shapes

${block(...Object.keys(SHAPES))}

| Name | Type | Form |
|---|---|---|
${idRows()}

## Why a socket was closed

| Code | Reason | Come back by yourself | What it means |
|---|---|---|---|
${closeRows}

A client that reads too slowly, or answers no protocol-level ping for ${limits.SILENCE_MAX_MS / 1_000} s, is dropped without a close frame (1006):
come back and resume. After \`reconnect\`, wait its \`afterMs\` first.

## Why something was refused

| Code | HTTP | Try again | Message |
|---|---|---|---|
${errorRows}

## Limits

| Name | Value |
|---|---|
${limitRows}
`
}
