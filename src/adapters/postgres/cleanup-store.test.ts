import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import type { EpochMs, RoomId, UserId } from '#protocol/ids.ts'
import { at, idle, ids, lineOf, newFilm, newUser, roomOf, type Stores } from '#testing/contracts/samples.ts'
import { embeddedDatabase, realDatabase, type TestDatabase } from '#testing/database.ts'
import { needs } from '#testing/needs.ts'
import { PostgresChatStore } from './chat-store.ts'
import { PostgresCleanupStore } from './cleanup-store.ts'
import { PostgresRoomStore } from './room-store.ts'
import { PostgresSubtitleStore } from './subtitle-store.ts'
import { PostgresUserStore } from './user-store.ts'

setDefaultTimeout(60_000) // starting a database takes a while on a busy machine

/** Everything here is too old before this, and not from this on. */
const CUT = at(0)
const OLD = at(-1)

const kinds = [
  { name: 'PostgreSQL', make: realDatabase, missing: needs('postgres') },
  { name: 'the embedded PostgreSQL', make: embeddedDatabase, missing: false },
]

for (const { name, make, missing } of kinds) {
  describe.skipIf(missing)(`clean-up on ${name}`, () => {
    let opened: TestDatabase
    let stores: Stores
    let store: PostgresCleanupStore
    beforeAll(async () => {
      opened = await make()
      const { database } = opened
      stores = {
        users: new PostgresUserStore(database),
        rooms: new PostgresRoomStore(database),
        chat: new PostgresChatStore(database),
        subtitles: new PostgresSubtitleStore(database),
      }
      store = new PostgresCleanupStore(database)
    })
    afterAll(() => opened?.drop())
    beforeEach(() => opened.database.run((queries) => queries.execute(sql`truncate users cascade`)))

    const column = <T>(what: ReturnType<typeof sql>): Promise<T[]> =>
      opened.database.run(async (queries) => {
        const rows = await queries.execute<{ value: T }>(what)
        return rows.map(({ value }) => value)
      })
    const roomIds = async () => new Set(await column<RoomId>(sql`select id as value from rooms`))
    const userIds = async () => new Set(await column<UserId>(sql`select id as value from users`))
    const seen = async (user: UserId, when: EpochMs) =>
      void (await column(sql`update users set seen_at = ${new Date(when).toISOString()} where id = ${user}`))
    const guest = async (when: EpochMs) => {
      const id = await newUser(stores)
      await seen(id, when)
      return id
    }
    interface Made {
      readonly createdAt?: EpochMs
      readonly aliveAt?: EpochMs
      readonly closedAt?: EpochMs | null
      readonly lines?: number
      readonly films?: number
      readonly members?: readonly { readonly user: UserId; readonly at: EpochMs }[]
    }
    /** A room with all that may belong to one. */
    async function room(hostId: UserId, made: Made = {}): Promise<RoomId> {
      const { createdAt = at(-9), aliveAt = OLD, closedAt = null, lines = 0, films = 0, members = [] } = made
      const stored = roomOf(hostId, idle, aliveAt)
      const { id } = stored.room
      await stores.rooms.create({ ...stored, room: { ...stored.room, createdAt } })
      for (let version = 1; version <= films; version += 1) {
        const media = newFilm(hostId)
        const playback = { status: 'paused', epoch: version, version, media, positionMs: 0, rate: 1 } as const
        await stores.rooms.save({ ...stored, playback })
      }
      const info = { ...stored.room, closedAt, version: 1 }
      const last = await stores.rooms.load(id)
      if (last) await stores.rooms.save({ ...last, room: info })
      const said = Array.from({ length: lines }, (_, n) => ({ room: id, line: lineOf(hostId, 'hi', at(n)) }))
      await stores.chat.append(said)
      for (const member of members) await stores.rooms.saw([{ room: id, user: member.user, at: member.at }])
      return id
    }
    /** Calls until nothing is left; answers all that went. */
    async function removeRooms(which: 'removeSilentRooms' | 'removeClosedRooms', limit = 500): Promise<Set<RoomId>> {
      const gone: RoomId[] = []
      for (;;) {
        const { rooms, rows } = await store[which](CUT, limit)
        if (rows === 0) return new Set(gone)
        // A large room may take a statement more than its rows, never a batch beyond the limit.
        expect(rows).toBeLessThanOrEqual(limit)
        gone.push(...rooms)
      }
    }
    /** Rows that refer to nothing: the foreign keys let none be. */
    const orphans = () =>
      column<string>(sql`select 'message' as value from messages where room_id not in (select id from rooms)
        union all select 'member' from members where room_id not in (select id from rooms)
        union all select 'film' from media_items where room_id not in (select id from rooms)`)

    test('rooms without life go, exactly from the instant on', async () => {
      const host = await guest(at(5))
      const gone = await room(host)
      const closedToo = await room(host, { closedAt: at(-5) })
      await room(host, { aliveAt: CUT })
      await room(host, { createdAt: CUT })
      // Somebody has just come in: nobody has marked the room alive yet.
      await room(host, { members: [{ user: await newUser(stores), at: CUT }] })
      expect(await store.count('silentRooms', CUT)).toBe(2)
      expect(await removeRooms('removeSilentRooms')).toEqual(new Set([gone, closedToo]))
      expect((await roomIds()).size).toBe(3)
    })

    test('closed rooms go, exactly from the instant on, and open ones stay', async () => {
      const host = await guest(at(5))
      const gone = await room(host, { closedAt: OLD })
      await room(host, { closedAt: CUT })
      await room(host)
      // It cannot be, but if it were awake it would stay.
      await room(host, { closedAt: OLD, aliveAt: at(9) })
      expect(await store.count('closedRooms', CUT)).toBe(1)
      expect(await removeRooms('removeClosedRooms')).toEqual(new Set([gone]))
      expect((await roomIds()).size).toBe(3)
    })

    test('a large room goes in batches, and from the first on nobody finds half of it', async () => {
      const host = await guest(at(5))
      const [large, small] = [await room(host, { lines: 30, films: 3 }), await room(host, { lines: 2 })]
      expect(await store.removeSilentRooms(CUT, 12)).toEqual({ rooms: [small], rows: 4 })
      expect(await store.removeSilentRooms(CUT, 12)).toEqual({ rooms: [], rows: 12 })
      expect((await stores.rooms.load(large))?.room.closedAt).not.toBeNull()
      expect(await store.removeSilentRooms(CUT, 12)).toEqual({ rooms: [], rows: 12 })
      // What is left fits into one: 6 messages, 3 films, the host, the room.
      expect(await store.removeSilentRooms(CUT, 12)).toEqual({ rooms: [large], rows: 11 })
      expect(await store.removeSilentRooms(CUT, 12)).toEqual({ rooms: [], rows: 0 })
    })

    test('old messages go, exactly from the instant on, oldest first, and rooms count what is left', async () => {
      const [ann, ben] = [await newUser(stores), await newUser(stores, 'Ben')]
      const [one, two] = [await room(ann), await room(ben, { aliveAt: at(9) })]
      const said = [-3, -2, -1, 0, 1].flatMap((when, n) => [
        { room: one, line: lineOf(ann, `${when}`, at(when)) },
        { room: two, line: lineOf(n % 2 === 0 ? ann : ben, `${when}`, at(when)) },
      ])
      await stores.chat.append(said)
      expect(await store.count('messages', CUT)).toBe(6)
      expect(await store.removeMessages(CUT, 4)).toBe(4)
      for (const id of [one, two]) expect((await stores.chat.page(id, 9, null)).map(({ text }) => text)[0]).toBe('-1')
      expect(await store.removeMessages(CUT, 4)).toBe(2)
      expect(await store.removeMessages(CUT, 4)).toBe(0)
      for (const id of [one, two])
        expect((await stores.chat.page(id, 9, null)).map(({ text }) => text)).toEqual(['0', '1'])
      expect(await column<number>(sql`select message_count::int as value from rooms`)).toEqual([2, 2])
    })

    test('guests go who have left nothing, exactly from the instant on; who came back stays', async () => {
      const [gone, ...kept] = [OLD, CUT, OLD, OLD, OLD, OLD, OLD].map(guest)
      const [fresh, host, member, author, adder, returned] = await Promise.all(kept)
      if (!gone || !fresh || !host || !member || !author || !adder || !returned) throw new Error('seven guests')
      const profile = { telegramId: 4711, name: 'Ann', username: null, language: null, photoUrl: null }
      const { id: telegram } = await stores.users.fromTelegram(profile, ids.user())
      await seen(telegram, OLD)
      const id = await room(host, { aliveAt: at(9), members: [{ user: member, at: OLD }] })
      await stores.chat.append([{ room: id, line: lineOf(author, 'I was here', at(0)) }])
      const loaded = await stores.rooms.load(id)
      if (!loaded) throw new Error('a room')
      const media = newFilm(adder)
      const playback = { status: 'paused', epoch: 1, version: 9, media, positionMs: 0, rate: 1 } as const
      await stores.rooms.save({ ...loaded, playback })
      await stores.users.guest(returned, 'Ann') // the same name as before: it is the visit that counts
      expect(await store.count('guests', CUT)).toBe(1)
      expect(await store.removeGuests(CUT, 500)).toBe(1)
      expect(await store.removeGuests(CUT, 500)).toBe(0)
      expect(await userIds()).toEqual(new Set([fresh, host, member, author, adder, returned, telegram]))
      expect(await userIds()).not.toContain(await gone)
    })

    test('with a room go all who have nothing else, and nothing is left of it', async () => {
      const [host, other] = [await guest(OLD), await guest(OLD)]
      await room(host, { lines: 4, films: 2, members: [{ user: other, at: OLD }] })
      expect(await store.removeGuests(CUT, 500)).toBe(0)
      await removeRooms('removeSilentRooms', 3)
      expect(await orphans()).toEqual([])
      expect(await store.removeGuests(CUT, 1)).toBe(1)
      expect(await store.removeGuests(CUT, 1)).toBe(1)
      expect((await userIds()).size).toBe(0)
    })

    test('exactly what is too old goes, whatever there is and in whatever batches', async () => {
      const when = fc.constantFrom(OLD, CUT, at(-5), at(5))
      const made = fc.record({
        createdAt: fc.constantFrom(at(-9), CUT),
        aliveAt: when,
        closedAt: fc.option(when),
        lines: fc.nat(7),
        films: fc.nat(2),
        seenAt: when,
      })
      await fc.assert(
        fc.asyncProperty(fc.array(made, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), async (rooms, limit) => {
          await column(sql`truncate users cascade`)
          const host = await guest(at(5))
          const visitor = await guest(OLD)
          const all: { id: RoomId; silent: boolean; closed: boolean }[] = []
          for (const { seenAt, ...rest } of rooms) {
            const silent = rest.createdAt < CUT && rest.aliveAt < CUT && seenAt < CUT
            const closed = rest.closedAt !== null && rest.closedAt < CUT && rest.aliveAt < CUT
            const id = await room(host, { ...rest, members: [{ user: visitor, at: seenAt }] })
            all.push({ id, silent, closed })
          }
          const idsOf = (some: typeof all) => new Set(some.map(({ id }) => id))
          expect(await removeRooms('removeSilentRooms', limit)).toEqual(idsOf(all.filter(({ silent }) => silent)))
          const left = all.filter(({ silent }) => !silent)
          expect(await removeRooms('removeClosedRooms', limit)).toEqual(idsOf(left.filter(({ closed }) => closed)))
          const living = left.filter(({ closed }) => !closed)
          expect(await roomIds()).toEqual(idsOf(living))
          expect(await orphans()).toEqual([])
          let guests = 0
          for (let n = await store.removeGuests(CUT, limit); n > 0; n = await store.removeGuests(CUT, limit))
            guests += n
          expect(guests).toBe(living.length === 0 ? 1 : 0)
        }),
        { numRuns: 20 },
      )
    })
  })
}

