import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { LIBRARY_PREFIX } from '#protocol/media.ts'
import { decodedPath, encodedPath, isLibraryPath, isShownName, libraryPathOf, playableType } from './library-path.ts'
import { readLink } from './media-url.ts'

const PROOF = '3kqT9xw3mz5f8h2kQ1aB_w'

describe('a name', () => {
  test.each(['a', 'The Last Keeper (2019).mp4', 'Хранитель.mkv', '映画.webm', '100% & more?#.mp4', ' a', 'a..b', '…'])(
    'may be shown: %p',
    (name) => expect(isShownName(name)).toBe(true),
  )
  test.each([
    '',
    '.',
    '..',
    '.hidden',
    '...',
    'a/b',
    'a\\b',
    'a\0',
    'a\n',
    '\x7f',
    '\ud800',
    'a\ufffd',
    'x'.repeat(256),
  ])('may not be shown: %p', (name) => expect(isShownName(name)).toBe(false))
})

test('only what a browser plays is a film', () => {
  for (const ending of ['mp4', 'M4V', 'webm', 'mkv', 'mov', 'mp3', 'm4a', 'ogg', 'opus', 'flac', 'wav'])
    expect(playableType(`a.${ending}`)).toMatch(/^(audio|video)\//)
  for (const name of ['a', 'a.txt', 'a.m3u8', 'a.mpd', 'a.mp4.part', 'mp4', 'a.toString', 'a.__proto__', 'a.mp4 '])
    expect([name, playableType(name)]).toEqual([name, null])
})

test('every path has one way to stand in an address, and comes back from it', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter(isShownName)
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const path = names.join('/')
      const encoded = encodedPath(path)
      expect(decodedPath(encoded)).toBe(path)
      // What a browser makes of the address is the address.
      expect(new URL(`http://house/${encoded}`).pathname).toBe(`/${encoded}`)
    }),
  )
})

test('text of any kind leads to no place outside', () => {
  const bits = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2F', '%5c', '%00', '%', 'a', '.mp4', '%25', '%c0%ae', ' ')
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 12 }), (parts) => {
      const path = decodedPath(parts.join(''))
      return path === null || path.split('/').every((name) => isShownName(name) && name !== '..')
    }),
  )
})

test('a path is names with strokes between, and not too long', () => {
  for (const path of ['', 'a', 'a/b c/d.mp4']) expect([path, isLibraryPath(path)]).toEqual([path, true])
  for (const path of ['/', '/a', 'a/', 'a//b', 'a/../b', './a', 'a/.b', 'a/b\\c', `${'abc/'.repeat(300)}a`])
    expect([path, isLibraryPath(path)]).toEqual([path, false])
})

test('the address of a film is a link that a room takes; anything like it is not', () => {
  const url = `${LIBRARY_PREFIX}${PROOF}/Films/The.Last.Keeper.1080p.mp4`
  expect(libraryPathOf(url)).toEqual({ proof: PROOF, path: 'Films/The.Last.Keeper.1080p.mp4' })
  expect(readLink(url)).toMatchObject({ ok: true, value: { kind: 'file', url, title: 'The Last Keeper', live: false } })
  for (const other of [
    `/library/${PROOF}/`,
    `/library/${PROOF}/a.txt`,
    `/library/${PROOF}/a%2fb.mp4`,
    `/library/${PROOF}/../a.mp4`,
    `/library/${PROOF}/a.mp4?e=1`,
    `/library/${PROOF}/%61.mp4`,
    `/library/${PROOF}x/a.mp4`,
    '/library/a.mp4',
    `/Library/${PROOF}/a.mp4`,
    `//library/${PROOF}/a.mp4`,
  ]) {
    expect([other, libraryPathOf(other)]).toEqual([other, null])
    expect([other, readLink(other).ok]).toEqual([other, false])
  }
})
