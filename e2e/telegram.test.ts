import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { needs } from '#testing/needs.ts'
import { launchBrowser } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'
import { initDataFor, openInTelegram, TEST_BOT_TOKEN, type TelegramOptions } from './harness/telegram-host.ts'

const ann = { id: 1001, first_name: 'Анна', last_name: 'Белова', language_code: 'ru' }
const DAY_MS = 24 * 3_600_000

describe.skipIf(needs('browser', 'executable'))('inside Telegram', () => {
  let executable: Executable
  let browser: Browser
  let room: string

  beforeAll(async () => {
    const env = { BOT_TOKEN: TEST_BOT_TOKEN, BOT_USERNAME: 'party_test_bot', GUESTS: 'true' }
    ;[executable, browser] = await Promise.all([startExecutable({ env }), launchBrowser()])
    const host = await Person.guest(executable.url, 'Host')
    const film = { url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: null }
    room = (await host.createBegunRoom(film, 'Film club')).id
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })
  const open = (options: TelegramOptions) =>
    openInTelegram(browser, executable.url, { user: ann, locale: 'ru', ...options })
  const signIn = (initData: string) =>
    fetch(`${executable.url}/api/auth/telegram`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ initData }),
    })

  test('the user is signed in by name, in their language and theme', async () => {
    const viewer = await open({ startParam: room })
    await viewer.app.getByRole('log').getByText('Анна').waitFor()
    await viewer.app.getByRole('tab', { name: /Люди/ }).click()
    await viewer.app.getByText('Анна Белова').first().waitFor()
    expect(await viewer.app.evaluate('document.documentElement.lang')).toBe('ru')
    expect(viewer.problems.thirdParty).toEqual([])
    expect(viewer.problems.console).toEqual([])
    await viewer.close()
  }, 60_000)

  test('a start parameter opens its room, and the back button leads home', async () => {
    const viewer = await open({ startParam: room })
    await viewer.app.getByRole('log').waitFor()
    await viewer.app.getByText('Film club').first().waitFor()
    await viewer.press('back')
    await viewer.app.getByText(/^Добр.*, Анна$/).waitFor()
    await viewer.app.getByText('The Last Keeper').first().waitFor()
    await viewer.close()
  }, 60_000)

  test('a reload inside the frame signs in again and stays in the room', async () => {
    const viewer = await open({ startParam: room })
    await viewer.app.getByRole('log').waitFor()
    const reloaded = viewer.page.waitForRequest((request) => request.url().endsWith('/api/auth/telegram'))
    await viewer.app.evaluate('location.reload()')
    await reloaded
    await viewer.app.getByRole('log').getByText('Анна').first().waitFor()
    expect(viewer.problems.console).toEqual([])
    await viewer.close()
  }, 60_000)

  test.each(['weba', 'ios', 'android', 'tdesktop'] as const)(
    'it opens in %s as well',
    async (platform) => {
      const viewer = await open({ platform, startParam: room })
      await viewer.app.getByRole('log').waitFor()
      expect(viewer.problems.console).toEqual([])
      // Whatever the app asked for, this client knows, and in the right form.
      expect(viewer.client.violations).toEqual([])
      await viewer.close()
    },
    60_000,
  )

  test('init data that are forged, stale, early or doubled are refused, each with its own code', async () => {
    const good = initDataFor(ann, {})
    expect((await signIn(good)).status).toBe(200)
    const bad = {
      init_data_forged: good.replace('1001', '1002'),
      init_data_expired: initDataFor(ann, { signedAt: new Date(Date.now() - 2 * DAY_MS) }),
      init_data_future: initDataFor(ann, { signedAt: new Date(Date.now() + DAY_MS) }),
      init_data_duplicate_key: `${good}&user=%7B%22id%22%3A1%7D`,
      init_data_malformed: 'hash=1',
    }
    for (const [code, initData] of Object.entries(bad)) {
      const answer = await signIn(initData)
      expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code } }])
    }
  })

  test('a stale launch says what to do', async () => {
    const viewer = await open({ signedAt: new Date(Date.now() - 2 * DAY_MS) })
    await viewer.app.getByText(/чат/i).first().waitFor()
    await viewer.close()
  }, 60_000)
})
