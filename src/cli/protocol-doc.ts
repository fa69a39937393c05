import { DELAY_MARGIN_MS, DELAY_MAX_MS, DELAY_MIN_MS } from '#core/broadcast.ts'
import { SAME_ACT_MS } from '#core/chat.ts'
import { can } from '#core/permissions.ts'
import { PAUSE_TOLERANCE_MS } from '#core/playback.ts'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { ERRORS } from '#protocol/errors.ts'
import { COMMAND_RATES, FRAME_RATES } from '#protocol/frame-rates.ts'
import { CLOSE } from '#protocol/frames.ts'
import type { UserId } from '#protocol/ids.ts'
import * as limits from '#protocol/limits.ts'
import type { Command } from '#protocol/messages.ts'
import type { RoomInfo } from '#protocol/room.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { block, defs, flat, IDS, SHAPES, type Shape, typeOf } from './protocol-types.ts'

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
      : 'a UUID; stored in lower case'

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

const rateRows = Object.entries({ ...FRAME_RATES, ...COMMAND_RATES })
  .map(([kind, { burst, perSecond }]) => `| \`${kind}\` | ${burst} | ${perSecond} |`)
  .join('\n')

const limitRows = Object.entries(limits)
  .map(([name, value]) => `| \`${name}\` | ${value.toLocaleString('en')} |`)
  .join('\n')

