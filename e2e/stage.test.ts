import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'
import { begin, comeInAs, plays, positionOf, stands, videoIs } from './harness/steps.ts'

/** Counts how often the curtain has parted, on the page itself. */
const COUNT_CURTAINS = `
  window.curtains = 0
  document.addEventListener('animationstart', ({ animationName }) => {
    if (/(^|-)part$/.test(animationName)) window.curtains += 0.5 // two cloths part
  }, true)`
/** A browser that never answers when it is asked for the whole screen. */
const DEAF_SCREEN = `
  Element.prototype.requestFullscreen = () => new Promise(() => {})
  window.released = 0
  Document.prototype.exitFullscreen = () => { window.released += 1; return Promise.resolve() }`
/** The small window, as a browser with one tells of it: there is no desktop here to float over. */
const SMALL_WINDOW = `
  let floating = null
  const change = (video, name, now) => { floating = now; video.dispatchEvent(new Event(name)) }
  Object.defineProperty(Document.prototype, 'pictureInPictureEnabled', { get: () => true })
  Object.defineProperty(Document.prototype, 'pictureInPictureElement', { get: () => floating })
  HTMLVideoElement.prototype.requestPictureInPicture = async function () { change(this, 'enterpictureinpicture', this) }
  Document.prototype.exitPictureInPicture = async () => floating && change(floating, 'leavepictureinpicture', null)`
/** Keeps what the page tells the system's media controls, so that a test can press their buttons. */
const MEDIA_KEYS = `
  window.mediaKeys = {}
  const set = MediaSession.prototype.setActionHandler
  MediaSession.prototype.setActionHandler = function (action, handler) {
    window.mediaKeys[action] = handler
    return set.call(this, action, handler)
  }`

