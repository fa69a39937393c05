import { describe, expect, test } from 'bun:test'
import { TITLE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { titleFromUrl } from './media-title.ts'

describe('a title out of an address', () => {
  test.each([
    ['https://kino.example/the-last-keeper.mp4', 'The last keeper'],
    ['https://kino.example/films/Night_Express.webm?token=1', 'Night Express'],
    [
      'https://kino.example/%D0%B4%D0%BE%D0%BC%20%D0%BD%D0%B0%20%D0%BF%D0%B5%D1%80%D0%B5%D0%B2%D0%B0%D0%BB%D0%B5.mp4',
      'Дом на перевале',
    ],
    ['https://kino.example/Salt.Road.2019.1080p.WEB-DL.x264-GROUP.mp4', 'Salt Road 2019'],
    ['https://kino.example/orange+season+[blu-ray].mkv', 'Orange season'],
    ['https://kino.example/100%25%E0%A4%A.mp4', '100%25%E0%A4%A'],
    ['https://kino.example/1080p.mp4', '1080p'],
    ['https://kino.example/watch/', 'Watch'],
    ['https://kino.example/?v=7', 'kino.example'],
  ])('%s is called %s', (url, title) => expect(titleFromUrl(url)).toBe(title))

  test('is never longer than a title may be', () => {
    expect([...titleFromUrl(`https://kino.example/${'a'.repeat(500)}.mp4`)]).toHaveLength(TITLE_MAX_GRAPHEMES)
  })
})
