import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { needs } from '#testing/needs.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { launchBrowser, openViewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'
import { comeInAs } from './harness/steps.ts'

/** What axe finds wrong, one line each; the film itself is no text to be read. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('video').analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** How far the page reaches beyond its window, CSS pixels. */
const overflow = async (page: Page): Promise<number[]> =>
  // Sound: the page builds two numbers.
  (await page.evaluate(`[
    document.documentElement.scrollWidth - innerWidth,
    document.documentElement.scrollHeight - innerHeight,
  ]`)) as number[]

describe.skipIf(needs('browser', 'executable'))('every screen', () => {
  let executable: Executable
  let browser: Browser
  let room: string
  /** Where the film has yet to start. */
  let lobby: string
  let host: WireClient

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([
      startExecutable({ env: { BOT_USERNAME: 'party_test_bot' } }),
      launchBrowser(),
    ])
    const marta = await Person.guest(executable.url, 'Marta Oliveira')
    const film = { url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: 66_000 }
    const { id } = await marta.createBegunRoom(film, 'Film club')
    lobby = `${executable.url}/r/${(await marta.createRoom(film, 'Film club')).id}`
    room = `${executable.url}/r/${id}`
    host = await marta.enter(id)
    await host.next('snapshot')
    host.send({
      t: 'command',
      id: 1,
      command: { type: 'chat.say', lineId: newLineId(), text: 'See https://example.org at 0:12' },
    })
    await host.next('ack')
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })

  for (const size of ['phone', 'small phone', 'phone on its side', 'desktop'] as const) {
    for (const scheme of ['dark', 'light'] as const) {
      test(`is usable by everyone and fits the window: ${size}, ${scheme}`, async () => {
        const viewer = await openViewer(browser, { size, scheme, reducedMotion: true })
        const { page } = viewer
        const found: Record<string, string[]> = {}
        await page.goto(executable.url)
        await page.getByRole('button', { name: 'Try it with a short film' }).waitFor()
        if (size !== 'desktop') await page.getByRole('button', { name: 'Show the QR code' }).click()
        await page.getByRole('img', { name: 'QR code of the link to Telegram' }).waitFor()
        found.landing = await faults(page)
        expect((await overflow(page))[0]).toBeLessThanOrEqual(0)
        await page.goto(room)
        await page.getByText('Now showing').waitFor()
        found.join = await faults(page)
        await comeInAs(page, 'Ann')
        await page.locator('video').waitFor({ state: 'attached' })
        await page.waitForLoadState('networkidle')
        found.room = await faults(page)
        expect(await overflow(page)).toEqual([0, 0])
        // On its side a phone shows the film alone.
        if (size !== 'phone on its side') {
          await page.getByRole('tab', { name: /People/ }).click()
          await page.getByText('Ann (you)').first().waitFor()
          found.people = await faults(page)
          await page.getByRole('button', { name: /^paused/ }).click()
          await page.getByText('Sound of this device').first().waitFor()
          found.sync = await faults(page)
          await page.keyboard.press('Escape')
        }
        host.send({ t: 'command', id: 2, command: { type: 'playback.gather', epoch: 1 } })
        await page.getByRole('button', { name: 'I’m ready' }).waitFor()
        found['ready check'] = await faults(page)
        expect(await overflow(page)).toEqual([0, 0])
        await page.getByRole('button', { name: 'Not now' }).click()
        await page.getByRole('button', { name: 'I’m ready' }).waitFor({ state: 'detached' })
        await page.getByRole('button', { name: 'Room menu' }).click()
        await page.getByRole('button', { name: 'Room settings' }).click()
        await page.getByText('Only the host changes these').waitFor()
        found['room settings'] = await faults(page)
        await page.goto(lobby)
        await page.getByRole('button', { name: 'Start now' }).waitFor()
        found.lobby = await faults(page)
        expect(await overflow(page)).toEqual([0, 0])
        await page.goto(executable.url)
        await page.getByText('The Last Keeper').first().waitFor()
        found.home = await faults(page)
        await page.goto(`${executable.url}/new`)
        await page.getByRole('textbox').first().waitFor()
        found['new room'] = await faults(page)
        expect((await overflow(page))[0]).toBeLessThanOrEqual(0)
        await page.goto(`${executable.url}/me`)
        await page.getByRole('button', { name: 'Change your name' }).click()
        await page.getByRole('textbox', { name: 'Your name' }).waitFor()
        found.profile = await faults(page)
        expect((await overflow(page))[0]).toBeLessThanOrEqual(0)
        await page.goto(`${executable.url}/settings`)
        await page.getByRole('button', { name: 'Test by ear' }).waitFor()
        found.settings = await faults(page)
        expect((await overflow(page))[0]).toBeLessThanOrEqual(0)
        await page.goto(`${executable.url}/r/0000000000000`)
        await page.getByRole('alert').waitFor()
        found['no such room'] = await faults(page)
        for (const [screen, wrong] of Object.entries(found)) expect([screen, ...wrong]).toEqual([screen])
        await viewer.close()
      }, 120_000)
    }
  }
})
