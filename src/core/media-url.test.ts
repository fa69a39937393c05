import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { MediaId, UserId } from '#protocol/ids.ts'
import { SOURCES } from '#sources/links.ts'
import { timeMs } from './address.ts'
import { mediaItem, readLink } from './media-url.ts'

// What each shape of link names is told in `src/sources`; here, what holds for all of them.

const HOSTS = [
  ...['www.youtube.com', 'youtu.be', 'music.youtube.com', 'www.twitch.tv', 'clips.twitch.tv', 'player.twitch.tv'],
  ...['vimeo.com', 'player.vimeo.com', 'vk.com', 'vkvideo.ru', 'rutube.ru'],
  ...['framatube.org', 'kino.example', 'www.dropbox.com', 'www.google.com', 't.me', 'кино.рф', '10.0.0.7:8080'],
]
const PARTS = [
  ...['watch', 'embed', 'shorts', 'live', 'video', 'videos', 'play', 'private', 'w', 'event', 'clip', 'url', 's'],
  ...['dQw4w9WgXcQ', '76979871', 'f3a1b2c4d5', 'video-22822305_456241864', 'video_ext.php', 'x8abcd1', 'monstercat'],
  ...['10b3a03fc01d5bbcc632a2f3514e8aab', '9c9de5e8-0a1e-484a-b099-e80766180a6d', 'kkGMgK9ZtnKfYAgnEtQxbv'],
  ...['keeper.mp4', 'index.m3u8', 'manifest.mpd', 'poster.jpg', 'фильм', '%', '%zz', '', '..', ';x'],
]
const NAMES = [
  ...['v', 'h', 'z', 'p', 'q', 'url', 'hash', 'oid', 'id', 'clip', 'video', 'channel', 't', 'start', 'si', 'feature'],
  ...['utm_source', 'fbclid', 'gclid', 'yclid', 'dl', 'token', 'amp;t', 'list', '__proto__'],
]
const VALUES = [...PARTS, '1h2m3s', '90', '-1', 'https://youtu.be/dQw4w9WgXcQ', '-22822305', 'a b+c']

const link = fc
  .record({
    scheme: fc.constantFrom('https://', 'http://', 'HTTPS://'),
    host: fc.constantFrom(...HOSTS),
    parts: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PARTS) }, fc.string()), { maxLength: 4 }),
    query: fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...VALUES), fc.string())), {
      maxLength: 4,
    }),
    hash: fc.constantFrom('', '#t=90', '#t=1m30s', '#/watch?v=dQw4w9WgXcQ', '#x'),
  })
  .map(
    ({ scheme, host, parts, query, hash }) =>
      `${scheme}${host}/${parts.join('/')}?${query.map(([name, value]) => `${name}=${value}`).join('&')}${hash}`,
  )

const FOLLOWS = /[?&](utm_\w+|fbclid|gclid|yclid|si|feature)=/
const OF_SITES = new Set(Object.entries(SOURCES).flatMap(([kind, { knownBy }]) => (knownBy === 'host' ? [kind] : [])))

describe('reading a link', () => {
  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(link, fc.string(), fc.string({ unit: 'binary' }), fc.webUrl()), (text) => {
        expect(typeof readLink(text).ok).toBe('boolean')
      }),
      { numRuns: 2_000 },
    )
  })

  test('its kept form names the same film, from its beginning, and is itself kept', () => {
    let films = 0
    fc.assert(
      fc.property(link, (text) => {
        const first = readLink(text)
        if (!first.ok) return
        films += 1
        const { kind, ref, url } = first.value
        expect(readLink(url)).toMatchObject({ ok: true, value: { kind, ref, url, startMs: 0 } })
      }),
      { numRuns: 4_000 },
    )
    expect(films).toBeGreaterThan(100)
  })

  test('its kept form follows nobody', () => {
    fc.assert(
      fc.property(link, (text) => {
        const film = readLink(text)
        if (!film.ok) return
        const { kind, url } = film.value
        // Elsewhere than on the sites that they are known of, `si` and `feature` may be part of an address.
        const asked = OF_SITES.has(kind) ? url : url.replaceAll(/([?&])(si|feature)=/g, '$1')
        expect(asked).not.toMatch(FOLLOWS)
      }),
      { numRuns: 4_000 },
    )
  })

  test('frames are named as a policy wants them', () => {
    for (const { frames } of Object.values(SOURCES)) {
      for (const frame of frames) expect(frame).toMatch(/^https:\/\/[a-z.-]+$/)
    }
  })
})

test('times are read as sites write them', () => {
  const times = { '90': 90, '90s': 90, '1m': 60, '1h2m3s': 3_723, '1:30': 90, '1:02:03': 3_723, '0.5': 0.5, 'npt:4': 4 }
  for (const [text, seconds] of Object.entries(times)) expect([text, timeMs(text)]).toEqual([text, seconds * 1_000])
  for (const text of ['', 'soon', '-5', '1e9', 'Infinity', '9'.repeat(30), '3m1h']) {
    expect([text, timeMs(text)]).toEqual([text, 0])
  }
})

test('a film is called as its source is while nobody has told its title', () => {
  const titled = (title: string | null, url: string) => {
    const request = { url, title, durationMs: null }
    const film = mediaItem(request, 'm' as MediaId, 'uann0000000000' as UserId)
    return film.ok ? film.value.media.title : film.error
  }
  expect(titled(null, 'https://youtu.be/dQw4w9WgXcQ')).toBe('YouTube')
  expect(titled('Salt road', 'https://youtu.be/dQw4w9WgXcQ')).toBe('Salt road')
  expect(titled(null, 'https://kino.example/the-last-keeper.1080p.mp4')).toBe('The last keeper')
})
