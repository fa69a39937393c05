import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Frame, Page } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { EMBED_HOSTS, standIn } from './harness/embeds.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'
import { begin, comeInAs } from './harness/steps.ts'

const youtube = (film: number) => `https://www.youtube.com/watch?v=film-${String(film).padStart(6, '0')}`
/** Two viewers of a player that is read roughly, ms. */
const TOGETHER_MS = 400
const WITHIN_MS = 20_000

/** What a page finds when it asks who is at points all over the player: anything but the frame lies over it. */
const OVER = `(() => {
  const frame = document.querySelector('iframe')
  const { left, top, width, height } = frame.getBoundingClientRect()
  const over = new Set()
  for (let x = 0.02; x < 1; x += 0.06)
    for (let y = 0.02; y < 1; y += 0.06) {
      const found = document.elementFromPoint(left + x * width, top + y * height)
      if (found !== frame) over.add(found ? found.tagName + '.' + found.className : 'nothing')
    }
  return { over: [...over], width: Math.round(width), height: Math.round(height) }
})()`

describe.skipIf(needs('browser', 'executable'))("a platform's player", () => {
  let executable: Executable
  let browser: Browser
  let host: Person
  let ann: Viewer
  let ben: Viewer

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser('free')])
    host = await Person.guest(executable.url, 'Marta Oliveira')
    ann = await openViewer(browser, { size: 'desktop', allowHosts: EMBED_HOSTS })
    ben = await openViewer(browser, { size: 'phone', allowHosts: EMBED_HOSTS })
    await Promise.all([standIn(ann.context), standIn(ben.context)])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })

  const roomWith = async (url: string): Promise<string> => {
    const { id } = await host.createRoom({ url, title: 'A talk about light', durationMs: null }, 'Film club')
    return `${executable.url}/r/${id}`
  }
  const frameOf = async (page: Page): Promise<Frame> => {
    const frame = await (await page.waitForSelector('iframe', { state: 'attached' })).contentFrame()
    if (frame === null) throw new Error('the frame has no page')
    return frame
  }
  const reelIs = (frame: Frame, condition: string) =>
    frame.evaluate(`new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error('never: ' + ${JSON.stringify(condition)} + ' ' + reel.state + ' ' + reel.nowS)), ${WITHIN_MS})
      const timer = setInterval(() => { if (${condition}) { clearInterval(timer); clearTimeout(late); done() } }, 20)
    })`)
  const apartMs = async (): Promise<number> => {
    const at = `performance.timeOrigin + performance.now()`
    const [a, b] = await Promise.all([frameOf(ann.page), frameOf(ben.page)])
    const [atA, s] = (await a.evaluate(`[${at}, reel.nowS]`)) as [number, number]
    return Math.abs(s - Number(await b.evaluate(`reel.truthAt(${atA})`))) * 1_000
  }
  const comesTogether = async (): Promise<void> => {
    const deadline = performance.now() + WITHIN_MS
    let apart = await apartMs()
    while (apart > TOGETHER_MS && performance.now() < deadline) {
      const b = await frameOf(ben.page)
      await reelIs(b, `reel.nowS > ${Number(await b.evaluate('reel.nowS')) + 0.4}`)
      apart = await apartMs()
    }
    expect(apart).toBeLessThan(TOGETHER_MS)
  }

  test('starts for all who gather, and nothing lies over it', async () => {
    const room = await roomWith(youtube(1))
    for (const [viewer, name] of [
      [ann, 'Ann'],
      [ben, 'Ben'],
    ] as const) {
      await viewer.page.goto(room)
      await comeInAs(viewer.page, name)
      await viewer.page.getByRole('button', { name: 'Start now' }).waitFor()
    }
    await ann.screenshot('framed-desktop-lobby')
    await begin(ann.page)
    for (const { page } of [ann, ben]) await reelIs(await frameOf(page), `reel.state === 'playing' && reel.nowS > 1`)
    await comesTogether()
    for (const { page } of [ann, ben]) {
      const { over, width, height } = (await page.evaluate(OVER)) as { over: string[]; width: number; height: number }
      expect(over).toEqual([])
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(200)
    }
    await ann.screenshot('framed-desktop')
    await ben.screenshot('framed-phone')
  }, 90_000)

  test('keeps free of reactions and of what the room says', async () => {
    await ann.page.getByRole('button', { name: 'Heart' }).first().click()
    await ben.page.locator('.flier').first().waitFor()
    expect(((await ben.page.evaluate(OVER)) as { over: string[] }).over).toEqual([])
  }, 30_000)

  test('is paused, sought and started by the bar below it', async () => {
    const [a, b] = await Promise.all([frameOf(ann.page), frameOf(ben.page)])
    await ann.page.getByRole('button', { name: 'Pause' }).click()
    for (const frame of [a, b]) await reelIs(frame, `reel.state === 'paused'`)
    await ann.page.getByRole('button', { name: 'Ahead 10 seconds' }).click()
    for (const frame of [a, b]) await reelIs(frame, `reel.state === 'paused' && reel.nowS > 10`)
    await ann.page.getByRole('button', { name: 'Play', exact: true }).click()
    for (const frame of [a, b]) await reelIs(frame, `reel.state === 'playing' && reel.nowS > 11`)
    await comesTogether()
  }, 60_000)

  test('on a phone on its side has the chat beside it', async () => {
    await ben.page.setViewportSize({ width: 844, height: 390 })
    await ben.page.getByRole('button', { name: 'Show chat' }).click()
    const { over, width } = (await ben.page.evaluate(OVER)) as { over: string[]; width: number }
    expect(over).toEqual([])
    expect(width).toBeLessThan(600)
    await ben.screenshot('framed-phone-lying-chat')
    await ben.page.getByRole('button', { name: 'Hide chat' }).first().click()
    await ben.screenshot('framed-phone-lying')
    await ben.page.setViewportSize({ width: 390, height: 844 })
  }, 30_000)

  test('tells what is wrong with a film, and where it plays', async () => {
    await ann.page.goto(await roomWith(youtube(9_150)))
    await ann.page.getByText('It plays on its own site only').waitFor()
    await ann.page.getByRole('button', { name: 'Open on YouTube' }).waitFor()
    await ann.screenshot('framed-failed')
  }, 60_000)

  test('of Twitch asks for room where there is too little, and plays where there is enough', async () => {
    const room = await roomWith('https://www.twitch.tv/videos/1')
    await ben.page.goto(room)
    await ben.page.getByText('Twitch needs a wider picture').waitFor()
    await ben.screenshot('framed-twitch-upright')
    await ben.page.setViewportSize({ width: 844, height: 390 })
    await ben.page.getByRole('button', { name: 'Start now' }).click()
    await reelIs(await frameOf(ben.page), `reel.state === 'playing' && reel.nowS > 1`)
    const { over, width, height } = (await ben.page.evaluate(OVER)) as { over: string[]; width: number; height: number }
    expect(over).toEqual([])
    expect(width).toBeGreaterThanOrEqual(400)
    expect(height).toBeGreaterThanOrEqual(300)
    await ben.screenshot('framed-twitch-lying')
  }, 60_000)

  test('nobody else was asked for anything', () => {
    expect([...ann.problems.thirdParty, ...ben.problems.thirdParty]).toEqual([])
    expect([...ann.problems.console, ...ben.problems.console]).toEqual([])
  })
})
