import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { LineId, MediaId, RoomId, SubtitleId, UserId } from '#protocol/ids.ts'
import { at, idle, newFilm } from '#testing/contracts/samples.ts'
import { realDatabase } from '#testing/database.ts'
import { needs } from '#testing/needs.ts'
import { PostgresChatStore } from './chat-store.ts'
import { PostgresCleanupStore } from './cleanup-store.ts'
import type { Database } from './client.ts'
import { PostgresRoomStore } from './room-store.ts'
import { PostgresSubtitleStore } from './subtitle-store.ts'
import { PostgresUserStore } from './user-store.ts'

setDefaultTimeout(30_000) // filling takes a while on a busy machine

const ROOMS = 5_000
const USERS = 20_000
// The casts are sound: what `fill` makes.
const room = '0000000000007' as RoomId
const user = 'u0000000000007' as UserId
const media = '0000000000001' as MediaId
const track = '0000000000001' as SubtitleId
const line = '00000000-0000-4000-8000-000000000507' as LineId

/** Enough that reading a whole table is never the cheapest way. */
const fill = [
  `insert into users (id, telegram_id, name) select 'u' || lpad(n::text, 13, '0'), n + 1, 'n' from generate_series(0, ${USERS - 1}) n`,
  `insert into rooms (id, title, host_id, control, playback_status, epoch, playback_version, created_at, alive_at)
   select lpad(n::text, 13, '0'), 'Film club', 'u' || lpad(n::text, 13, '0'), 'host', 'idle', 0, 0, now(), now() from generate_series(0, ${ROOMS - 1}) n`,
  `insert into media_items (room_id, id, kind, url, title, added_by)
   select id, lpad(n::text, 13, '0'), 'file', 'https://films.example/n', 'f', 'u' || id from rooms, generate_series(0, 2) n`,
  `insert into subtitles (room_id, id, media_id, label, vtt, added_by)
   select room_id, id, id, 'English', 'WEBVTT', added_by from media_items`,
  `insert into members (room_id, user_id, role, joined_at, seen_at)
   select lpad(((n + m) % ${ROOMS})::text, 13, '0'), 'u' || lpad(n::text, 13, '0'), 'viewer', now(), now()
   from generate_series(0, ${USERS - 1}) n, generate_series(0, 1) m`,
  // Every tenth message is said in the one room that is asked about.
  `insert into messages (room_id, id, author_id, text, said_at)
   select lpad((case when n % 10 = 7 then 7 else n % ${ROOMS} end)::text, 13, '0'),
     ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
     'u' || lpad((n % ${USERS})::text, 13, '0'), 'word' || n || ' and more', now() + n * interval '1 ms'
   from generate_series(0, 29999) n`,
  // What clean-up looks for: a few of each that are older than `at(0)`, after the rest so that nothing above changes.
  `insert into users (id, name, seen_at) select 'u' || lpad(n::text, 13, '0'), 'n', case when n % 10 = 0 then 'epoch' else now() end
   from generate_series(${USERS}, ${2 * USERS}) n`,
  `update rooms set created_at = 'epoch', alive_at = 'epoch' where id like '%50'`,
  `update members set joined_at = 'epoch', seen_at = 'epoch' where room_id like '%50'`,
  `update rooms set closed_at = 'epoch' where id like '%250'`,
  `update messages set said_at = 'epoch' where id::text like '%999'`,
  'vacuum (analyze)', // also merges what the text index has put aside
]

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: Plan[]
}
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)]

