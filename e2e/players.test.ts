import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { readLink } from '#core/media-url.ts'
import { SOURCES } from '#sources/links.ts'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { browserScript, EMBED_HOSTS, standIn } from './harness/embeds.ts'
import { type MediaServer, startMediaServer } from './harness/media-server.ts'
import { broadcast, cardInDash, cardOf, cardWithTracks, TEST_CARD_MS } from './harness/test-card.ts'
import { playerContract, type Subject } from './players/contract.ts'

function filmOf(url: string) {
  const film = readLink(url)
  if (!film.ok) throw new Error(`${url}: ${film.error}`)
  return film.value
}

const NUMBERED = { lengthsMs: [60_000, 90_000] as const, other: 2, dry: 3, tap: 4, ad: 5, rates: 6, short: 8 }

/** A platform whose films are numbers, see `harness/embeds/reel.ts`. */
const platform = (kind: string, frame: string, link: (film: number) => string): Subject => ({
  kind,
  frame,
  plain: link(1),
  other: link(NUMBERED.other),
  lengthsMs: NUMBERED.lengthsMs,
  readsWithinMs: 60,
  rates: 'none',
  choices: null,
  dry: link(NUMBERED.dry),
  ad: link(NUMBERED.ad),
  wantsTap: link(NUMBERED.tap),
  short: link(NUMBERED.short),
  faults: [],
})

const youtube = (film: number) => `https://www.youtube.com/watch?v=film-${String(film).padStart(6, '0')}`
const vimeo = (film: number) => `https://vimeo.com/${film}`
const twitch = (film: number) => `https://www.twitch.tv/videos/${film}`
const vk = (film: number) => `https://vk.com/video-1_${film}`
const rutube = (film: number) => `https://rutube.ru/video/${String(film).padStart(32, '0')}/`

const PLATFORMS: readonly Subject[] = [
  {
    ...platform('youtube', 'https://www.youtube.com/', youtube),
    rates: 'listed',
    faults: [
      [youtube(9_002), 'not_found', '2'],
      [youtube(9_005), 'unsupported', '5'],
      [youtube(9_100), 'not_found', '100'],
      [youtube(9_101), 'not_embeddable', '101'],
      [youtube(9_150), 'not_embeddable', '150'],
      [youtube(9_153), 'needs_identity', '153'],
    ],
  },
  {
    ...platform('vimeo', 'https://player.vimeo.com/', vimeo),
    rates: 'any',
    ad: null,
    faults: [
      [vimeo(9_001), 'not_found', 'NotFoundError'],
      [vimeo(9_002), 'private', 'PasswordError'],
      [vimeo(9_004), 'unsupported', 'NotPlayableError'],
    ],
  },
  {
    ...platform('twitch', 'https://player.twitch.tv/', twitch),
    ad: null,
    faults: [
      [twitch(9_400), 'unsupported', '400'],
      ['https://clips.twitch.tv/BrightResourcefulLeopardSeemsGood', 'not_embeddable', 'clip'],
    ],
  },
  {
    // Of running dry it says nothing: a place that stands is all there is to see.
    ...platform('vk', 'https://vk.com/', vk),
    dry: null,
    faults: [[vk(9_003), 'unsupported', '3']],
  },
  {
    // Nor does it say that it was refused: whoever waits learns it by waiting.
    ...platform('rutube', 'https://rutube.ru/', rutube),
    faults: [
      [rutube(9_404), 'not_found', '404'],
      [rutube(9_403), 'private', '403'],
    ],
  },
]

/** Films of our own `<video>`; their addresses are known when the media server is. */
interface Own {
  card: string
  short: string
  tracks: string
  dash: string
  live: string
}
const VIEWER = 'ann'
/** Bytes in a second that are a little more than the film needs, and more than anybody needs. */
const SCARCE = 110_000
const PLENTY = 200_000_000

