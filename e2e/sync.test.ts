import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { HOLD_MAX_MS, PATIENCE_MS } from '#protocol/limits.ts'
import type { Playback } from '#protocol/playback.ts'
import { needs } from '#testing/needs.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { wentBackMs } from './harness/instants.ts'
import { type MediaServer, startMediaServer } from './harness/media-server.ts'
import { Person } from './harness/person.ts'
import { machineNow, recorded, recordPages } from './harness/recorder.ts'
import { begin, comeInAs, plays, positionOf, stands, together, videoIs } from './harness/steps.ts'
import { openTcpProxy, type TcpProxy } from './harness/tcp-proxy.ts'
import { TEST_CARD_MS } from './harness/test-card.ts'

/** Generous: other suites run beside this one, and `bun run bench:sync` is what measures. */
const STEADY_MS = 80
/** Time for what follows a hold to reach a browser, ms. */
const SLACK_MS = 2_500

describe.skipIf(needs('browser', 'executable', 'ffmpeg'))('a room in sync', () => {
  let executable: Executable
  let media: MediaServer
  let browser: Browser
  let proxy: TcpProxy
  let host: Person
  let room: Awaited<ReturnType<Person['createRoom']>>
  let ann: Viewer
  let ben: Viewer

  beforeAll(async () => {
    ;[executable, media, browser] = await Promise.all([startExecutable(), startMediaServer(), launchBrowser('free')])
    proxy = openTcpProxy(executable.port)
    host = await Person.guest(executable.url, 'Host')
    room = await host.createRoom({ url: media.film, title: 'The test card', durationMs: TEST_CARD_MS })
    ann = await openViewer(browser, { name: 'ann', size: 'desktop' })
    ben = await openViewer(browser, { name: 'ben', size: 'phone' })
    for (const [viewer, url] of [
      [ann, executable.url],
      [ben, proxy.url],
    ] as const) {
      await recordPages(viewer.context)
      await viewer.page.goto(`${url}/r/${room.id}`)
      await comeInAs(viewer.page, viewer === ann ? 'Ann' : 'Ben')
    }
    await begin(ann.page)
    await Promise.all([plays(ann.page), plays(ben.page)])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    proxy?.close()
    await media?.close()
    await executable?.remove()
  })

  test('two who watch are together, and left in peace', async () => {
    await together(ann.page, ben.page)
    const since = machineNow()
    const skew = await together(ann.page, ben.page)
    expect(skew.p95).toBeLessThan(STEADY_MS)
    const { happenings } = await recorded(ben.page, since)
    expect(happenings.filter(({ what }) => what === 'seeking' || what === 'pause')).toEqual([])
  }, 60_000)

  test('my own seeks, one after the other on a slow line, never take me back', async () => {
    proxy.delay({ up: { ms: 150 }, down: { ms: 150 } })
    await ben.page.evaluate('document.activeElement.blur()')
    const before = await positionOf(ben.page)
    const since = machineNow()
    for (const _ of [1, 2, 3, 4]) await ben.page.keyboard.press('l')
    await videoIs(ben.page, `!video.paused && video.currentTime * 1000 > ${before + 38_000}`)
    const { samples } = await recorded(ben.page, since)
    expect(wentBackMs(samples)).toBeLessThan(1_000)
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(250)
    proxy.delay({ up: { ms: 0 }, down: { ms: 0 } })
  }, 60_000)

  test('somebody whose player never gets ready holds the room for a while, and no longer', async () => {
    const liar = await enter(await Person.guest(executable.url, 'Liar'), room.id)
    liar.report('standing')
    let heldMs = 0
    for (const key of ['1', '2', '1']) {
      await ann.page.evaluate('document.activeElement.blur()')
      const from = machineNow()
      await ann.page.keyboard.press(key)
      const hold = await liar.hold((playback) => playback.status === 'holding')
      liar.stalled(hold)
      await liar.hold((playback) => playback.status === 'playing' && playback.version > hold.version)
      await Promise.all([plays(ann.page), plays(ben.page)])
      heldMs += machineNow() - from
      expect(machineNow() - from).toBeLessThan(HOLD_MAX_MS + SLACK_MS)
      if (heldMs > PATIENCE_MS) break
    }
    // Its patience is used up: from now on the room does not wait at all.
    expect(heldMs).toBeLessThan(PATIENCE_MS + 3 * SLACK_MS)
    liar.leave()
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(250)
  }, 90_000)

  test('who is ready is asked of people, and a countdown begins for all at once', async () => {
    await ann.page.getByRole('button', { name: 'Room menu' }).click()
    await ann.page.getByRole('button', { name: 'Ask who is ready' }).click()
    await Promise.all([stands(ann.page), stands(ben.page)])
    await ben.page.getByRole('button', { name: 'I’m ready' }).tap()
    await Promise.all([ann, ben].map(({ page }) => page.getByText('The film starts in').waitFor({ state: 'attached' })))
    await Promise.all([plays(ann.page), plays(ben.page)])
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(250)
  }, 60_000)

  test('who watches on their own goes where they like, and comes back with one tap', async () => {
    await ben.page.getByRole('button', { name: /in sync/ }).tap()
    await ben.page.getByRole('button', { name: 'Watch on my own' }).tap()
    await ben.page.keyboard.press('Escape')
    await ben.page.evaluate('document.activeElement.blur()')
    const room = await positionOf(ann.page)
    await ben.page.keyboard.press('5')
    await videoIs(ben.page, '!video.paused && video.currentTime > 85')
    expect(await positionOf(ann.page)).toBeLessThan(room + 30_000)
    await ben.page.getByRole('button', { name: 'Back to the room' }).tap()
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(250)
  }, 60_000)

  test('a room that waits shows for whom, and nobody sees a second twice', async () => {
    await host.updateRoom(room.id, { buffering: 'together' })
    media.pace('ben', 95_000)
    await ben.page.reload()
    await plays(ben.page)
    await together(ann.page, ben.page)
    const since = machineNow()
    media.freeze('ben')
    await ann.page.getByText('Waiting for Ben').first().waitFor({ timeout: 20_000 })
    media.thaw('ben')
    await Promise.all([plays(ann.page), plays(ben.page)])
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(250)
    expect(wentBackMs((await recorded(ann.page, since)).samples)).toBeLessThan(100)
  }, 60_000)

  test('a film that is paused stands on one frame, and begins again for both', async () => {
    await ann.page.keyboard.press('k')
    await Promise.all([stands(ann.page), stands(ben.page)])
    await videoIs(ben.page, 'video.readyState >= 3')
    expect(Math.abs((await positionOf(ann.page)) - (await positionOf(ben.page)))).toBeLessThan(2)
    await ann.page.keyboard.press('k')
    await Promise.all([plays(ann.page), plays(ben.page)])
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(250)
  }, 60_000)
})

