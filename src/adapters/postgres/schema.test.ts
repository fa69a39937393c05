import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import fc from 'fast-check'
import postgres from 'postgres'
import { embeddedDatabase, realDatabase } from '#testing/database.ts'
import { needs } from '#testing/needs.ts'

setDefaultTimeout(30_000) // starting a database takes a while on a busy machine

const PEOPLE = ['u0000000000001', 'u0000000000002', 'u0000000000003'] as const
const ROOMS = ['0000000000001', '0000000000002', '0000000000003'] as const
const LONG_AGO = '2026-01-01T00:00:00Z'

describe.skipIf(needs('postgres'))('the tables', () => {
  let opened: Awaited<ReturnType<typeof realDatabase>>
  let sql: postgres.Sql
  beforeAll(async () => {
    opened = await realDatabase()
    sql = postgres(opened.url, { max: 1, onnotice: () => {} })
  })
  afterAll(async () => {
    await sql?.end()
    await opened?.drop()
  })
  beforeEach(async () => {
    await sql`truncate users cascade`
    for (const id of PEOPLE) await sql`insert into users (id, name) values (${id}, 'Ann')`
    for (const id of ROOMS) await sql`insert into rooms ${sql(roomRow(id))}`
  })

  const roomRow = (id: string) => ({
    id,
    title: 'Film club',
    host_id: PEOPLE[0],
    control: 'host',
    playback_status: 'idle',
    epoch: 0,
    playback_version: 0,
    created_at: LONG_AGO,
    alive_at: LONG_AGO,
  })
  const film = { room_id: ROOMS[0], id: '000000000000f', kind: 'file', url: 'https://x.example/f', title: 'F' }
  const addFilm = () => sql`insert into media_items ${sql({ ...film, added_by: PEOPLE[0] })}`
  const message = () => ({ id: crypto.randomUUID(), author_id: PEOPLE[0], text: 'hi', said_at: LONG_AGO })
  /** The name of the rule that forbids `change` to the first room; null when nothing does. */
  const refusalOf = (change: Record<string, unknown>): Promise<string | null> =>
    sql`update rooms set ${sql(change)} where id = ${ROOMS[0]}`.then(
      () => null,
      (error: unknown) => (error instanceof postgres.PostgresError ? (error.constraint_name ?? error.code) : 'other'),
    )

  test('refuse what the types cannot say', async () => {
    const refused = {
      rooms_title_length: { title: '' },
      rooms_control_known: { control: 'nobody' },
      rooms_buffering_known: { buffering: 'never' },
      rooms_epoch_range: { epoch: -1 },
      rooms_version_range: { version: -1 },
      rooms_playback_version_range: { playback_version: -1 },
      rooms_host_id_users_id_fk: { host_id: 'u0000000000009' },
      rooms_id_form: { id: '000000000000i' },
      rooms_message_count_range: { message_count: -1 },
    }
    for (const [rule, change] of Object.entries(refused)) expect(await refusalOf(change)).toBe(rule)
  })

  test('know exactly the shapes that playback has', async () => {
    await addFilm()
    const none = { media_id: null, position_ms: null, rate: null, anchored_at: null }
    const paused = { ...none, playback_status: 'paused', media_id: film.id, position_ms: 5, rate: 1 }
    const playing = { ...paused, playback_status: 'playing', anchored_at: LONG_AGO }
    const idle = { ...none, playback_status: 'idle' }
    for (const right of [paused, playing, idle]) expect(await refusalOf(right)).toBeNull()
    const wrong = [
      { ...idle, media_id: film.id },
      { ...idle, position_ms: 0 },
      { ...paused, media_id: null },
      { ...paused, anchored_at: LONG_AGO },
      { ...paused, rate: null },
      { ...playing, anchored_at: null },
      { ...playing, position_ms: null },
    ]
    for (const shape of wrong) expect(await refusalOf(shape)).toBe('rooms_playback_shape')
    expect(await refusalOf({ ...playing, playback_status: 'rewinding' })).toBe('rooms_playback_status_known')
    expect(await refusalOf({ ...paused, rate: 5 })).toBe('rooms_rate_range')
    expect(await refusalOf({ ...paused, position_ms: -1 })).toBe('rooms_position_range')
  })

  test('let a room play nothing but its own films, and keep the one that it plays', async () => {
    await addFilm()
    const paused = { playback_status: 'paused', media_id: film.id, position_ms: 0, rate: 1 }
    await sql`update rooms set ${sql(paused)} where id = ${ROOMS[0]}`
    const stolen = sql`update rooms set ${sql(paused)} where id = ${ROOMS[1]}`
    await expect(stolen.execute()).rejects.toThrow('rooms_media_fkey')
    await expect(sql`delete from media_items`.execute()).rejects.toThrow('rooms_media_fkey')
  })

  test('lose all that belongs to a room with the room', async () => {
    await addFilm()
    await sql`update rooms set playback_status = 'paused', media_id = ${film.id}, position_ms = 0, rate = 1 where id = ${ROOMS[0]}`
    await sql`insert into messages ${sql({ ...message(), room_id: ROOMS[0] })}`
    await sql`insert into members values (${ROOMS[0]}, ${PEOPLE[1]}, 'viewer', now(), now())`
    await sql`delete from rooms where id = ${ROOMS[0]}`
    const [left] = await sql`select (select count(*) from media_items) + (select count(*) from messages)
      + (select count(*) from members) as rows`
    expect(left?.rows).toBe('0')
  })

  test('remember when a row last changed, not when it was last written', async () => {
    const updatedAt = async () => (await sql`select updated_at from users where id = ${PEOPLE[0]}`)[0]?.updated_at
    const first = await updatedAt()
    await sql`update users set name = 'Ann' where id = ${PEOPLE[0]}`
    expect(await updatedAt()).toEqual(first)
    await sql`update users set name = 'Anne', updated_at = 'epoch' where id = ${PEOPLE[0]}`
    expect(+(await updatedAt())).toBeGreaterThanOrEqual(+first)
  })

  test('move the role of the host with the room', async () => {
    await sql`insert into members values (${ROOMS[0]}, ${PEOPLE[0]}, 'host', now(), now())`
    await sql`insert into members values (${ROOMS[0]}, ${PEOPLE[1]}, 'viewer', now(), now())`
    const roles = async () =>
      Object.fromEntries((await sql`select user_id, role from members`).map((row) => [row.user_id, row.role]))
    await sql`update rooms set host_id = ${PEOPLE[1]} where id = ${ROOMS[0]}`
    expect(await roles()).toEqual({ [PEOPLE[0]]: 'viewer', [PEOPLE[1]]: 'host' })
    await sql`update rooms set host_id = ${PEOPLE[2]} where id = ${ROOMS[0]}`
    expect(await roles()).toEqual({ [PEOPLE[0]]: 'viewer', [PEOPLE[1]]: 'viewer', [PEOPLE[2]]: 'host' })
  })

  test('do not let a message or a member move to another room', async () => {
    await sql`insert into messages ${sql({ ...message(), room_id: ROOMS[0] })}`
    await expect(sql`update messages set room_id = ${ROOMS[1]}`.execute()).rejects.toThrow('stays in its room')
  })

  test('count messages and members rightly after any mix of additions, repetitions and removals', async () => {
    const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
    const room = fc.constantFrom(...ROOMS)
    const batch = fc.array(fc.record({ room, line: fc.nat(9) }), { minLength: 1, maxLength: 6 })
    const step = fc.oneof(
      batch.map((lines) => async () => {
        const rows = lines.map(({ room: room_id, line }) => ({ ...message(), room_id, id: uuid(line) }))
        await sql`insert into messages ${sql(rows)} on conflict do nothing`
      }),
      fc.nat(9).map((line) => async () => void (await sql`delete from messages where id >= ${uuid(line)}`)),
      fc.record({ room, who: fc.constantFrom(...PEOPLE) }).map(({ room: of, who }) => async () => {
        await sql`insert into members values (${of}, ${who}, 'viewer', now(), now())
          on conflict (room_id, user_id) do update set seen_at = now()`
      }),
      room.map((of) => async () => void (await sql`delete from members where room_id = ${of}`)),
      fc.constant(async () => void (await sql`truncate members`)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const take of steps) await take()
        const wrong = await sql`select id from rooms
          where message_count <> (select count(*) from messages where room_id = rooms.id)
          or member_count <> (select count(*) from members where room_id = rooms.id)`
        expect(wrong.map((row) => row.id)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  test('let batches over the same rooms, in any order, go on side by side', async () => {
    const rooms = Array.from({ length: 60 }, (_, n) => `00000000001${String(n).padStart(2, '0')}`)
    await sql`insert into rooms ${sql(rooms.map(roomRow))}`
    const clients = Array.from({ length: 6 }, () => postgres(opened.url, { max: 1, onnotice: () => {} }))
    const turns = 20
    await Promise.all(
      clients.map(async (client, nth) => {
        for (let turn = 0; turn < turns; turn += 1) {
          // Another part of the rooms, in another order, for each: two of them always share some.
          const step = [1, 7, 11, 13, 17, 19][(nth + turn) % 6] ?? 1
          const some = rooms.map((_, n) => rooms[(n * step + nth * 9) % rooms.length]).slice(turn)
          const rows = some.map((room_id) => ({ ...message(), room_id }))
          await client`insert into messages ${client(rows)}`
        }
      }),
    )
    await Promise.all(clients.map((client) => client.end()))
    const [counted] = await sql`select sum(message_count)::int as messages from rooms`
    expect(counted?.messages).toBe((6 * (turns * (60 + 60 - turns + 1))) / 2)
  })
})

test('the embedded PostgreSQL has the same tables, rules and triggers', async () => {
  const shape = `
    select 'constraint' as kind, conname::text as name, pg_get_constraintdef(oid) as definition from pg_constraint
      where connamespace = 'public'::regnamespace and contype <> 'n'
    union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
    union all select 'trigger', tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    order by 1, 2`
  const shapeOf = async (make: typeof embeddedDatabase) => {
    const opened = await make()
    try {
      return await opened.database.run(async (queries) => [...(await queries.execute(shape))])
    } finally {
      await opened.drop()
    }
  }
  const embedded = await shapeOf(embeddedDatabase)
  expect(embedded.length).toBeGreaterThan(50)
  if (!needs('postgres')) expect(embedded).toEqual(await shapeOf(realDatabase))
})