describe.skipIf(needs('browser', 'ffmpeg'))('players', () => {
  let browser: Browser
  let media: MediaServer
  let viewer: Viewer
  let server: ReturnType<typeof Bun.serve>
  let air: Awaited<ReturnType<typeof broadcast>>
  const own: Own = { card: '', short: '', tracks: '', dash: '', live: '' }

  beforeAll(async () => {
    const script = await browserScript(join(import.meta.dir, 'players/page.ts'))
    const frames = Object.values(SOURCES).flatMap((source): readonly string[] => source.frames)
    // As our own pages have it: no script but ours, frames from the platforms alone.
    const policy = `default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; media-src http: blob:; connect-src http:; frame-src ${frames.join(' ')}`
    const html =
      '<!doctype html><style>iframe, video { width: 640px; height: 360px }</style><div id="host"></div><script src="/page.js"></script>'
    server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: ({ url }) =>
        new URL(url).pathname === '/page.js'
          ? new Response(script, { headers: { 'content-type': 'text/javascript' } })
          : new Response(html, { headers: { 'content-type': 'text/html', 'content-security-policy': policy } }),
    })
    ;[media, browser, air] = await Promise.all([startMediaServer(), launchBrowser('free'), broadcast()])
    own.card = `${media.also(await cardOf(60))}`
    own.short = `${media.also(await cardOf(3))}`
    own.tracks = `${media.also(await cardWithTracks())}/index.m3u8`
    own.dash = `${media.also(await cardInDash(60))}/index.mpd`
    own.live = `${media.also(air.folder)}/index.m3u8`
    viewer = await openViewer(browser, { name: VIEWER, size: 'desktop', allowHosts: EMBED_HOSTS })
    await standIn(viewer.context)
    await viewer.page.goto(`http://localhost:${server.port}/`)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await air?.stop()
    await media?.close()
    await server?.stop(true)
  })

  /** Its films are found when the test runs: before that there is no media server. */
  const CHOICES: Record<string, Subject['choices']> = {
    hls: { heightsPx: [360, 180], languages: ['en', 'ru'] },
    dash: { heightsPx: [360, 180], languages: ['en', 'ru'] },
  }
  const ours = (kind: string, films: () => Pick<Subject, 'faults' | 'other' | 'plain' | 'short'>): Subject => ({
    kind,
    frame: null,
    lengthsMs: kind === 'file' ? [60_000, TEST_CARD_MS] : [60_000, 60_000],
    readsWithinMs: 5,
    rates: 'any',
    choices: CHOICES[kind] ?? null,
    dry: null,
    ad: null,
    wantsTap: null,
    get plain() {
      return films().plain
    },
    get other() {
      return films().other
    },
    get short() {
      return films().short
    },
    get faults() {
      return films().faults
    },
    starve: {
      get film() {
        media.pace(VIEWER, SCARCE)
        return films().plain
      },
      stop: () => media.freeze(VIEWER),
      go: () => {
        media.thaw(VIEWER)
        media.pace(VIEWER, PLENTY)
      },
    },
  })

  const deps = { page: () => viewer.page, filmOf }
  for (const subject of PLATFORMS) describe(subject.kind, () => playerContract(subject, deps))

  const OURS: readonly Subject[] = [
    ours('file', () => ({ plain: own.card, other: media?.film, short: own.short, faults: [] })),
    ours('hls', () => ({ plain: own.tracks, other: own.tracks, short: null, faults: [] })),
    ours('dash', () => ({ plain: own.dash, other: own.dash, short: null, faults: [] })),
  ]
  for (const subject of OURS) describe(subject.kind, () => playerContract(subject, deps))

  const run = (expression: string) => viewer.page.evaluate(expression)
  const open = (kind: string, url: string) =>
    run(`stage.open('${kind}', ${JSON.stringify(filmOf(url))}, 0).then(() => stage.engine.setMuted(true))`)
  const until = (condition: string) =>
    run(`stage.until((engine) => { const reading = engine.read(); return ${condition} }, 15000)`)

  describe('our own', () => {
    test('hears both sounds of a film in pieces, and finds its words', async () => {
      await open('hls', own.tracks)
      await until(`engine.phase === 'ready'`)
      expect(await run('stage.play()')).toBeNull()
      await until('reading.mediaMs > 800 && stage.video.webkitAudioDecodedByteCount > 0')
      expect(await run('stage.video.textTracks.length')).toBe(1)
    }, 30_000)

    test('knows a broadcast, its edge and how far behind it is', async () => {
      await open('hls', own.live)
      await until(`engine.phase === 'ready' && engine.live !== null`)
      expect(await run('stage.play()')).toBeNull()
      const from = Number(await run('stage.engine.positionMs'))
      await until(`reading.mediaMs > ${from + 1_500} && engine.live.latencyMs !== null`)
      expect(await run('stage.engine.durationMs')).toBeNull()
      expect(await run('stage.engine.live.edgeMs > stage.engine.positionMs')).toBe(true)
      const list = Number(await run('stage.engine.live.edgeMs'))
      await until(`engine.live.edgeMs > ${list + 1_500}`) // the list moves on
      expect(await run('stage.engine.profile.leapMs')).toBe(1_000)
    }, 40_000)

    test.each([
      ['file', 'missing.mp4', 'unsupported'],
      ['file', 'text.mp4', 'unsupported'],
      ['hls', 'none.m3u8', 'not_found'],
      ['dash', 'none.mpd', 'not_found'],
    ])(
      'of %s calls %s %s',
      async (kind, name, fault) => {
        await open(kind, new URL(`/${name}`, media.film).href)
        await until(`engine.phase === 'failed'`)
        expect(await run('stage.engine.fault.kind')).toBe(fault)
        await open(kind, kind === 'file' ? own.card : kind === 'hls' ? own.tracks : own.dash)
        await until(`engine.phase === 'ready' && engine.fault === null`)
      },
      30_000,
    )
  })

  describe('a platform', () => {
    test('whose player takes any speed is steered as such', async () => {
      await viewer.page.reload() // what it takes is found out once
      await open('youtube', youtube(6))
      await until(`engine.phase === 'ready'`)
      await run('stage.play()')
      await until(`engine.abilities.rates === 'any' && engine.profile.lockMs === 60 && reading.playerRate === 1`)
      await run('stage.engine.setRate(1.03, true)')
      await until('reading.playerRate === 1.03')
    }, 30_000)

    test('whose owner forbids speeds is not steered by them', async () => {
      await open('vimeo', vimeo(6))
      await until(`engine.phase === 'ready' && engine.profile.gears.length === 0`)
      expect(await run('stage.engine.abilities.rates')).toEqual([1])
    }, 30_000)

    test('that broadcasts is where the room is, and says how late it is', async () => {
      await open('twitch', 'https://www.twitch.tv/channel_1')
      await until(`engine.phase === 'ready'`)
      await run('stage.play()')
      await run('stage.engine.seek(50_000)')
      await until(
        'reading.mediaMs > 50_500 && reading.mediaMs < 53_000 && !reading.paused && engine.durationMs === null',
      )
      expect(await run('stage.engine.live')).toEqual({ edgeMs: null, latencyMs: 4_500, window: null })
    }, 30_000)

    test('that broadcasts nothing now says so', async () => {
      await open('twitch', 'https://www.twitch.tv/channel_7')
      await until(`engine.phase === 'failed'`)
      expect(await run('stage.engine.fault')).toEqual({ kind: 'not_found', code: 'offline' })
    }, 30_000)
  })

  test('asked nobody but the platforms that it was shown', () => {
    expect(viewer.problems.thirdParty).toEqual([])
  })
})
