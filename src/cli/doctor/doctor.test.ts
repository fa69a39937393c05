import { afterAll, describe, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '#adapters/postgres/migrate.ts'
import { FakeIo } from '#testing/fake-io.ts'
import { needs } from '#testing/needs.ts'
import { botCheck } from './bot.ts'
import { clockCheck } from './clock.ts'
import { databaseCheck, embeddedCheck } from './database.ts'
import { examine } from './doctor.ts'
import { ask, type Check, fail, fine, warn } from './finding.ts'
import { folderCheck } from './folder.ts'
import { mediaCheck } from './media.ts'
import { publicUrlCheck } from './public-url.ts'
import { redisCheck } from './redis.ts'

const POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres'
const REDIS = 'redis://127.0.0.1:6379'
/** Port 1 is nobody's. */
const NOBODY = '127.0.0.1:1'
const BOT_TOKEN = '123456789:AAExampleExampleExampleExampleExample'

const root = mkdtempSync(join(tmpdir(), 'watchparty-doctor-'))
const servers: Bun.Server<undefined>[] = []
afterAll(async () => {
  await Promise.all(servers.map(async (server) => await server.stop(true)))
  rmSync(root, { recursive: true })
})
function listen(answer: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ port: 0, fetch: answer })
  servers.push(server)
  return server.url.origin
}
const levelOf = async (check: Check) => (await ask(check)).level

describe('asking', () => {
  test('every answer is told, in order, with what to do; one failure fails the whole', async () => {
    const io = new FakeIo()
    const checks = [fine('good'), warn('so so', 'Look.'), fail('bad', 'Mend it.')].map((finding, index) => ({
      name: `part ${index}`,
      run: async () => finding,
    }))
    expect(await examine(checks, io)).toBe(1)
    expect(io.said.map((line) => line.split(/\s+/)[0])).toEqual(['ok', 'warn', 'fail'])
    expect(io.said[2]).toContain('→ Mend it.')
    expect(await examine(checks.slice(0, 2), io)).toBe(0)
  })

  test('silence and faults are answers too, and a fault does not say its secrets', async () => {
    const silent = { name: 'x', run: () => new Promise<never>(() => {}) }
    expect(await ask(silent, 20)).toMatchObject({ level: 'fail', says: 'no answer within 0.02 s' })
    const broken = { name: 'x', run: () => Promise.reject(new TypeError('password=hunter2')) }
    expect(await ask(broken)).toMatchObject({ level: 'fail', says: 'the check itself failed (TypeError)' })
  })
})

test('a folder with films is one that can be read', async () => {
  const says = async (dir: string, readers: 'everyone' | number[] = 'everyone') =>
    (await ask(mediaCheck(dir, readers))).says
  expect(await levelOf(mediaCheck(join(root, 'no-films'), 'everyone'))).toBe('fail')
  expect(await says(join(root, 'no-films'))).toBe(`${join(root, 'no-films')} cannot be read (ENOENT)`)
  expect(await levelOf(mediaCheck(root, 'everyone'))).not.toBe('fail')
  expect(await says(root)).toStartWith(`${root}, for everyone who signs in to choose from`)
  expect(await says(root, [1, 2])).toStartWith(`${root}, for 2 of Telegram to choose from`)
})

describe('the bot', () => {
  const api = listen((request) => {
    const { pathname } = new URL(request.url)
    if (pathname === `/bot${BOT_TOKEN}/getMe`) {
      return Response.json({ ok: true, result: { id: 1, username: 'My_Party_Bot', has_main_web_app: true } })
    }
    if (pathname.startsWith('/plain/'))
      return Response.json({ ok: true, result: { username: 'b', has_main_web_app: false } })
    if (pathname.startsWith('/page/')) return new Response('<html>', { status: 502 })
    return Response.json({ ok: false, error_code: 401, description: 'Unauthorized' }, { status: 401 })
  })
  const check = (settings: Partial<Parameters<typeof botCheck>[0]>) =>
    ask(botCheck({ botToken: BOT_TOKEN, botUsername: null, telegramApiBase: api, ...settings }))

  test('is the one that the token and the name say', async () => {
    expect(await check({ botUsername: 'my_party_bot' })).toEqual(fine('@My_Party_Bot'))
    expect(await check({ botUsername: 'other_bot' })).toMatchObject({
      level: 'fail',
      fix: 'Set BOT_USERNAME=My_Party_Bot',
    })
    expect(await check({ botToken: null })).toMatchObject({ level: 'ok' })
  })

  test('is not there when the token is wrong, or nobody or nonsense answers', async () => {
    expect(await check({ botToken: '1:x' })).toMatchObject({ level: 'fail', says: 'Telegram does not know this token' })
    expect(await check({ telegramApiBase: `${api}/page` })).toMatchObject({ level: 'fail' })
    const nobody = await check({ telegramApiBase: `http://${NOBODY}` })
    expect(nobody).toMatchObject({ level: 'fail' })
    expect(JSON.stringify(nobody)).not.toContain(BOT_TOKEN)
  })

  test('without a main Mini App cannot be linked to', async () => {
    expect(await check({ telegramApiBase: `${api}/plain` })).toMatchObject({ level: 'warn' })
  })
})