/** A client of the wire that says of its player whatever it likes. */
async function enter(person: Person, room: Parameters<Person['enter']>[0]) {
  const client: WireClient = await person.enter(room)
  const snapshot = await client.next('snapshot')
  let playback: Playback = snapshot.view.playback
  let commands = 0
  const say = (what: 'ready' | 'stalled', { epoch, version }: Playback) => {
    commands += 1
    client.send({ t: 'command', id: commands, command: { type: `playback.${what}`, epoch, version } })
  }
  return {
    report: (state: 'standing') =>
      client.send({
        t: 'report',
        health: { state, offsetMs: null, boundMs: 1, roundTripMs: 2, startMs: 50 },
      }),
    stalled: (hold: Playback) => say('stalled', hold),
    /** Waits until the room's line is so. */
    hold: async (holds: (playback: Playback) => boolean): Promise<Playback> => {
      const deadline = performance.now() + HOLD_MAX_MS + SLACK_MS
      while (!holds(playback)) {
        if (performance.now() > deadline) throw new Error(`never: ${JSON.stringify(playback)}`)
        const { event } = await client.next('event').catch(() => ({ event: null }))
        if (event?.type === 'playback.changed') playback = event.playback
      }
      return playback
    },
    leave: () => client.send({ t: 'leave' }),
  }
}
