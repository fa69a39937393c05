import { describe, expect, test } from 'bun:test'
import { TITLE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { mediaKind, titleFromUrl } from './media-url.ts'

describe('the kind of an address', () => {
  test.each([
    'https://kino.example/keeper.mp4',
    'https://kino.example/watch?id=7',
    'http://10.0.0.7:8080/a%20film.webm',
    'https://kino.example/m3u8/keeper.mp4?list=a.m3u8',
    SAMPLE_FILM_PATH,
  ])('%s is a file', (url) => expect(mediaKind(url)).toEqual({ ok: true, value: 'file' }))

  test.each(['https://kino.example/keeper/index.m3u8', 'https://kino.example/keeper/INDEX.M3U8?token=1#t=5'])(
    '%s is HLS',
    (url) => expect(mediaKind(url)).toEqual({ ok: true, value: 'hls' }),
  )

  test.each([
    'https://kino.example/songs.m3u',
    'https://kino.example/keeper.mpd',
    'https://me:secret@kino.example/index.m3u8',
    'https://www.youtube.com/live/index.m3u8',
    'ftp://kino.example/index.m3u8',
    'https://kino.example/',
    'the last keeper',
  ])('%s is nothing we can play', (url) => expect(mediaKind(url)).toEqual({ ok: false, error: 'unsupported_link' }))
})

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
