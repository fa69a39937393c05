import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import postgres from 'postgres'
import type { RoomId } from '#protocol/ids.ts'
import { needs } from '#testing/needs.ts'
import { EXECUTABLE } from './harness/executable.ts'
import { type Shared, startInstances } from './harness/instances.ts'
import { Person } from './harness/person.ts'

/** What the settings of this test keep, days. */
const KEPT = {
  KEEP_ROOMS_DAYS: '300',
  KEEP_CLOSED_ROOMS_DAYS: '20',
  KEEP_MESSAGES_DAYS: '100',
  KEEP_GUESTS_DAYS: '50',
}
/** So many old messages that one run takes some batches of 500. */
const OLD_MESSAGES = 1_800

describe.skipIf(needs('executable', 'postgres', 'redis'))('watchparty cleanup beside two instances', () => {
  let shared: Shared
  let sql: postgres.Sql
  let host: Person
  /** A room that somebody is using right now. */
  let living: RoomId

  beforeAll(async () => {
    shared = await startInstances()
    sql = postgres(shared.postgres.url, { max: 1, onnotice: () => {} })
    host = await Person.guest(shared.instances[0].url, 'Ann')
    living = (await host.createRoom(null, 'Living')).id
    await seed()
  }, 60_000)
  afterAll(async () => {
    await sql?.end({ timeout: 1 })
    await shared?.remove()
  })

  /** Rows on both sides of each cut, an hour from it: the clock goes on while the test runs. */
  async function seed(): Promise<void> {
    const [before, after] = [(days: number) => `${days * 24 + 1} hours`, (days: number) => `${days * 24 - 1} hours`]
    await guest('host', '1 hour')
    await room('silent', { aliveFor: before(300) })
    await room('sleepy', { aliveFor: after(300) })
    await room('visited', { aliveFor: before(300) })
    await room('shut', { aliveFor: before(20), closedFor: before(20) })
    await room('just shut', { aliveFor: after(20), closedFor: after(20) })
    await guest('gone', before(50))
    await guest('stays', after(50))
    await guest('wrote', before(50))
    await guest('came', before(400))
    await guest('met', before(400))
    await sql`update users set telegram_id = 4711 where id = ${userId('came')}`
    // Whoever was in a room not long ago keeps it, and is kept by it.
    await member('visited', 'met', after(300))
    // A guest who left nothing but a visit goes with the room.
    await guest('with', before(60))
    await member('silent', 'with', before(300))
    await said('sleepy', 'host', before(100), OLD_MESSAGES)
    await said('sleepy', 'host', after(100), 3)
    await said('silent', 'host', after(100), 700)
    await said('just shut', 'wrote', after(100), 1)
  }
  /** An id made of a name: what ids do not have becomes an x. */
  const roomId = (name: string) => name.replace(/[^a-hjkmnp-tv-z]/g, 'x').padStart(13, '0')
  const userId = (name: string) => `u${roomId(name)}`
  const guest = (name: string, seenFor: string) =>
    sql`insert into users (id, name, seen_at) values (${userId(name)}, ${name}, now() - ${seenFor}::interval)`
  const room = (name: string, { aliveFor, closedFor = null }: { aliveFor: string; closedFor?: string | null }) =>
    sql`insert into rooms
      (id, title, host_id, control, playback_status, epoch, playback_version, created_at, alive_at, closed_at)
      values (${roomId(name)}, ${name}, ${userId('host')}, 'host', 'idle', 0, 0,
        now() - interval '2000 days', now() - ${aliveFor}::interval, now() - ${closedFor}::interval)`
  const member = (name: string, who: string, seenFor: string) =>
    sql`insert into members (room_id, user_id, role, joined_at, seen_at)
      select id, ${userId(who)}, 'viewer', now() - interval '2000 days', now() - ${seenFor}::interval
      from rooms where title = ${name}`
  const said = (name: string, who: string, ago: string, count: number) =>
    sql`insert into messages (room_id, id, author_id, text, said_at)
      select id, gen_random_uuid(), ${userId(who)}, 'hi', now() - ${ago}::interval
      from rooms, generate_series(1, ${count}::int) where title = ${name}`

  /** The word, in a process of its own. */
  async function cleanUp(...args: string[]) {
    const child = Bun.spawn([EXECUTABLE, 'cleanup', ...args], {
      env: { PATH: process.env.PATH ?? '', DATABASE_URL: shared.postgres.url, LOG_LEVEL: 'error', ...KEPT },
      cwd: shared.instances[0].folder,
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
    return { code, out: out.trim(), error: error.trim() }
  }
  const names = async (of: 'rooms' | 'users') =>
    of === 'rooms'
      ? (await sql`select title from rooms`).map(({ title }) => String(title)).toSorted()
      : (await sql`select name from users`).map(({ name }) => String(name)).toSorted()
  const messages = async () =>
    Object.fromEntries(
      (await sql`select title, count(*)::int from messages join rooms on rooms.id = room_id group by title`).map(
        ({ title, count }) => [title, count],
      ),
    )

  const didIt = ({ out }: { out: string }) => out.includes(`messages: ${OLD_MESSAGES}`)

  const ROOMS = ['Living', 'just shut', 'shut', 'silent', 'sleepy', 'visited']
  const PEOPLE = ['Ann', 'came', 'gone', 'host', 'met', 'stays', 'with', 'wrote']
  const told = (guests: number) =>
    `rooms that nobody came to: 1, closed rooms: 1, old messages: ${OLD_MESSAGES}, guests: ${guests}.`

  test('only counts at first, and touches nothing', async () => {
    // The guest who goes with a room is free only when that is gone.
    expect(await cleanUp('--dry-run')).toEqual({ code: 0, out: `Would remove ${told(1)}`, error: '' })
    expect([await names('rooms'), await names('users')]).toEqual([ROOMS, PEOPLE])
    expect(await messages()).toEqual({ 'just shut': 1, silent: 700, sleepy: OLD_MESSAGES + 3 })
  }, 15_000)

  test('asked for twice at once, one does it all, and exactly what is too old is gone', async () => {
    const runs = await Promise.all([cleanUp(), cleanUp()])
    const [one, other] = runs.toSorted((a, b) => Number(didIt(b)) - Number(didIt(a)))
    expect(one).toEqual({ code: 0, out: `Removed ${told(2)}`, error: '' })
    // It found somebody at it, or was a moment late and found nothing.
    expect(other).toBeOneOf([
      { code: 1, out: '', error: 'Somebody else is cleaning up now. Try again in a minute.' },
      { code: 0, out: 'Removed rooms that nobody came to: 0, closed rooms: 0, old messages: 0, guests: 0.', error: '' },
    ])
    expect(await names('rooms')).toEqual(['Living', 'just shut', 'sleepy', 'visited'])
    expect(await names('users')).toEqual(['Ann', 'came', 'host', 'met', 'stays', 'wrote'])
    expect(await messages()).toEqual({ 'just shut': 1, sleepy: 3 })
    const orphans = await sql`select room_id from members where room_id not in (select id from rooms)
      union all select room_id from messages where room_id not in (select id from rooms)`
    expect(orphans).toHaveLength(0)
  }, 15_000)

  test('leaves nothing for a second time, and the instances serve on', async () => {
    expect(await cleanUp()).toMatchObject({ code: 0, out: expect.stringContaining('messages: 0, guests: 0.') })
    for (const { url } of shared.instances) expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await host.room(living)).title).toBe('Living')
  }, 15_000)
})
