import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as v from 'valibot'
import { AppInfo } from '#protocol/http.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer } from './harness/browser.ts'
import { EXECUTABLE, type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'

/** Runs the executable to its end with nothing in its environment, not even a PATH. */
async function run(word: string, env: Record<string, string> = {}) {
  const child = Bun.spawn([EXECUTABLE, word], { env, cwd: '/tmp', stdout: 'pipe', stderr: 'pipe' })
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  return { out, err, code }
}

/** Children of a process, by /proc. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await Bun.file(`/proc/${pid}/task/${pid}/children`).text()
  return text.split(' ').filter(Boolean).map(Number)
}
const lives = (pid: number) => Bun.file(`/proc/${pid}/stat`).exists()

describe.skipIf(needs('executable'))('the words of the executable', () => {
  test('help tells every setting', async () => {
    const { out, code } = await run('help')
    expect(code).toBe(0)
    for (const name of ['PORT', 'PUBLIC_URL', 'BOT_TOKEN', 'DATABASE_URL', 'REDIS_URL', 'FRAME_ANCESTORS']) {
      expect(out).toContain(name)
    }
  })
  test('version tells what it is', async () => {
    expect((await run('version')).out).toMatch(/watchparty \d+\.\d+\.\d+/i)
  })
  test('every wrong setting is told at once, by name, with an example, and no secret is repeated', async () => {
    const { err, code } = await run('serve', { PORT: 'x', PUBLIC_URL: 'nope', BOT_TOKEN: 'sesame', LOG_LEVEL: 'loud' })
    expect(code).toBe(78)
    for (const name of ['PORT', 'PUBLIC_URL', 'BOT_TOKEN', 'LOG_LEVEL']) expect(err).toContain(name)
    expect(err).not.toContain('sesame')
  })
  test('a word it does not know is answered by help', async () => {
    expect((await run('dance')).code).toBe(64)
  })
})

describe.skipIf(needs('executable'))('the executable, alone in an empty folder', () => {
  let executable: Executable
  beforeAll(async () => {
    executable = await startExecutable({ env: { PATH: '' } })
  }, 60_000)
  afterAll(() => executable?.remove())

  test('serves the Mini App, the API, the film by ranges, and says that it is ready', async () => {
    const page = await fetch(executable.url)
    expect([page.status, page.headers.get('x-frame-options')]).toEqual([200, null])
    expect(page.headers.get('content-security-policy')).toContain('frame-ancestors')
    expect(await (await fetch(`${executable.url}/readyz`)).json()).toMatchObject({ ready: true })
    const film = await fetch(executable.url + SAMPLE_FILM_PATH, { headers: { range: 'bytes=100-199' } })
    expect([film.status, (await film.bytes()).length]).toEqual([206, 100])
    expect((await fetch(`${executable.url}/api/openapi.json`)).status).toBe(200)
  })
  test('tells each page which Mini App it has, and the page knows the same of itself', async () => {
    const info = v.parse(AppInfo, await (await fetch(`${executable.url}/api/info`)).json())
    expect(info.build).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/)
    expect(await (await fetch(executable.url)).text()).toContain(`<meta name="build" content="${info.build}">`)
  })
  test('counts by the address of the socket, whatever a header says', async () => {
    const left = async (forwarded: string) => {
      const headers = { 'X-Forwarded-For': forwarded }
      return Number((await fetch(`${executable.url}/api/info`, { headers })).headers.get('ratelimit-remaining'))
    }
    expect((await left('203.0.113.7')) - (await left('203.0.113.8'))).toBe(1)
    const { status } = await fetch(`${executable.url}/ws`, { headers: { Origin: 'https://evil.example' } })
    expect(status).toBe(403)
  })
  test('keeps its secrets and its data to itself', async () => {
    const data = join(executable.folder, 'data')
    expect((await stat(data)).mode & 0o777).toBe(0o700)
    const files = (await readdir(data, { withFileTypes: true })).filter((entry) => entry.isFile())
    const secrets = files.filter(({ name }) => /secret|jwt/.test(name))
    expect(secrets.length).toBeGreaterThan(0)
    for (const { name } of secrets) expect((await stat(join(data, name))).mode & 0o777).toBe(0o600)
  })
  test('writes neither tokens nor names nor addresses into its log', async () => {
    const person = await Person.guest(executable.url, 'Verysecretname')
    await person.createRoom(null, 'Verysecrettitle')
    for (const text of [person.login.token, 'Verysecretname', 'Verysecrettitle', '127.0.0.1', '::1']) {
      expect(executable.logs()).not.toContain(text)
    }
  })
  test('refuses to share its data folder with a second one, and says so', async () => {
    const second = Bun.spawn([EXECUTABLE, 'serve'], {
      env: { PORT: '0', DATA_DIR: join(executable.folder, 'data') },
      cwd: '/tmp',
      stdout: 'ignore',
      stderr: 'pipe',
    })
    const [err, code] = await Promise.all([second.stderr.text(), second.exited])
    expect(code).toBe(1)
    expect(err).toMatch(/in use|another|already/i)
    expect((await fetch(`${executable.url}/readyz`)).status).toBe(200)
  }, 30_000)
  test('brings its database back when that dies, and loses nothing', async () => {
    const person = await Person.guest(executable.url, 'Ann')
    const room = await person.createRoom(null, 'Still here')
    const [child] = await childrenOf(executable.pid)
    process.kill(child as number, 'SIGKILL') // it has exactly one: the database
    for (;;) {
      const answer = await person.rooms().catch(() => null) // until it is back
      if (answer?.rooms.some(({ id }) => id === room.id)) break
      await Bun.sleep(50)
    }
  }, 30_000)
  test('takes its database along when it is killed', async () => {
    const [child] = await childrenOf(executable.pid)
    await executable.kill()
    while (await lives(child as number)) await Bun.sleep(20)
    await executable.restart()
  }, 30_000)
})

describe.skipIf(needs('browser', 'executable'))('the documentation of the API', () => {
  let executable: Executable
  let browser: Browser
  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser()])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })
  test('can be browsed, and asks nothing of a third party', async () => {
    const viewer = await openViewer(browser, { size: 'desktop' })
    await viewer.page.goto(`${executable.url}/api/docs`)
    await viewer.page.getByText('/api/rooms').first().waitFor()
    await viewer.screenshot('api-docs')
    expect(viewer.problems).toEqual({ console: [], requests: [], thirdParty: [] })
  }, 60_000)
})