/** Who may send what, in a room that everyone controls and in one that the host keeps to himself. */
function commandRows(): string {
  const types = flat(defs.Command?.oneOf ?? []).map((shape) => shape.properties?.type?.const ?? '')
  const room = { id: '', title: '', hostId: 'host', createdAt: 0, closedAt: null, version: 0 }
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
   The answer is \`welcome\` (\`build\` names the Mini App that the server has: a page of another one may offer to reload), and right after it \`snapshot\`: the whole room. From here on you have a seat. Send nothing else
   before the welcome: it would be refused with \`unauthorized\`. A hello that is refused is answered by an \`error\` with the
   exact code, then the socket is closed.
4. **Follow.** Each \`event\` carries \`seq\`, one more than the last. Apply it to your view. Ignore one you already have; on
   a gap send \`{"t":"resume","run":"…","seq":<your last>}\` and ignore events until \`events\` or \`snapshot\` answers.
   \`events.seq\` is the number of the last one in its list, which is empty when you missed nothing. You get a \`snapshot\`
   instead when you are more than ${limits.EVENTS_KEPT} events behind, ahead of the room, or in another \`run\`.
5. **Ask.** \`{"t":"command","id":1,"command":{"type":"playback.pause","epoch":1,"positionMs":4200}}\` is answered by
   \`ack\` or \`reject\` with your \`id\`; a command of the wrong form by \`reject\` with \`bad_request\` and the field. The
   event it causes comes to everyone, you included; no order is promised between the two. A command that would change nothing
   (play while it plays, the same speed, a \`playback.ready\` of an earlier version) is acknowledged without an event. \`room.update\`, \`room.close\` and \`chat.say\` are
   acknowledged only when they are durable; a message sent again with the same \`lineId\` is still one message, and an id
   that somebody else used is \`bad_request\`. \`chat.say\` with \`replyTo\` answers an earlier message of the room, however old: the
   line then quotes it in \`replyTo\`, its first ${limits.QUOTE_MAX_GRAPHEMES} graphemes on one line. What is not in this room, or is gone, is not
   quoted: \`replyTo\` is null, and the message is said all the same.
6. **Ping** every ${limits.PING_EVERY_MS / 1_000} s (ten times at 80 ms after the welcome, for the clock). \`pong\` returns your \`at\`, the server's
   \`now\`, and the room's \`run\` and \`seq\`: if they are ahead of yours, resume. No pong for ${limits.PONG_TIMEOUT_MS / 1_000} s: connect again.
7. **Come back** after a loss: connect and say hello with \`"have":{"run","seq"}\`; after the welcome comes \`events\` or
   \`snapshot\`, as in 4. Your seat is kept for ${limits.PRESENCE_GRACE_MS / 1_000} s: others see it empty, but neither a departure nor an arrival.
8. **Renew.** A token is for the hello alone: a socket outlives it. To a ping in its last five minutes the server adds a
   \`token\` frame with the next one, for your next hello. Who has been signed in for 30 days is asked to sign in again:
   \`token_expired\`, close code ${CLOSE.unauthorized.code}.
9. **Leave** with \`{"t":"leave"}\` to give up your seat at once; the socket is closed with 1000.

Every frame is one JSON object in a text frame of at most ${limits.FRAME_MAX_BYTES.toLocaleString('en')} bytes (more is refused with \`payload_too_large\`, twice
as much closes with ${CLOSE.frame_too_large.code}). The server refuses unknown keys; ignore those you do not know. ${limits.FRAMES_PER_SECOND} frames a second are taken of a socket, ${limits.FRAMES_BURST}
at once after a pause. Above that each command is rejected with \`slow_down\`; other frames are dropped, the first with an
\`error\`. Each kind of frame and of command has a rate as well, for one person over all their sockets ([below](#rates)):
above it a command is rejected and any other frame answered by \`error\`, with \`slow_down\`; a \`react\` is dropped without a word,
and a \`hello\` closes the socket (${CLOSE.slow_down.code}). ${limits.REFUSED_FRAMES_MAX} refused frames within a minute close it too. A frame that cannot be read is answered by \`error\`, or by \`reject\` if it
was a command; the ${limits.BAD_FRAMES_MAX}th within a minute closes the socket. Somebody may have as many sockets, and a room as many people, as
the server's settings say (10 and 100 by default).

**Texts** are trimmed, line ends become \`\\n\` (at most two in a row; none in names and titles), control characters and marks
that turn the direction of writing are taken out, and the rest is brought into Unicode form NFC. Their limits count
graphemes: ${limits.CHAT_MAX_GRAPHEMES.toLocaleString('en')} in a message, ${limits.TITLE_MAX_GRAPHEMES} in a title, ${limits.NAME_MAX_GRAPHEMES} in a name; and four UTF-16 units for each.

## The clock and the film

Positions are milliseconds of film, instants whole milliseconds on the **server's** clock. The server never sends
positions while a film plays; it sends a line, and everyone computes:

\`\`\`text
paused    position = positionMs
holding   position(t) = max(0, positionMs - max(0, stopsAt - t) * rate)
playing   position(t) = anchorMs + max(0, t - anchoredAt) * rate      never beyond media.durationMs
\`\`\`

\`anchoredAt\` may lie ahead (${limits.PLAYBACK_LEAD_MIN_MS} to ${limits.PLAYBACK_LEAD_MAX_MS} ms after a play or a seek, as the slowest player needs that has told; ${limits.PLAYBACK_LEAD_MS} while none has): until
then stand ready at \`anchorMs\`, then start. To know \`t\`,
estimate the offset of the server's clock. A stamp \`now\` received at your clock \`c\` proves offset ≥ now − c; a pong for
a ping sent at \`a\` proves offset ≤ now − a. Take the highest lower and the lowest upper bound of the last two minutes;
the middle is your estimate, half the width its largest error. \`ack\` and \`reject\` bound it as a pong does, from when you
sent the command.

Instants are whole milliseconds; \`now\` in a frame has a fraction, to measure by.

\`epoch\` counts the films of a room; 0 is a room that has had none. Every playback command names the epoch it is meant for;
one that is aimed at an earlier film is refused with \`stale_media\` (first comes \`not_allowed\`, if you may not at all).
\`version\` grows by one with every \`playback.changed\`.

- \`playback.load\` starts the film, at speed 1, where its link asks to begin (\`t=90\`, \`#t=90\`), as its link tells of it. A
  room that is made with a film stands there. What the film's source says follows a little later, as \`playback.described\`,
  or never. A link that plays nothing is refused with the reason: see the codes that begin with \`link_\`.
- \`playback.play\` at the end of the film begins anew.
- \`playback.pause\` stops at your \`positionMs\` if that is within ${PAUSE_TOLERANCE_MS / 1_000} s of the room's own position, else at the room's.
- \`playback.seek\` beyond the end goes to the end.
- \`playback.duration\` tells the length that your player found, for a film whose \`durationMs\` is null, or whole seconds that
  differ by less than two from yours, which are not whole; the first stands. A film that is \`live\` has none.
- \`playback.live\` puts the line where a broadcast is live: behind \`edgeMs\` by what the slowest player asks for and
  ${DELAY_MARGIN_MS / 1_000} s more, between ${DELAY_MIN_MS / 1_000} and ${DELAY_MAX_MS / 1_000} s. Places of a broadcast are the dates of its pictures
  within a day, plus two days. Until the line is there anybody may tell it of a film that is \`live\`; of
  others, and then, whoever may seek. Of another \`version\` it changes nothing.
- \`playback.gather\` asks everyone whether they are ready; the film stands, or comes to stand, and begins with a countdown of
  ${limits.COUNTDOWN_MS / 1_000} s when all are, ${limits.GATHER_MAX_MS / 1_000} s later at the latest. A pause or another film ends it.
- \`playback.ready\` and \`playback.stalled\` are about your own player and name the \`version\` they are meant for; of another
  version they change nothing. \`playback.release\` goes on without those the room waits for.
- At the end of the film the room pauses there (cause \`ended\`); when the last person has gone it pauses where the film
  stood then (\`emptied\`). Both have \`by\`: null.

## Rooms that wait

With \`room.buffering\` at \`together\` a room waits for players that load, with \`flow\` it never does, and with \`auto\` it does
while at most ${limits.TOGETHER_MAX} people are there. While it waits its playback is \`holding\`: play on until \`stopsAt\`, stand at \`positionMs\`, and
send \`playback.ready\` with the version of the hold when you are in \`waitingFor\` and could go on. \`why\` tells what for:

- \`start\`, \`seek\`: everyone who reports is given ${limits.BARRIER_MS / 1_000} s to have the place loaded; who says \`playback.stalled\` meanwhile, up to ${limits.HOLD_MAX_MS / 1_000} s.
- \`stall\`: somebody said \`playback.stalled\`. The line runs on to \`stopsAt\`, which nobody has reached yet, so nobody goes back.
- \`gather\`: people were asked. Only who is \`away\` is not waited for.

A hold ends by itself (cause \`release\`, \`by\`: null): when all have said that they are ready, have gone, or need not be waited
for (\`ad\`, \`away\`, \`blocked\`, \`alone\`), or when the \`until\` of each is past. One person is waited for at most ${limits.PATIENCE_MS / 1_000} s in any
${limits.PATIENCE_WINDOW_MS / 60_000} minutes; \`patience\` of the view keeps count. Who has never reported is not waited for.

**Report** with \`{"t":"report","health":{…}}\` when something has changed: it is not answered. What others may know of it comes
as \`health\`, with those members whose state has changed or whose numbers have by more than 10 ms, and after the welcome with
all. It may be lost, holds no \`seq\`, and in rooms of more than ${limits.HEALTH_SEEN_MAX} it is sent to the host alone. Forget what you know of a
member who leaves or loses the last session.

## Reactions

\`{"t":"react","what":"popcorn"}\` is never answered, never kept, and may be lost. The room is told with \`reactions\`: the first at
once, and what follows together, every ${limits.REACTIONS_EVERY_MS} ms at most. \`counts\` says how often each came since the last such frame, your own
among them; \`first\` names the first ${limits.REACTIONS_SHOWN} of them, with where the film stood. So show your own at once, and take it out of the
next \`reactions\` that has it: by name if it is in \`first\`, else from \`counts\`, as far as those are more than the named.

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
- \`members.joined\` adds the member, in place of one with the same id. \`members.connected\` takes name and photo from the
  profile, adds the session unless one of its id is there, and clears \`goneAt\`. \`members.disconnected\` takes the session away and, with the last one, sets
  \`goneAt\` to its \`at\`. \`members.left\` removes the member.
- \`playback.changed\` replaces \`playback\`. \`playback.awaited\`, if epoch and version are those of \`playback\` and it is
  \`holding\`, replaces its \`waitingFor\`. Both change \`patience\`, which no client needs but to say the same as the server.
  \`playback.measured\` sets the length of the film of that epoch, and takes
  \`positionMs\` or \`anchorMs\` back to it if they lie beyond.
  \`playback.described\` replaces these fields of the film of that epoch, and does the same with a length that is not null; with another
  \`kind\` or \`url\` the film is to be opened anew, at the same place of the same line.
- \`playback.subtitled\` replaces \`subtitles\` by its \`tracks\`, if the epoch is that of \`playback\`; \`playback.changed\` with another
  epoch leaves none. The cues are fetched as WebVTT: \`GET /api/rooms/:id/subtitles/:track\`, with the access token; under one id
  they never change. They are added by \`POST /api/rooms/:id/subtitles?media=…\` (the file) and \`…/subtitles/link?media=…\` (an address).
- \`room.updated\` sets title, control and buffering; it and \`room.closed\` add one to \`room.version\`. After \`room.closed\` the socket is closed.
- Four events also append an **act** to \`feed\`: \`{ what, by, at, positionMs, detail }\`.

| Event | \`what\` | \`by\` | \`at\` | \`positionMs\` | \`detail\` |
|---|---|---|---|---|---|
| \`members.joined\` | \`joined\` | the member's profile | \`member.joinedAt\` | null | null |
| \`members.left\` | \`left\` | that member's profile, as it was | \`at\` | null | null |
| \`playback.changed\`, but not \`play\`, \`stall\`, \`release\` and \`emptied\` | \`cause\` | the profile of member \`by\`; null if there is none | \`at\` | \`positionMs\` or \`anchorMs\` of the new playback | the film's title for \`load\`, the speed as text for \`rate\`, else null |
| \`playback.subtitled\` with \`added\` | \`subtitles\` | the profile of member \`by\`; null if there is none | \`at\` | null | \`added\` |

  An act but \`subtitles\` replaces the last entry of \`feed\` if that is an act with the same \`what\` and the same person, less than
  ${SAME_ACT_MS / 1_000} s older.
- \`feed\` keeps the newest ${limits.FEED_KEPT} entries, and of those the newest whose texts come to ${limits.FEED_KEPT_UNITS.toLocaleString('en')} UTF-16 units together;
  always the last one. Older messages: \`GET /api/rooms/:id/messages\`, from the newest backwards by \`before\`; \`find\` looks
  for whole words in any case and order.

## Shapes

${block(...Object.keys(SHAPES))}

| Name | Type | Form |
|---|---|---|
${idRows()}

## Why a socket was closed

| Code | Reason | Come back by yourself | What it means |
|---|---|---|---|
${closeRows}

1000 answers your \`leave\`. The reason travels with the code, but for ${CLOSE.frame_too_large.code}. A client that reads too slowly, or answers no protocol-level ping for ${limits.SILENCE_MAX_MS / 1_000} s, is dropped without a close frame (1006):
come back and resume. After \`reconnect\`, wait its \`afterMs\` first.

## Why something was refused

| Code | HTTP | Try again | Message |
|---|---|---|---|
${errorRows}

## Rates

How many at once after a pause, and how many a second on average, for one person over all their sockets.

| Frame or command | At once | A second |
|---|---|---|
${rateRows}

## Limits

| Name | Value |
|---|---|
${limitRows}
`
}
