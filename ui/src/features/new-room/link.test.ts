import { expect, test } from 'bun:test'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { isNear, readLink, sourceOf } from './link.ts'

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

test('addresses that only those nearby reach are known', () => {
  for (const host of [
    'localhost:8080',
    '10.0.0.7',
    '192.168.1.4',
    '172.20.0.1',
    '[fd00::1]',
    'nas.local',
    '169.254.1.1',
  ])
    expect([host, isNear(`http://${host}/a.mp4`)]).toEqual([host, true])
  for (const host of ['kino.example', '172.32.0.1', '110.0.0.1', 'local.example', '[2001:db8::1]'])
    expect([host, isNear(`https://${host}/a.mp4`)]).toEqual([host, false])
  expect(isNear(SAMPLE_FILM_PATH)).toBe(false)
})

test('a film of the server is known by its address, and by nothing less', () => {
  const own = '/library/3kqT9xw3mz5f8h2kQ1aB_w/Films/Keeper.mp4'
  expect(readLink(own, true)).toEqual({ state: 'good', url: own })
  expect(readLink('/library/Films/Keeper.mp4', true)).toMatchObject({ state: 'bad' })
  expect([sourceOf(own), sourceOf(SAMPLE_FILM_PATH), sourceOf('https://kino.example/a.mp4'), sourceOf(null)]).toEqual([
    'own',
    'sample',
    'direct',
    'direct',
  ])
})
