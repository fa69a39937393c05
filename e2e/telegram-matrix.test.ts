import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Frame } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { plays } from './harness/steps.ts'
import { NO_INSETS, THEMES } from './harness/telegram-client.ts'
import type { Platform, TelegramViewer } from './harness/telegram-host.ts'
import { openStage, type TelegramStage } from './harness/telegram-stage.ts'

const PLATFORMS = ['webk', 'weba', 'ios', 'android', 'tdesktop'] as const satisfies Platform[]
/** The first; before full screen; with it; the newest that Telegram has numbered. */
const VERSIONS = ['6.0', '7.0', '8.0', '9.6'] as const
const PAGE = THEMES.night.secondary_bg_color

/** What Telegram draws above the page, as it knows our colour: any, one of the theme's, or none of ours. */
const HEADER = {
  '6.0': undefined,
  '7.0': { color: PAGE },
  '8.0': { color: PAGE },
  '9.6': { color: PAGE },
}

const ground = (app: Frame) =>
  app.evaluate('getComputedStyle(document.documentElement).getPropertyValue("--bg").trim()')
const play = (app: Frame) => app.getByRole('button', { name: 'Play', exact: true }).first().click()
const ownBack = (app: Frame) => app.getByRole('button', { name: 'Back to my rooms' })

/** Home by Telegram's button where there is one, by ours where there is not; never both. */
async function goHome({ app, client, press }: TelegramViewer): Promise<void> {
  if (client.state.version === '6.0') {
    expect(client.back.visible).toBe(false)
    await ownBack(app).click()
  } else {
    expect(await ownBack(app).count()).toBe(0)
    await client.hears('web_app_setup_back_button')
    await press('back')
  }
  await app.getByText('Continue watching').first().waitFor()
  await app.getByText('The Last Keeper').first().waitFor()
  expect(client.back.visible).toBe(false)
}

describe.skipIf(needs('browser', 'executable'))('in every Telegram', () => {
  let stage: TelegramStage
  beforeAll(async () => {
    stage = await openStage()
  }, 60_000)
  afterAll(() => stage?.close(), 30_000)

  for (const platform of PLATFORMS) {
    for (const version of VERSIONS) {
      test(`${platform} ${version}: in by a link, play, back home, nothing asked that it does not know`, async () => {
        const size = platform === 'tdesktop' ? 'desktop' : 'phone'
        const client = { version, theme: THEMES.night }
        const viewer = await stage.open({ platform, startParam: await stage.newRoom(), size, client })
        const { app } = viewer
        await app.getByRole('log').waitFor()
        expect(await ground(app)).toBe(PAGE)
        await play(app)
        await plays(app)
        await viewer.client.hears('web_app_ready')
        if (version === '8.0' || version === '9.6') {
          await viewer.setInsets({ ...NO_INSETS, top: 47, bottom: 34 }, { ...NO_INSETS, top: 46 })
          const header = await app.locator('header').first().boundingBox()
          const frame = platform === 'webk' || platform === 'weba' ? 48 : 0
          expect(header?.y).toBe(47 + 46 + frame)
        }
        await goHome(viewer)
        expect(viewer.client.said('web_app_set_header_color').at(-1)).toEqual(HEADER[version])
        expect(viewer.client.violations).toEqual([])
        expect(viewer.problems).toEqual({ console: [], requests: [], thirdParty: [] })
        await viewer.close()
      }, 60_000)
    }

    test(`${platform} that answers nothing at all: the same`, async () => {
      const client = { version: '9.6', mute: true } as const
      const viewer = await stage.open({ platform, startParam: await stage.newRoom(), client })
      await viewer.app.getByRole('log').waitFor()
      await play(viewer.app)
      await plays(viewer.app)
      await viewer.app.getByRole('button', { name: 'Full screen' }).click()
      await viewer.client.hears('web_app_request_fullscreen')
      await viewer.client.hears('web_app_setup_back_button')
      await viewer.app.locator('.room.cinema').waitFor()
      await viewer.press('back')
      await viewer.app.locator('.room.portrait').waitFor()
      await goHome(viewer)
      expect(viewer.problems).toEqual({ console: [], requests: [], thirdParty: [] })
      await viewer.close()
    }, 60_000)
  }
})
