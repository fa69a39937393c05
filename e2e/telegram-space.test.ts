import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Frame } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { type Insets, NO_INSETS } from './harness/telegram-client.ts'
import type { TelegramViewer } from './harness/telegram-host.ts'
import { openStage, type TelegramStage } from './harness/telegram-stage.ts'

/** Telegram's own buttons over the page. */
const BUTTONS: Insets = { ...NO_INSETS, top: 46 }
const UPRIGHT = {
  ios: { ...NO_INSETS, top: 59, bottom: 34 },
  android: { ...NO_INSETS, top: 47, bottom: 34 },
}
const LYING: Insets = { top: 0, right: 59, bottom: 21, left: 59 }

/** Whatever can be pressed or filled in and cannot be brought out from under an edge, one line each. */
async function covered(app: Frame, edges: readonly Insets[]): Promise<string[]> {
  const sum = (side: keyof Insets) => edges.reduce((total, insets) => total + insets[side], 0)
  const found = await app.evaluate(`(async () => {
    // What is still on its way in is not there yet.
    const moving = document.getAnimations().filter((it) => it.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(moving.map((it) => it.finished))
    const safe = { left: ${sum('left')}, top: ${sum('top')}, right: innerWidth - ${sum('right')}, bottom: innerHeight - ${sum('bottom')} }
    const within = document.querySelector('dialog[open]') ?? document
    const all = [...within.querySelectorAll('a[href], button, input, textarea, select, [role=slider], [role=tab]')]
      .filter((it) => !it.closest('[inert]') && it.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    return [all.length, all.flatMap((it) => {
      it.scrollIntoView({ block: 'center', inline: 'center' })
      const { left, top, right, bottom } = it.getBoundingClientRect()
      const inside = left >= safe.left - 0.5 && top >= safe.top - 0.5 && right <= safe.right + 0.5 && bottom <= safe.bottom + 0.5
      return inside ? [] : [it.tagName + ' "' + (it.ariaLabel ?? it.textContent).trim().slice(0, 40) + '" at ' + [left, top, right, bottom].map(Math.round)]
    })]
  })()`)
  // Sound: the page builds a count and lines.
  const [count, lines] = found as [number, string[]]
  return count === 0 ? ['there is nothing to press'] : lines
}