describe.skipIf(needs('postgres'))('clean-up beside others', () => {
  let opened: Awaited<ReturnType<typeof realDatabase>>
  beforeAll(async () => {
    opened = await realDatabase()
  })
  afterAll(() => opened?.drop())
  beforeEach(() => opened.database.run((queries) => queries.execute(sql`truncate users cascade`)))

  test('passes over what somebody is writing', async () => {
    const { database } = opened
    const stores = { users: new PostgresUserStore(database) }
    const [one, two] = [await newUser(stores), await newUser(stores)]
    const store = new PostgresCleanupStore(database)
    await database.run((queries) => queries.execute(sql`update users set seen_at = 'epoch'`))
    await database.run((queries) =>
      queries.transaction(async (writing) => {
        await writing.execute(sql`update users set name = 'Anne' where id = ${one}`)
        expect(await store.removeGuests(CUT, 9)).toBe(1)
        expect(await stores.users.get(two)).toBeNull()
      }),
    )
    expect(await stores.users.get(one)).toMatchObject({ name: 'Anne' })
  })

  test('lets nobody go who is just writing a first message, and no room go that somebody is just entering', async () => {
    const { database } = opened
    const users = new PostgresUserStore(database)
    const rooms = new PostgresRoomStore(database)
    const [host, author] = [await newUser({ users }), await newUser({ users })]
    const stored = roomOf(host, idle, OLD)
    const { id } = stored.room
    await rooms.create({ ...stored, room: { ...stored.room, createdAt: at(-9) } })
    const store = new PostgresCleanupStore(database)
    await database.run((queries) => queries.execute(sql`update users set seen_at = 'epoch' where id = ${author}`))
    await database.run((queries) =>
      queries.transaction(async (writing) => {
        await writing.execute(sql`insert into messages (room_id, id, author_id, text, said_at)
          values (${id}, gen_random_uuid(), ${author}, 'hello', now())`)
        expect(await store.removeGuests(CUT, 9)).toBe(0)
        expect(await store.removeSilentRooms(CUT, 9)).toEqual({ rooms: [], rows: 0 })
      }),
    )
    await rooms.saw([{ room: id, user: author, at: at(9) }])
    expect(await store.removeGuests(CUT, 9)).toBe(0)
    expect(await store.removeSilentRooms(CUT, 9)).toEqual({ rooms: [], rows: 0 })
  })

  test('takes a room with twenty thousand messages in short transactions', async () => {
    const { database } = opened
    const stores = { users: new PostgresUserStore(database), rooms: new PostgresRoomStore(database) }
    const host = await newUser(stores)
    const stored = roomOf(host, idle, OLD)
    const { id } = stored.room
    await stores.rooms.create({ ...stored, room: { ...stored.room, createdAt: at(-9) } })
    await database.run((queries) =>
      queries.execute(sql`insert into messages (room_id, id, author_id, text, said_at)
        select ${id}, gen_random_uuid(), ${host}, 'word' || n, 'epoch' from generate_series(1, 20000) n`),
    )
    const store = new PostgresCleanupStore(database)
    let [batches, longest] = [0, 0]
    for (;;) {
      const began = performance.now()
      const { rooms } = await store.removeSilentRooms(CUT, 500)
      longest = Math.max(longest, performance.now() - began)
      batches += 1
      if (rooms.length > 0) break
    }
    // 40 batches of messages; the last takes the room too or leaves it to one more.
    expect(batches).toBeLessThanOrEqual(41)
    expect(longest).toBeLessThan(2_000)
    expect(await stores.rooms.load(id)).toBeNull()
  })
})