/** What axe finds wrong; the film itself is no text to be read. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('video').analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

describe.skipIf(needs('browser', 'executable'))('the stage', () => {
  let executable: Executable
  let browser: Browser
  let room: string
  let ann: Viewer
  let ben: Viewer

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser('free')])
    const marta = await Person.guest(executable.url, 'Marta Oliveira')
    const film = { url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: 66_000 }
    const { id } = await marta.createRoom(film, 'Film club')
    room = `${executable.url}/r/${id}`
    ann = await openViewer(browser, { size: 'desktop' })
    ben = await openViewer(browser, { size: 'phone' })
    for (const script of [COUNT_CURTAINS, SMALL_WINDOW, MEDIA_KEYS]) await ann.page.addInitScript(script)
    for (const script of [COUNT_CURTAINS, DEAF_SCREEN]) await ben.page.addInitScript(script)
    for (const [viewer, name] of [
      [ann, 'Ann'],
      [ben, 'Ben'],
    ] as const) {
      await viewer.page.goto(room)
      await comeInAs(viewer.page, name)
      await viewer.page.getByRole('button', { name: 'Start now' }).waitFor()
    }
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })

  const curtains = (page: Page) => page.evaluate('window.curtains')
  /** Shows the controls of a phone, if they have faded. */
  async function wake(page: Page): Promise<void> {
    if ((await page.locator('.controls.shown').count()) === 0) await tapAt(ben, 0.5, 0.08)
    await page.locator('.controls.shown').waitFor()
  }
  /** Taps of a finger, at a part of the picture's width and height, so many ms after each other. */
  async function tapAt(viewer: Viewer, x: number, y: number, taps = 1): Promise<void> {
    const box = await viewer.page.getByRole('region', { name: 'Player' }).boundingBox()
    if (box === null) throw new Error('there is no picture')
    const touchPoints = [{ x: box.x + box.width * x, y: box.y + box.height * y }]
    await touch(viewer, async (send) => {
      // Seconds, as the browser is told them: a busy machine must not make two taps of a double tap.
      const from = Date.now() / 1_000
      for (let tap = 0; tap < taps; tap++) {
        await send({ type: 'touchStart', touchPoints, timestamp: from + tap * 0.2 })
        await send({ type: 'touchEnd', touchPoints: [], timestamp: from + tap * 0.2 + 0.05 })
      }
    })
  }
  async function swipeUp(viewer: Viewer): Promise<void> {
    const box = await viewer.page.getByRole('region', { name: 'Player' }).boundingBox()
    const [x, y] = [(box?.x ?? 0) + 40, (box?.y ?? 0) + 120]
    await touch(viewer, async (send) => {
      await send({ type: 'touchStart', touchPoints: [{ x, y }] })
      await send({ type: 'touchMove', touchPoints: [{ x, y: y - 60 }] })
      await send({ type: 'touchEnd', touchPoints: [] })
    })
  }
  type Touch = Parameters<CDPSession['send']>[1] & object
  async function touch(
    viewer: Viewer,
    act: (send: (event: Touch) => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    const session = await viewer.context.newCDPSession(viewer.page)
    await act((event) => session.send('Input.dispatchTouchEvent', event as never))
    await session.detach()
  }
  async function standAt(ms: number): Promise<void> {
    await ann.page.keyboard.press('0')
    await videoIs(ann.page, 'video.currentTime < 1')
    if (ms === 0) return
    await ann.page.keyboard.press(String(Math.round(ms / 6_600)))
    await videoIs(ben.page, `Math.abs(video.currentTime - ${ms / 1_000}) < 0.5`)
  }

  test('the curtain is closed until the film begins, then it opens for everyone, once', async () => {
    expect([await curtains(ann.page), await curtains(ben.page)]).toEqual([0, 0])
    await begin(ann.page)
    await Promise.all([plays(ann.page), plays(ben.page)])
    for (const { page } of [ann, ben]) await page.locator('.curtain.open').waitFor({ state: 'attached' })
    await ann.page.keyboard.press('k')
    await stands(ben.page)
    await Promise.all([ann, ben].map(({ page }) => videoIs(page, 'window.curtains === 1')))
    await ben.page.reload()
    await ben.page.locator('.curtain.open').waitFor({ state: 'attached' })
    expect(await curtains(ben.page)).toBe(0)
  }, 60_000)

  test('a double tap at a side leaps ten seconds, and each further tap ten more', async () => {
    await standAt(19_800)
    await tapAt(ben, 0.9, 0.3, 2)
    await ben.page.getByText('+10 s').waitFor()
    await videoIs(ann.page, 'Math.abs(video.currentTime - 29.8) < 0.5')
    await ben.page.getByText('+10 s').waitFor({ state: 'detached' })
    await tapAt(ben, 0.1, 0.3, 3)
    await ben.page.getByText('−20 s').waitFor()
    await videoIs(ann.page, 'Math.abs(video.currentTime - 9.8) < 0.5')
    // A finger that slides over the picture means the page, not the film.
    const before = await positionOf(ann.page)
    await swipeUp(ben)
    await swipeUp(ben)
    await ann.page.keyboard.press('?')
    await ann.page.getByRole('dialog').waitFor()
    await ann.page.keyboard.press('Escape')
    expect(await positionOf(ann.page)).toBe(before)
  }, 60_000)

  test('who moves the film is told to the others', async () => {
    await standAt(33_000)
    await ben.page.locator('.glide').getByText('Ann').waitFor()
    expect(await ann.page.locator('.glide').count()).toBe(0)
  }, 30_000)

  test('every key does what the help says, and none of them while somebody writes', async () => {
    const { page } = ann
    await standAt(33_000)
    for (const [key, byMs] of [
      ['l', 10_000],
      ['j', -10_000],
      ['ArrowRight', 5_000],
      ['ArrowLeft', -5_000],
    ] as const) {
      const before = await positionOf(page)
      await page.keyboard.press(key)
      await videoIs(page, `Math.abs(video.currentTime * 1000 - ${before + byMs}) < 100`)
    }
    const before = await positionOf(page)
    await page.keyboard.press('.')
    await videoIs(page, `video.currentTime * 1000 > ${before} && video.currentTime * 1000 < ${before + 100}`)
    await page.keyboard.press('m')
    await videoIs(page, 'video.muted')
    await page.keyboard.press('m')
    await page.keyboard.press('ArrowDown')
    await videoIs(page, '!video.muted && video.volume < 0.97')
    await page.keyboard.press('t')
    await page.getByRole('button', { name: 'Leave the theatre' }).waitFor()
    expect(await faults(page)).toEqual([])
    await page.keyboard.press('h')
    await page.getByRole('button', { name: 'Show chat' }).waitFor()
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA')
    await page.keyboard.type('kfm?')
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('kfm?')
    await videoIs(page, 'video.paused && !video.muted')
    await page.evaluate('document.activeElement.blur()')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Theatre', exact: true }).waitFor()
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard' })
    await help.getByText('One frame back, ahead').waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
  }, 60_000)

  test('the panel beside the picture is as wide as one makes it, also the next time', async () => {
    const edge = ann.page.getByRole('separator', { name: 'Width of the panel' })
    await edge.focus()
    await ann.page.keyboard.press('ArrowLeft')
    expect(await edge.getAttribute('aria-valuenow')).toBe('380')
    await ann.page.keyboard.press('End')
    expect(Math.round((await ann.page.locator('aside').boundingBox())?.width ?? 0)).toBe(520)
    await ann.page.reload()
    expect(await edge.getAttribute('aria-valuenow')).toBe('520')
    await edge.dblclick()
    expect(await edge.getAttribute('aria-valuenow')).toBe('360')
    await ann.page.evaluate('document.activeElement.blur()')
  }, 30_000)

  test('a reaction of one flies before the eyes of the other, and warms the scrub bar', async () => {
    await ben.page.getByRole('button', { name: 'React', exact: true }).tap()
    const row = ben.page.getByRole('group', { name: 'Reactions' })
    for (let taps = 0; taps < 3; taps++) await row.getByRole('button', { name: 'Popcorn' }).tap()
    await ann.page.locator('.shower .flier').first().waitFor({ state: 'attached' })
    expect(await row.isVisible()).toBe(true)
    expect(await faults(ben.page)).toEqual([])
    await ann.page.locator('.timeline svg path').waitFor({ state: 'attached' })
    // And back, by the keyboard.
    await ann.page.getByRole('group', { name: 'Reactions' }).getByRole('button', { name: 'Heart' }).focus()
    await ann.page.keyboard.press('Enter')
    await ben.page.locator('.shower .flier').first().waitFor({ state: 'attached' })
    await ann.page.evaluate('document.activeElement.blur()')
  }, 30_000)

  test('who wants no motion is told how many instead', async () => {
    const calm = await openViewer(browser, { size: 'desktop', reducedMotion: true })
    await calm.page.goto(room)
    await comeInAs(calm.page, 'Cleo')
    await calm.page.getByRole('group', { name: 'Reactions' }).waitFor()
    const row = ben.page.getByRole('group', { name: 'Reactions' })
    for (let taps = 0; taps < 2; taps++) await row.getByRole('button', { name: 'Tear' }).tap()
    await calm.page.locator('.tally').getByText('2').waitFor()
    expect(await calm.page.locator('.flier').count()).toBe(0)
    await calm.close()
  }, 30_000)

  test('the picture goes into a small window and back, and the button knows where it is', async () => {
    const { page } = ann
    await page.mouse.move(400, 300)
    await page.getByRole('button', { name: 'Picture in picture' }).click()
    await page.getByRole('button', { name: 'Back into the page' }).waitFor()
    // By the small window's own button.
    await page.evaluate('document.exitPictureInPicture()')
    await page.getByRole('button', { name: 'Picture in picture' }).waitFor()
    await page.getByRole('button', { name: 'Picture in picture' }).click()
    await page.getByRole('button', { name: 'Room menu' }).click()
    await page.getByRole('button', { name: 'Leave room' }).click()
    await page.locator('video').waitFor({ state: 'detached' })
    expect(await page.evaluate('document.pictureInPictureElement')).toBe(null)
    await page.goto(room)
    await page.locator('.curtain.open').waitFor({ state: 'attached' })
    // Where there is none there is no button.
    expect(await ben.page.getByRole('button', { name: 'Picture in picture' }).count()).toBe(0)
  }, 30_000)

  test('the system is told what plays, and its buttons move the room', async () => {
    const { page } = ann
    const told = () =>
      page.evaluate(`({ ...{ title: navigator.mediaSession.metadata?.title,
      artist: navigator.mediaSession.metadata?.artist, state: navigator.mediaSession.playbackState } })`)
    await standAt(19_800)
    expect(await told()).toEqual({ title: 'The Last Keeper', artist: 'Film club', state: 'paused' })
    await videoIs(page, 'navigator.mediaSession.metadata.artwork.length === 1')
    await page.evaluate("window.mediaKeys.seekforward({ action: 'seekforward' })")
    await videoIs(ben.page, 'Math.abs(video.currentTime - 29.8) < 0.5')
    await page.evaluate("window.mediaKeys.seekto({ action: 'seekto', seekTime: 12 })")
    await videoIs(ben.page, 'Math.abs(video.currentTime - 12) < 0.5')
    await page.evaluate("window.mediaKeys.play({ action: 'play' })")
    await plays(ben.page)
    await videoIs(page, "navigator.mediaSession.playbackState === 'playing'")
    await page.evaluate("window.mediaKeys.pause({ action: 'pause' })")
    await stands(ben.page)
  }, 60_000)

  test('where the browser never gives the whole screen, the page is full all the same, and comes back', async () => {
    const { page } = ben
    await wake(page)
    await page.getByRole('button', { name: 'Full screen' }).tap()
    await page.getByRole('button', { name: 'Leave full screen' }).waitFor()
    const box = await page.getByRole('region', { name: 'Player' }).boundingBox()
    expect([box?.width, box?.height]).toEqual([390, 844])
    expect(await faults(page)).toEqual([])
    await page.getByRole('button', { name: 'Leave full screen' }).tap()
    await page.getByRole('button', { name: 'Full screen', exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Chat' }).waitFor()
  }, 30_000)

  test('nothing broke', () => {
    expect([...ann.problems.console, ...ben.problems.console]).toEqual([])
  })
})