describe.skipIf(needs('postgres'))('every query of the stores finds its rows by an index', () => {
  let opened: Awaited<ReturnType<typeof realDatabase>>
  let client: postgres.Sql
  /** What the stores have asked, with its parameters. */
  let asked: { text: string; parameters: unknown[] }[] = []
  let recorded: Database

  beforeAll(async () => {
    opened = await realDatabase()
    client = postgres(opened.url, { max: 1, onnotice: () => {} })
    for (const statement of fill) await client.unsafe(statement)
    const queries = drizzle(client, { logger: { logQuery: (text, parameters) => asked.push({ text, parameters }) } })
    recorded = {
      run: async (work) => await work(queries),
      statement: async (text, parameters) => {
        asked.push({ text, parameters: [...parameters] })
        await client.unsafe(text, [...parameters])
      },
      ping: async () => {},
      close: async () => {},
    }
  })
  afterAll(async () => {
    await client?.end()
    await opened?.drop()
  })

  /** The indexes by which `work` has found its rows; refuses a table that was read whole. */
  async function indexesOf(work: () => Promise<unknown>): Promise<string[]> {
    asked = []
    await work()
    const indexes = new Set<string>()
    for (const { text, parameters } of asked) {
      // The cast is sound: these are the values that the query itself was sent with.
      const sent = parameters as postgres.ParameterOrJSON<never>[]
      const [row] = await client.unsafe<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(`explain (format json) ${text}`, sent)
      for (const node of nodes(row?.['QUERY PLAN'][0]?.Plan ?? { 'Node Type': 'none' })) {
        if (node['Node Type'] === 'Seq Scan') throw new Error(`reads all of ${node['Relation Name']}: ${text}`)
        if (node['Index Name']) indexes.add(node['Index Name'])
      }
    }
    return [...indexes].sort()
  }

  const users = () => new PostgresUserStore(recorded)
  const rooms = () => new PostgresRoomStore(recorded)
  const chat = () => new PostgresChatStore(recorded)
  const stored = {
    room: {
      id: room,
      title: 'Film club',
      hostId: user,
      control: 'host',
      buffering: 'auto',
      createdAt: at(0),
      closedAt: null,
      version: 0,
    },
    playback: { status: 'paused', epoch: 1, version: 1, media: newFilm(user), positionMs: 0, rate: 1 },
    aliveAt: at(0),
  } as const

  test('users: get', async () => {
    expect(await indexesOf(() => users().get(user))).toEqual(['users_pkey'])
  })
  test('rooms: load', async () => {
    expect(await indexesOf(() => rooms().load(room))).toEqual(['media_items_pkey', 'rooms_pkey'])
  })
  test('rooms: save', async () => {
    expect(await indexesOf(() => rooms().save(stored))).toEqual(['rooms_pkey'])
    expect(await indexesOf(() => rooms().save({ ...stored, playback: idle }))).toEqual(['rooms_pkey'])
  })
  test('rooms: touch', async () => {
    expect(await indexesOf(() => rooms().touch([room], at(9e12)))).toEqual(['rooms_pkey'])
  })
  test('rooms: seenSince', async () => {
    expect(await indexesOf(() => rooms().seenSince(room, at(0)))).toContain('members_pkey')
  })
  test('rooms: isMember', async () => {
    expect(await indexesOf(() => rooms().isMember(room, user))).toEqual(['members_pkey'])
  })
  test('rooms: listFor', async () => {
    const indexes = await indexesOf(() => rooms().listFor(user, 20))
    expect(indexes).toContain('members_user_id_idx')
    expect(indexes).toContain('rooms_pkey')
  })
  test('chat: line', async () => {
    expect(await indexesOf(() => chat().line(room, line))).toEqual(['messages_pkey', 'users_pkey'])
  })
  test('chat: page', async () => {
    const byTime = 'messages_room_id_said_at_ordinal_idx'
    expect(await indexesOf(() => chat().page(room, 50, null))).toContain(byTime)
    expect(await indexesOf(() => chat().page(room, 50, line))).toEqual(
      expect.arrayContaining([byTime, 'messages_pkey']),
    )
  })
  test('chat: find, of a word that is rare', async () => {
    expect(await indexesOf(() => chat().find(room, 'word507', 50))).toContain('messages_search_idx')
  })
  test('chat: find, of a word that everyone uses', async () => {
    expect(await indexesOf(() => chat().find(room, 'more', 50))).toContain('messages_room_id_said_at_ordinal_idx')
  })

  test('subtitles: list and read', async () => {
    const subtitles = () => new PostgresSubtitleStore(recorded)
    expect(await indexesOf(() => subtitles().list(room, media))).toEqual(['subtitles_pkey'])
    expect(await indexesOf(() => subtitles().read(room, track))).toEqual(['subtitles_pkey'])
  })

  // In the middle of what `fill` makes: a tenth of the rooms, people and messages is older.
  const old = () => at(0)
  const cleanup = () => new PostgresCleanupStore(recorded)
  test('cleanup: rooms without life', async () => {
    const indexes = await indexesOf(() => cleanup().removeSilentRooms(old(), 500))
    expect(indexes).toEqual(expect.arrayContaining(['members_pkey', 'rooms_created_at_idx', 'rooms_pkey']))
  })
  test('cleanup: a part of a room that is too large to go at once', async () => {
    const indexes = await indexesOf(() => cleanup().removeClosedRooms(old(), 3))
    expect(indexes).toContain('messages_pkey')
  })
  test('cleanup: closed rooms', async () => {
    expect(await indexesOf(() => cleanup().removeClosedRooms(old(), 500))).toContain('rooms_closed_at_idx')
  })
  test('cleanup: old messages', async () => {
    expect(await indexesOf(() => cleanup().removeMessages(old(), 500))).toContain('messages_said_at_utc_idx')
  })
  test('cleanup: guests, and what a guest may have left', async () => {
    const indexes = await indexesOf(() => cleanup().removeGuests(old(), 500))
    const left = [
      'media_items_added_by_idx',
      'members_user_id_idx',
      'messages_author_id_idx',
      'rooms_host_id_idx',
      'subtitles_added_by_idx',
    ]
    expect(indexes).toEqual(expect.arrayContaining([...left, 'users_guests_seen_at_idx']))
  })

  test('there is no index that no query needs', async () => {
    const rows = await client<{ name: string }[]>`
      select indexrelid::regclass::text as name from pg_index join pg_class on pg_class.oid = indrelid
      where relnamespace = 'public'::regnamespace order by 1`
    // Those above, and `users_telegram_id_key` and `jobs_pkey`, by which upserts meet their rows.
    expect(rows.map(({ name }) => name)).toEqual([
      'jobs_pkey',
      'media_items_added_by_idx',
      'media_items_pkey',
      'members_pkey',
      'members_user_id_idx',
      'messages_author_id_idx',
      'messages_pkey',
      'messages_room_id_said_at_ordinal_idx',
      'messages_said_at_utc_idx',
      'messages_search_idx',
      'rooms_closed_at_idx',
      'rooms_created_at_idx',
      'rooms_host_id_idx',
      'rooms_pkey',
      'subtitles_added_by_idx',
      'subtitles_pkey',
      'users_guests_seen_at_idx',
      'users_pkey',
      'users_telegram_id_key',
    ])
  })
})
