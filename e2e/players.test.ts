import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { readLink } from '#core/media-url.ts'
import { SOURCES } from '#sources/links.ts'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { browserScript, EMBED_HOSTS, standIn } from './harness/embeds.ts'
import { type MediaServer, startMediaServer } from './harness/media-server.ts'
import { TEST_CARD_MS } from './harness/test-card.ts'
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

describe.skipIf(needs('browser', 'ffmpeg'))('players', () => {
  let browser: Browser
  let media: MediaServer
  let viewer: Viewer
  let server: ReturnType<typeof Bun.serve>

  beforeAll(async () => {
    const script = await browserScript(join(import.meta.dir, 'players/page.ts'))
    const frames = Object.values(SOURCES).flatMap((source): readonly string[] => source.frames)
    // As our own pages have it: no script but ours, frames from the platforms alone.
    const policy = `default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; media-src http: blob:; connect-src http:; frame-src ${frames.join(' ')}`
    server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: ({ url }) =>
        new URL(url).pathname === '/page.js'
          ? new Response(script, { headers: { 'content-type': 'text/javascript' } })
          : new Response(
              '<!doctype html><style>iframe, video { width: 640px; height: 360px }</style><div id="host"></div><script src="/page.js"></script>',
              { headers: { 'content-type': 'text/html', 'content-security-policy': policy } },
            ),
    })
    ;[media, browser] = await Promise.all([startMediaServer(), launchBrowser('free')])
    viewer = await openViewer(browser, { size: 'desktop', allowHosts: EMBED_HOSTS })
    await standIn(viewer.context)
    await viewer.page.goto(`http://localhost:${server.port}/`)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await media?.close()
    await server?.stop(true)
  })

  const deps = { page: () => viewer.page, filmOf }
  for (const subject of PLATFORMS) describe(subject.kind, () => playerContract(subject, deps))

  test('asked nobody but the platforms that it was shown', () => {
    expect(viewer.problems.thirdParty).toEqual([])
  })
})
