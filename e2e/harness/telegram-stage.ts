import type { Browser } from 'playwright-core'
import * as v from 'valibot'
import { Login, RoomSummary } from '#protocol/http.ts'
import type { RoomId } from '#protocol/ids.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { WireClient } from '#testing/wire-client.ts'
import { launchBrowser } from './browser.ts'
import { startExecutable } from './executable.ts'
import { begun } from './person.ts'
import {
  initDataFor,
  openInTelegram,
  TEST_BOT_TOKEN,
  type TelegramOptions,
  type TelegramUser,
  type TelegramViewer,
} from './telegram-host.ts'

export const ANN: TelegramUser = { id: 1001, first_name: 'Ann', language_code: 'en' }

/** The product with a bot, and a browser: what tests of Telegram play on. */
export interface TelegramStage {
  /** A room of Ann's own with a film in it that has been begun. */
  newRoom(): Promise<RoomId>
  /** Ann opens the app. */
  open(options: TelegramOptions): Promise<TelegramViewer>
  close(): Promise<void>
}

export async function openStage(): Promise<TelegramStage> {
  const env = { BOT_TOKEN: TEST_BOT_TOKEN, BOT_USERNAME: 'party_test_bot' }
  const [executable, browser]: [Awaited<ReturnType<typeof startExecutable>>, Browser] = await Promise.all([
    startExecutable({ env }),
    launchBrowser(),
  ])
  const post = async (path: string, body: unknown, token = ''): Promise<unknown> => {
    const answer = await fetch(`${executable.url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    return answer.json()
  }
  const { token } = v.parse(Login, await post('/auth/telegram', { initData: initDataFor(ANN, {}) }))
  const media = { url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: 66_000 }
  return {
    newRoom: async () => {
      const { id } = v.parse(RoomSummary, await post('/rooms', { media, title: 'Film club' }, token))
      const socket = await WireClient.open(`${executable.url.replace(/^http/, 'ws')}/ws`)
      socket.send({ t: 'hello', protocol: PROTOCOL_VERSION, token, room: id, have: null, device: 'phone' })
      await begun(socket)
      return id
    },
    open: (options) => openInTelegram(browser, executable.url, { user: ANN, ...options }),
    close: async () => {
      await browser.close()
      await executable.remove()
    },
  }
}