describe('the public address', () => {
  const alive = listen((request) =>
    new URL(request.url).pathname === '/healthz'
      ? Response.json({ ok: true, version: '1' })
      : new Response('', { status: 404 }),
  )
  const elsewhere = listen(() => Response.redirect('https://www.example.org/', 301))
  const other = listen(() => new Response('It works'))

  test('must be https for Telegram', async () => {
    expect(await levelOf(publicUrlCheck(alive, true))).toBe('fail')
    expect(await ask(publicUrlCheck(alive, false))).toMatchObject({
      level: 'warn',
      says: `${alive} answers, without https`,
    })
  })

  test('must be answered by this server and not send people elsewhere', async () => {
    expect(await ask(publicUrlCheck(elsewhere, false))).toMatchObject({ says: `${elsewhere} sends people elsewhere` })
    expect(await levelOf(publicUrlCheck(other, false))).toBe('fail')
  })

  test('that nobody answers is a failure, but on this machine only a server that is not running', async () => {
    expect(await levelOf(publicUrlCheck(`http://${NOBODY}`, false))).toBe('warn')
    expect(await levelOf(publicUrlCheck('http://party.invalid', false))).toBe('fail')
  })
})

describe('the clock', () => {
  const at = Date.parse('2026-11-22T12:00:00Z')
  const there = listen(() => new Response('', { headers: { Date: new Date(at).toUTCString() } }))
  const check = (aheadMs: number, elsewhere = [there]) =>
    ask(clockCheck({ steadyMs: () => at + 500 + aheadMs, wallMs: () => at + 500 + aheadMs }, elsewhere))

  test('is compared with one elsewhere', async () => {
    expect(await check(400)).toMatchObject({ level: 'ok', says: `+0.4 s from the clock of ${new URL(there).host}` })
    expect(await check(-20_000)).toMatchObject({ level: 'warn' })
    expect(await check(90_000)).toMatchObject({ level: 'fail' })
  })

  test('is compared with the next one when the first does not answer', async () => {
    expect(await check(0, [`http://${NOBODY}`, there])).toMatchObject({ level: 'ok' })
    expect(await check(0, [`http://${NOBODY}`])).toMatchObject({
      level: 'warn',
      says: 'nobody answered to compare it with',
    })
  })

  test('that was set while the program ran is noticed', async () => {
    const set = clockCheck({ steadyMs: () => at, wallMs: () => at + 3_600_000 }, [])
    expect(await ask(set)).toMatchObject({ level: 'warn', says: 'it was set while this program ran (+3600.0 s)' })
  })
})

describe('the data folder', () => {
  test('is closed to others, or a warning', async () => {
    const path = join(root, 'data')
    mkdirSync(path, { mode: 0o700 })
    expect(await ask(folderCheck(path))).toMatchObject({ level: 'ok' })
    chmodSync(path, 0o755)
    expect(await ask(folderCheck(path))).toMatchObject({ level: 'warn', fix: `Run: chmod 700 ${path}` })
  })

  test('that is not there yet can be made', async () => {
    expect(await ask(folderCheck(join(root, 'a', 'b', 'c')))).toMatchObject({ level: 'ok' })
  })

  test('that is a file, or lies under one, cannot be used', async () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    expect(await levelOf(folderCheck(file))).toBe('fail')
    expect(await levelOf(folderCheck(join(file, 'data')))).toBe('fail')
  })
})

describe('the database', () => {
  const migrations = join(import.meta.dir, '../../../drizzle')
  const name = `doctor_${process.pid}`
  const url = Object.assign(new URL(POSTGRES), { pathname: `/${name}` }).href
  const now = () => performance.now()

  test.skipIf(needs('postgres'))('tells its version, and what is not applied yet', async () => {
    await using admin = new Bun.SQL(POSTGRES, { max: 1 })
    await admin.unsafe(`create database ${name}`)
    try {
      expect(await ask(databaseCheck(url, migrations, now))).toMatchObject({
        level: 'warn',
        says: expect.stringMatching(/^PostgreSQL \d+.*; not applied yet: 0000_\w+/),
      })
      await migrate({ url }, migrations)
      expect(await ask(databaseCheck(url, migrations, now))).toMatchObject({
        level: 'ok',
        says: expect.stringContaining('up to date'),
      })
    } finally {
      await admin.unsafe(`drop database ${name} with (force)`)
    }
  })

  test('that does not answer is a failure that keeps its password to itself', async () => {
    const found = await ask(databaseCheck(`postgres://me:hunter2@${NOBODY}/x`, migrations, now))
    expect(found).toMatchObject({ level: 'fail' })
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })

  test('of our own is looked at, never opened', async () => {
    expect(await ask(embeddedCheck(join(root, 'new')))).toMatchObject({ level: 'ok' })
    mkdirSync(join(root, 'own/postgres'), { recursive: true })
    expect(await ask(embeddedCheck(join(root, 'own')))).toMatchObject({
      level: 'ok',
      says: expect.stringContaining('/readyz'),
    })
  })
})

describe('Redis', () => {
  test.skipIf(needs('redis'))('tells its version', async () => {
    const found = await ask(redisCheck(REDIS, () => performance.now()))
    expect(found).toMatchObject({ level: 'ok', says: expect.stringMatching(/^Redis \d+\.\d+\.\d+, answers in/) })
  })

  test('that does not answer is a failure that keeps its password to itself', async () => {
    const found = await ask(redisCheck(`redis://:hunter2@${NOBODY}`, () => 0))
    expect(found).toMatchObject({ level: 'fail' })
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })
})
