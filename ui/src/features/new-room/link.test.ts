import { expect, test } from 'bun:test'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { readLink } from './link.ts'

test('a link is taken as it is copied, with or without its scheme', () => {
  expect(readLink(' https://kino.example/a.mp4 ', true)).toEqual({ state: 'good', url: 'https://kino.example/a.mp4' })
  expect(readLink('kino.example/a.mp4', true)).toEqual({ state: 'good', url: 'https://kino.example/a.mp4' })
  expect(readLink(SAMPLE_FILM_PATH, true)).toEqual({ state: 'good', url: SAMPLE_FILM_PATH })
})

test('a playlist of an HLS film is a film, a list of songs is not', () => {
  const hls = 'https://kino.example/keeper/index.m3u8?token=1'
  expect(readLink(hls, true)).toEqual({ state: 'good', url: hls })
  expect(readLink('https://kino.example/songs.m3u', true)).toMatchObject({ state: 'bad', why: 'not_file' })
})

test('nothing typed is no fault', () => {
  expect(readLink('  ', true)).toEqual({ state: 'none' })
})

test('words, other schemes and credentials are not a link', () => {
  for (const text of ['the last keeper', 'film', 'ftp://kino.example/a.mp4', 'https://me:pw@kino.example/a.mp4']) {
    expect(readLink(text, true)).toMatchObject({ state: 'bad', why: 'not_link' })
  }
})

test('a page with a player is told from a file of another kind', () => {
  expect(readLink('https://www.youtube.com/watch?v=x', true)).toEqual({
    state: 'bad',
    why: 'page',
    site: 'youtube.com',
  })
  expect(readLink('https://kino.example/poster.jpg', true)).toMatchObject({ why: 'not_file' })
})

test('on a secure page an insecure link cannot play, except from this machine', () => {
  expect(readLink('http://kino.example/a.mp4', true)).toMatchObject({ why: 'insecure' })
  expect(readLink('http://kino.example/a.mp4', false)).toMatchObject({ state: 'good' })
  expect(readLink('http://localhost:8080/a.mp4', true)).toMatchObject({ state: 'good' })
})
