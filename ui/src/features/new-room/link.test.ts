import { expect, test } from 'bun:test'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { LINK_FAULTS } from '#protocol/errors.ts'
import { URL_MAX_UNITS } from '#protocol/limits.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { isNear, isOwn, readLink, wordsOf } from './link.ts'

const good = (url: string) => ({ state: 'good', url })
const bad = (why: string) => ({ state: 'bad', why })

test('a link is taken as it is copied, with or without its scheme', () => {
  for (const text of [' https://kino.example/a.mp4 ', 'kino.example/a.mp4', '//kino.example/a.mp4']) {
    expect(readLink(text, true)).toMatchObject(good('https://kino.example/a.mp4'))
  }
  expect(readLink('kino.example:8443/a.mp4', true)).toMatchObject(good('https://kino.example:8443/a.mp4'))
  expect(readLink(SAMPLE_FILM_PATH, true)).toMatchObject(good(SAMPLE_FILM_PATH))
})

test('a link is found in what stands around it', () => {
  const url = 'https://youtu.be/dQw4w9WgXcQ?t=90'
  for (const text of [
    `<${url}>`,
    `"${url}"`,
    `«${url}»`,
    `(${url})`,
    `${url}.`,
    `${url},`,
    `${url}!!!`,
    `\u200b${url}\ufeff`,
    `смотри ${url}`,
    `смотри: ${url}, он хороший`,
    `Посмотрим (${url}) вечером?`,
    `[The film](${url})`,
    `${url} ${url}`,
    'глянь youtu.be/dQw4w9WgXcQ?t=90, там смешно',
    `<iframe width="560" src="${url}" title="x"></iframe><a href="https://kino.example/a.mp4">x</a>`,
    `<iframe src='//youtu.be/dQw4w9WgXcQ?t=90'></iframe>`,
  ]) {
    expect([text, readLink(text, true)]).toMatchObject([text, good(url)])
  }
})

test('a bracket that a link opened stays in it', () => {
  const url = 'https://kino.example/keeper_(2020)'
  expect(readLink(`(${url})`, true)).toMatchObject(good(url))
  expect(readLink(`see ${url}.`, true)).toMatchObject(good(url))
})

test('of two links nobody knows which was meant', () => {
  expect(readLink('https://kino.example/a.mp4 https://kino.example/b.mp4', true)).toEqual(bad('link_unreadable'))
})

test('a film says its title or else its site', () => {
  expect(readLink('https://kino.example/the-last-keeper.mp4', true)).toMatchObject({
    title: 'The last keeper',
    site: null,
  })
  expect(readLink('https://rutube.ru/video/10b3a03fc01d5bbcc632a2f3514e8aab/', true)).toMatchObject({
    title: null,
    site: 'Rutube',
  })
})

test('a playlist of an HLS film is a film, a list of songs is not', () => {
  const hls = 'https://kino.example/keeper/index.m3u8?token=1'
  expect(readLink(hls, true)).toMatchObject(good(hls))
  expect(readLink('https://kino.example/songs.m3u', true)).toEqual(bad('link_other_file'))
})

test('nothing typed is no fault', () => {
  for (const text of ['', '  ', '\u200b', '"']) expect(readLink(text, true)).toEqual({ state: 'none' })
})

test('what is no link, or leads to no film, says which of it', () => {
  for (const [text, why] of [
    ['the last keeper', 'link_unreadable'],
    ['film', 'link_unreadable'],
    ['https:', 'link_unreadable'],
    ['https://film', 'link_unreadable'],
    ['/home/ann/keeper.mp4', 'link_unreadable'],
    ['ftp://kino.example/a.mp4', 'link_not_web'],
    ['C:\\Films\\keeper.mp4', 'link_not_web'],
    ['blob:https://kino.example/0c5d1f4e', 'link_not_web'],
    ['magnet:?xt=urn:btih:c12f&tr=https://tracker.example/announce', 'link_torrent'],
    ['https://me:pw@kino.example/a.mp4', 'link_with_password'],
    ['https://www.netflix.com/title/80100172', 'link_protected'],
    ['youtube.com/@someone', 'link_no_film'],
    ['https://kino.example/poster.jpg', 'link_other_file'],
    [`https://kino.example/${'a'.repeat(URL_MAX_UNITS)}`, 'unsupported_link'],
  ] as const) {
    expect([text, readLink(text, true)]).toEqual([text, { state: 'bad', why }])
  }
})

test('on a secure page an insecure link cannot play, except from this machine', () => {
  expect(readLink('http://kino.example/a.mp4', true)).toEqual(bad('insecure'))
  expect(readLink('http://kino.example/a.mp4', false)).toMatchObject({ state: 'good' })
  expect(readLink('http://localhost:8080/a.mp4', true)).toMatchObject({ state: 'good' })
  // A site's player is on https whatever its link says.
  expect(readLink('http://youtu.be/dQw4w9WgXcQ', true)).toMatchObject({ state: 'good' })
})

test('every fault says what is the matter and what to do, in two sentences', async () => {
  for (const texts of Object.values(ERROR_TEXTS)) {
    for (const why of LINK_FAULTS) {
      const [what, todo] = await wordsOf(why, ['', ''], async (code) => texts[code])
      expect([why, what.length > 10, todo.length > 10]).toEqual([why, true, true])
      expect([why, texts[why].split('. ')]).toEqual([why, [what, todo]])
    }
  }
  const own = ['Only https', 'Try with it'] as const
  expect(await wordsOf('insecure', own, () => Promise.reject(new Error('not asked')))).toEqual(own)
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
  expect(readLink(own, true)).toMatchObject(good(own))
  expect(readLink('/library/Films/Keeper.mp4', true)).toMatchObject({ state: 'bad' })
  expect([isOwn(own), isOwn(SAMPLE_FILM_PATH), isOwn('https://kino.example/a.mp4')]).toEqual([true, false, false])
})
