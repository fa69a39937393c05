import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { THEMES } from './harness/telegram-client.ts'
import type { TelegramViewer } from './harness/telegram-host.ts'
import { openStage, type TelegramStage } from './harness/telegram-stage.ts'

/** So many texts at least are on every screen. */
const LEAST_WORDS = 4

/** Words that axe finds hard to read, one line each; the film itself is no text. Of sheets axe can judge nothing. */
async function faint(page: Page): Promise<string[]> {
  // The film's light is a gradient, on which axe gives no verdict: without it there are grounds to judge by.
  await page.evaluate(`document.documentElement.style.setProperty('--ambient', '0')`)
  const { violations, passes } = await new AxeBuilder({ page }).withRules(['color-contrast']).exclude('video').analyze()
  if ((passes[0]?.nodes.length ?? 0) < LEAST_WORDS) return ['axe could judge hardly anything']
  return violations.flatMap(({ nodes }) => nodes.map(({ html, any }) => `${any[0]?.message} ${html.slice(0, 120)}`))
}

describe.skipIf(needs('browser', 'executable'))('the look inside Telegram', () => {
  let stage: TelegramStage
  beforeAll(async () => {
    stage = await openStage()
  }, 60_000)
  afterAll(() => stage?.close(), 30_000)

  const style = ({ app }: TelegramViewer, name: string) =>
    app.evaluate(`getComputedStyle(document.documentElement).getPropertyValue('${name}').trim()`)

  for (const name of ['night', 'day', 'old', 'garish'] as const) {
    test(`can be read by everyone in the ${name} theme`, async () => {
      const client = { theme: THEMES[name] }
      const viewer = await stage.open({
        platform: 'ios',
        startParam: await stage.newRoom(),
        client,
        reducedMotion: true,
      })
      const { app, page } = viewer
      const found: Record<string, string[]> = {}
      await app.getByRole('log').waitFor()
      await app.getByRole('button', { name: 'Play', exact: true }).first().waitFor()
      found.room = await faint(page)
      await app.getByRole('tab', { name: /People/ }).click()
      await app.getByText('Ann (you)').first().waitFor()
      found.people = await faint(page)
      await viewer.press('back')
      await app.getByText('Continue watching').first().waitFor()
      found.home = await faint(page)
      await app.getByRole('button', { name: 'New room' }).click()
      await app.getByRole('textbox').first().waitFor()
      found['new room'] = await faint(page)
      for (const [screen, lines] of Object.entries(found)) expect([screen, ...lines]).toEqual([screen])
      await viewer.close()
    }, 60_000)
  }

  test('changes with the theme at once, without a reload, and Telegram’s frame with it', async () => {
    const viewer = await stage.open({ platform: 'android', client: { version: '9.6', theme: THEMES.night } })
    const { app, client } = viewer
    await app.getByRole('button', { name: 'New room' }).first().waitFor()
    await client.hears('web_app_set_bottom_bar_color')
    await app.evaluate('window.sameDocument = true')
    expect(await style(viewer, '--bg')).toBe(THEMES.night.secondary_bg_color)

    await viewer.setTheme(THEMES.day)
    await app.locator('html[data-theme=light]').waitFor()
    expect(await style(viewer, '--bg')).toBe(THEMES.day.secondary_bg_color)
    expect(await app.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(244, 244, 245)')
    const day = { color: THEMES.day.secondary_bg_color }
    for (const method of ['header', 'background', 'bottom_bar'])
      expect(client.said(`web_app_set_${method}_color`).at(-1)).toEqual(day)

    await viewer.setTheme(THEMES.garish)
    await viewer.setTheme(THEMES.night)
    await app.locator('html[data-theme=dark]').waitFor()
    expect(await style(viewer, '--text')).toBe(THEMES.night.text_color)
    // What the garish one took away is back.
    expect(Number(await style(viewer, '--ambient'))).toBeGreaterThan(0)
    expect(await app.evaluate('window.sameDocument')).toBe(true)
    expect(viewer.problems.console).toEqual([])
    await viewer.close()
  }, 60_000)

  /** Everything that is drawn, what is only generated too, and asks a weak device for too much. */
  const COSTLY = `[...document.querySelectorAll('*')].flatMap((it) => ['', '::before', '::after'].flatMap((part) => {
    const { backdropFilter, animationIterationCount, boxShadow, textShadow } = getComputedStyle(it, part)
    const blurred = boxShadow.split(/,(?![^(]*\\))/).some((one) => Number(/px [-\\d.]+px ([\\d.]+)px/.exec(one)?.[1] ?? 0) > 0)
    const costs = backdropFilter !== 'none' || animationIterationCount.includes('infinite') || blurred || textShadow !== 'none'
    return costs ? [it.className + part] : []
  }))`

  test.each([
    ['LOW', true],
    ['AVERAGE', false],
  ] as const)(
    'on a device of class %s is spared blur, shadows and endless motion: %p',
    async (deviceClass, spared) => {
      const viewer = await stage.open({
        platform: 'android',
        deviceClass,
        size: 'phone on its side',
        startParam: await stage.newRoom(),
      })
      await viewer.app.getByRole('button', { name: 'Show chat' }).click()
      await viewer.app.getByRole('log').waitFor()
      expect((await viewer.app.locator('html').getAttribute('data-power')) === 'low').toBe(spared)
      // Sound: the page builds a list of names.
      const costly = (await viewer.app.evaluate(COSTLY)) as string[]
      expect(costly.length === 0 ? [] : ['something']).toEqual(spared ? [] : ['something'])
      await viewer.press('back')
      await viewer.app.getByText('Continue watching').first().waitFor()
      if (spared) expect(await viewer.app.evaluate(COSTLY)).toEqual([])
      await viewer.close()
    },
    60_000,
  )
})
