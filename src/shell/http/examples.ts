import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'

const AT = 1_790_000_000_000
const user = { id: 'u7zk3m9qw2e4rt', name: 'Mira', photoUrl: null, guest: true, since: AT - 86_400_000 }
const { guest: _guest, since: _since, ...profile } = user
const room = {
  id: '5f8h2kq9xw3mz',
  title: 'Friday film',
  hostId: user.id,
  control: 'everyone',
  buffering: 'auto',
  createdAt: AT,
  closedAt: null,
  version: 0,
}
const url = 'https://films.example.org/the-last-keeper.mp4'
const posterUrl = 'https://films.example.org/the-last-keeper.jpg'
const known = { kind: 'file', url, title: 'The Last Keeper', posterUrl, durationMs: 95_000, live: false }
const media = { id: '3c9v5b7n1m4q8', ...known, addedBy: user.id }
const playback = { status: 'playing', epoch: 1, version: 2, media, anchorMs: 30_000, anchoredAt: AT, rate: 1 }
const line = {
  id: '0b9f4d0e-6f1c-4a53-9d2f-3a1f0c6f7b11',
  from: profile,
  text: 'Look at that light',
  at: AT + 5_000,
  positionMs: 35_000,
  replyTo: { id: '5e2c1f7a-9b34-4d11-8c55-0a6f2d9e7b20', from: { id: user.id, name: user.name }, text: 'Who is that?' },
}
const { kind: _kind, ...shown } = known
const film = { ...shown, positionMs: 30_000, playing: true }
const own = {
  name: 'The.Last.Keeper.1080p.mp4',
  title: 'The Last Keeper',
  path: 'Films/The.Last.Keeper.1080p.mp4',
  sizeBytes: 1_610_612_736,
  durationMs: 95_000,
  posterUrl: '/posters/3kqT9xw3mz5f8h2kQ1aB_w/Films/The.Last.Keeper.1080p.mp4?e=1790035200&s=8uNq1vXr…',
  url: '/library/3kqT9xw3mz5f8h2kQ1aB_w/Films/The.Last.Keeper.1080p.mp4',
}
const summary = { ...room, role: 'host', film, here: 1, faces: [profile], activeAt: AT }
const track = { id: '8m2n4p6q8r1s3', label: 'The Last Keeper', language: 'en', addedBy: user.id }
const login = { token: 'eyJhbGciOiJIUzI1NiJ9.example.signature', expiresAt: AT + 900_000, user }
const changed = { type: 'playback.changed', playback, cause: 'play', by: user.id, at: AT }
const member = { ...profile, joinedAt: AT, sessions: [{ id: '9d7g5f3h1k2m4', device: 'phone' }], goneAt: null }

/** What each named schema looks like in life; a test holds them against their schemas. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  AppInfo: {
    version: '0.1.0',
    protocol: PROTOCOL_VERSION,
    build: '0.1.0+3f9a2c1b7d04',
    guests: true,
    botUsername: 'my_party_bot',
    library: true,
  },
  ChatLine: line,
  ClientFrame: { t: 'command', id: 41, command: { type: 'playback.seek', epoch: 1, positionMs: 90_000 } },
  Command: { type: 'playback.seek', epoch: 1, positionMs: 90_000 },
  CreateRoom: {
    title: 'Friday film',
    control: 'everyone',
    buffering: 'auto',
    media: { url, title: 'The Last Keeper', durationMs: null },
  },
  ErrorBody: { error: { code: 'room_not_found', message: ERROR_TEXTS.en.room_not_found } },
  Event: changed,
  FeedEntry: { kind: 'line', line },
  GuestLogin: { name: 'Mira' },
  History: { lines: [line], more: false },
  Invite: { id: room.id, title: room.title, film: media.title, here: 1 },
  LibraryFilm: own,
  LibraryPage: { folders: [{ name: 'Series', path: 'Films/Series' }], films: [own], next: null },
  LinkedSubtitles: { url: 'https://films.example.org/the-last-keeper.en.srt' },
  Liveness: { ok: true, version: '0.1.0' },
  Login: login,
  MediaItem: media,
  MediaRequest: { url, title: null, durationMs: null },
  Member: member,
  Playback: playback,
  Profile: profile,
  Readiness: { ready: true, parts: [{ name: 'database', ok: true }] },
  Rename: { name: 'Mirabel' },
  ResolvedMedia: { ...known, ref: url, startMs: 0, known: 'source' },
  ResolveMedia: { url },
  RoomInfo: room,
  RoomList: { rooms: [summary] },
  RoomSummary: summary,
  RoomView: { room, playback, members: [member], feed: [{ kind: 'line', line }], patience: [], subtitles: [track] },
  ServerFrame: { t: 'event', seq: 812, now: AT + 0.25, event: changed },
  SignedFilm: { url: `${own.url}?e=1790035200&s=4zY0pZkq…`, expiresAt: AT + 35_200_000 },
  SignFilm: { url: own.url, room: room.id },
  SubtitleTrack: track,
  TelegramLogin: { initData: 'query_id=AAE…&user=%7B%22id%22%3A42…&auth_date=1790000000&signature=…&hash=…' },
  UpdateRoom: { title: 'Saturday film' },
  User: user,
}