describe.skipIf(needs('browser', 'executable'))('the space that Telegram leaves', () => {
  let stage: TelegramStage
  beforeAll(async () => {
    stage = await openStage()
  }, 60_000)
  afterAll(() => stage?.close(), 30_000)

  /** The phone is turned: Telegram tells nothing, and is asked. */
  async function turn(viewer: TelegramViewer, insets: Insets): Promise<void> {
    Object.assign(viewer.client.state, { insets })
    const { width, height } = viewer.page.viewportSize() ?? { width: 0, height: 0 }
    await viewer.page.setViewportSize({ width: height, height: width })
    await viewer.app.locator(`html[style*="--tg-safe-area-inset-left: ${insets.left}px"]`).waitFor()
  }

  for (const [platform, version] of [
    ['ios', '8.0'],
    ['ios', '9.6'],
    ['android', '8.0'],
    ['android', '9.6'],
  ] as const) {
    test(`is enough for every control: ${platform} ${version}`, async () => {
      const insets = UPRIGHT[platform]
      const client = { version, insets, contentInsets: BUTTONS }
      const viewer = await stage.open({ platform, startParam: await stage.newRoom(), client })
      const { app, client: telegram } = viewer
      const found: Record<string, string[]> = {}
      const look = async (screen: string) => {
        found[screen] = await covered(app, [telegram.state.insets, telegram.state.contentInsets])
      }
      const button = (name: RegExp | string) => app.getByRole('button', { name }).first()
      await app.getByRole('log').waitFor()
      await app.locator(`html[style*="--tg-content-safe-area-inset-top: 46px"]`).waitFor()
      await button('Play').waitFor()
      await look('room')
      await app.getByRole('tab', { name: /People/ }).click()
      await app.getByText('Ann (you)').first().waitFor()
      await look('people')
      await button(/Room menu/).click()
      await app.getByRole('dialog').waitFor()
      await look('sheet')
      await viewer.press('back')
      await app.getByRole('dialog').waitFor({ state: 'detached' })

      await button('Full screen').click()
      await telegram.hears('web_app_request_fullscreen')
      await app.locator('.room.cinema').waitFor()
      await look('full screen')
      await turn(viewer, LYING)
      await look('full screen, lying')
      expect(telegram.said('web_app_toggle_orientation_lock')).toEqual([{ locked: true }])
      await viewer.press('back')
      await telegram.hears('web_app_exit_fullscreen')
      await look('room, lying')
      await button('Show chat').click()
      await look('room with chat, lying')
      await button(/Room menu/).click()
      await app.getByRole('dialog').waitFor()
      await look('sheet, lying')
      await viewer.press('back')
      await app.getByRole('dialog').waitFor({ state: 'detached' })

      await viewer.press('back')
      await app.getByText('Continue watching').first().waitFor()
      await look('home, lying')
      await turn(viewer, insets)
      await look('home')
      await button('New room').click()
      await app.getByRole('textbox').first().waitFor()
      await look('new room')
      await turn(viewer, LYING)
      await look('new room, lying')
      await viewer.press('back')
      await app.getByRole('link', { name: 'Profile' }).first().click()
      await app.getByRole('heading', { name: 'Ann' }).waitFor()
      await look('profile, lying')
      await app.getByRole('link', { name: 'Settings' }).click()
      await app.getByRole('switch', { name: 'Haptics' }).waitFor()
      await look('settings, lying')
      await turn(viewer, insets)
      await look('settings')
      for (const [screen, lines] of Object.entries(found)) expect([screen, ...lines]).toEqual([screen])
      expect(telegram.violations).toEqual([])
      await viewer.close()
    }, 60_000)
  }

  test('is the same for who has no room yet, upright and lying', async () => {
    const user = { id: 1002, first_name: 'Bo', language_code: 'en' }
    const client = { insets: UPRIGHT.ios, contentInsets: BUTTONS }
    const viewer = await stage.open({ platform: 'ios', user, client })
    await viewer.app.getByRole('button', { name: 'Try with a short film' }).waitFor()
    await viewer.app.locator('html[style*="--tg-content-safe-area-inset-top: 46px"]').waitFor()
    expect(await covered(viewer.app, [UPRIGHT.ios, BUTTONS])).toEqual([])
    await turn(viewer, LYING)
    expect(await covered(viewer.app, [LYING, BUTTONS])).toEqual([])
    await viewer.close()
  }, 60_000)

  /** A keyboard as on iOS: it lies over the page, and the visual viewport alone knows. */
  const keyboard = (app: Frame, px: number) =>
    app.evaluate(`(() => {
      Object.defineProperty(visualViewport, 'height', { value: innerHeight - ${px}, configurable: true })
      visualViewport.dispatchEvent(new Event('resize'))
    })()`)

  test('ends above a keyboard that lies over the page', async () => {
    const viewer = await stage.open({ platform: 'ios', startParam: await stage.newRoom() })
    const { app } = viewer
    const message = app.getByRole('textbox', { name: 'Message' })
    await message.waitFor()
    const above: Insets = { ...NO_INSETS, bottom: 336 }
    await keyboard(app, above.bottom)
    await app.locator('.room.typing').waitFor()
    expect(await covered(app, [above])).toEqual([])
    await app.getByRole('button', { name: 'Room menu' }).click()
    await app.getByRole('dialog').waitFor()
    expect(await covered(app, [above])).toEqual([])
    await viewer.press('back')
    await keyboard(app, 0)
    await turn(viewer, LYING)
    await app.getByRole('button', { name: 'Show chat' }).click()
    await keyboard(app, 160)
    const box = await message.boundingBox()
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(390 - 160)
    await viewer.close()
  }, 60_000)

  test('grows to the whole screen and back by Telegram’s own means too', async () => {
    const viewer = await stage.open({ platform: 'android', startParam: await stage.newRoom() })
    const { app, client } = viewer
    await app.getByRole('button', { name: 'Full screen' }).click()
    await app.locator('.room.cinema').waitFor()
    for (const message of client.setFullscreen(false)) await viewer.send(message)
    await app.locator('.room.portrait').waitFor()
    await viewer.press('settings')
    await app.getByRole('dialog').waitFor()
    await viewer.press('back')
    await app.getByRole('dialog').waitFor({ state: 'detached' })
    expect(client.violations).toEqual([])
    await viewer.close()
  }, 60_000)
})
