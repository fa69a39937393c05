import { describe, expect, test } from 'bun:test'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { readLink } from './media-url.ts'

describe('the kind of an address', () => {
  test.each([
    'https://kino.example/keeper.mp4',
    'https://kino.example/watch?id=7',
    'http://10.0.0.7:8080/a%20film.webm',
    'https://kino.example/m3u8/keeper.mp4?list=a.m3u8',
    SAMPLE_FILM_PATH,
  ])('%s is a file', (url) => expect(readLink(url)).toMatchObject({ ok: true, value: { kind: 'file' } }))

  test.each(['https://kino.example/keeper/index.m3u8', 'https://kino.example/keeper/INDEX.M3U8?token=1#t=5'])(
    '%s is HLS',
    (url) => expect(readLink(url)).toMatchObject({ ok: true, value: { kind: 'hls' } }),
  )

  test.each([
    'https://kino.example/songs.m3u',
    'https://me:secret@kino.example/index.m3u8',
    'ftp://kino.example/index.m3u8',
    'https://kino.example/',
    'the last keeper',
  ])('%s is nothing we can play', (url) => expect(readLink(url)).toEqual({ ok: false, error: 'unsupported_link' }))
})
