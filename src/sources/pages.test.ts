import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Source } from '#core/source.ts'
import { SOURCES } from './links.ts'
import * as rutube from './rutube/messages.ts'
import * as twitch from './twitch/messages.ts'
import * as vimeo from './vimeo/messages.ts'
import * as vk from './vk/messages.ts'
import * as youtube from './youtube/messages.ts'

const HERE = 'https://party.example.org'
const PAGES: readonly (readonly [keyof typeof SOURCES, URL | null, string])[] = [
  [
    'youtube',
    youtube.pageOf('dQw4w9WgXcQ', 61_900, HERE),
    'https://www.youtube.com/embed/dQw4w9WgXcQ?enablejsapi=1&origin=https%3A%2F%2Fparty.example.org&playsinline=1&controls=0&disablekb=1&fs=0&rel=0&iv_load_policy=3&start=61',
  ],
  [
    'twitch',
    twitch.pageOf('video:123', 61_900, 'party.example.org'),
    'https://player.twitch.tv/?video=123&parent=party.example.org&parent=web.telegram.org&autoplay=false&muted=false&allowfullscreen=false&time=61s',
  ],
  [
    'twitch',
    twitch.pageOf('channel:monstercat', 0, 'party.example.org'),
    'https://player.twitch.tv/?channel=monstercat&parent=party.example.org&parent=web.telegram.org&autoplay=false&muted=false&allowfullscreen=false',
  ],
  [
    'vimeo',
    vimeo.pageOf('76979871/abc123', 61_900),
    'https://player.vimeo.com/video/76979871?h=abc123&dnt=1&playsinline=1&autopause=0#t=61s',
  ],
  [
    'vk',
    vk.pageOf('-22822305_456241864/ab12', 61_900),
    'https://vk.com/video_ext.php?oid=-22822305&id=456241864&hash=ab12&hd=2&js_api=1&t=61s',
  ],
  [
    'rutube',
    rutube.pageOf('9e4cd81a6b2566e9d949881dbb53905e/key', 61_900),
    'https://rutube.ru/play/embed/9e4cd81a6b2566e9d949881dbb53905e/?p=key&t=61',
  ],
]

describe('the page of a player', () => {
  test.each(PAGES)('of %s says what to show, to whom, and from where', (_, page, expected) => {
    expect(page?.href).toBe(expected)
  })

  test.each(PAGES)('of %s may be shown by our pages', (kind, page) => {
    expect(Object.values<Source>({ one: SOURCES[kind] })[0]?.frames).toContain(page?.origin ?? '')
  })

  test('of a clip there is none that could be told anything', () => {
    expect(twitch.pageOf('clip:Abc', 0, 'party.example.org')).toBeNull()
  })
})

describe('what a frame says', () => {
  test.each(Object.entries({ rutube, twitch, vimeo, vk, youtube }))(
    'to %s is read, or is nothing',
    (_, { messageOf }) => {
      const said = fc.oneof(fc.anything(), fc.json(), fc.object(), fc.string())
      fc.assert(fc.property(said, (data) => void messageOf(data)))
      expect(messageOf('{"event":"infoDelivery"')).toBeNull()
      expect(messageOf(null)).toBeNull()
    },
  )

  test('of its place is laid on the page’s clock, unless a clock was set in between', () => {
    const now = 50_000
    expect(youtube.saidAt(1_000, now, 1_000_120)).toBe(now - 120)
    expect(youtube.saidAt(1_000, now, 999_000)).toBe(now)
    expect(youtube.saidAt(1_000, now, 2_000_000)).toBe(now)
    expect(youtube.saidAt(undefined, now, 0)).toBe(now)
  })

  test('of its state VK says beside the event or in a field of its own', () => {
    expect(vk.messageOf({ event: 'timeupdate', time: 4, duration: 60 })).toMatchObject({ time: 4, duration: 60 })
    expect(vk.messageOf({ event: 'timeupdate', state: { time: 4, duration: 60 } })).toMatchObject({ time: 4 })
    expect(vk.messageOf({ event: 'timeupdate', state: 'playing', time: -1 })).toBeNull()
  })
})
