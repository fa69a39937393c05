import { describe, expect, test } from 'bun:test'
import { err, ok, type Result } from '#core/result.ts'
import type { FilmFacts, LibraryEntry, MediaFolder } from '#ports/library.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { User } from '#protocol/http.ts'
import type { EpochMs, RoomId, UserId } from '#protocol/ids.ts'
import { LIBRARY_PAGE, URL_MAX_UNITS } from '#protocol/limits.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { Addresses } from './addresses.ts'
import { Library, type LibraryReaders } from './library.ts'
import { compareEntries, entryOf, finder, markOf } from './order.ts'

const ROOM = '5f8h2kq9xw3mz' as RoomId
const user = (id: string, guest: boolean): User => ({
  id: id as UserId,
  name: id,
  photoUrl: null,
  guest,
  since: 0 as EpochMs,
})
const mira = user('mira', false)
const ben = user('ben', true)

/** Films by their paths; folders are what stands before their names. */
function shelf(paths: readonly string[]): MediaFolder {
  const parents = (path: string): string[] =>
    path.split('/').flatMap((_, index, names) => (index === 0 ? [] : [names.slice(0, index).join('/')]))
  const entries: LibraryEntry[] = [
    ...[...new Set(paths.flatMap(parents))].map((path) => ({ kind: 'folder' as const, path })),
    ...paths.map((path) => ({ kind: 'film' as const, path })),
  ]
  const isIn = (path: string, folder: string) => folder === '' || path.startsWith(`${folder}/`)
  return {
    entries: async (folder) => {
      const inside = entries.filter(({ path }) => isIn(path, folder))
      const depth = folder === '' ? 0 : folder.split('/').length
      if (folder !== '' && inside.length === 0) return null
      return inside.filter(({ path }) => path.split('/').length === depth + 1)
    },
    everything: async (folder) => entries.filter(({ path }) => isIn(path, folder)),
    file: async (path) =>
      paths.includes(path) ? { path, place: `/srv/${path}`, sizeBytes: 7, modifiedAt: 0, version: 'v' } : null,
  }
}

const NO_FACTS: FilmFacts = { hasPosters: false, durationMs: async () => null, poster: async () => null }

function library({
  paths = ['Films/Keeper.mp4'],
  readers = 'everyone' as LibraryReaders,
  facts = NO_FACTS,
  playing = err('room_not_found') as Result<string | null, ErrorCode>,
} = {}) {
  const clock = new FakeClock(1_790_000_000_000)
  const addresses = new Addresses(['a secret of thirty-two characters or more'], clock)
  const rooms = { filmOf: async () => playing }
  const users = { telegramIdOf: async (id: UserId) => (id === mira.id ? 4_200_000_000 : null) }
  return {
    clock,
    addresses,
    library: new Library({ folder: shelf(paths), facts, addresses, rooms, users, clock, readers }),
  }
}

const seen = async (made: Library, query: { path?: string; q?: string; after?: string } = {}, who = mira) => {
  const page = await made.browse(who, { path: '', q: '', after: '', ...query })
  if (!page.ok) return page.error
  return [...page.value.folders, ...page.value.films].map(({ path }) => path)
}

describe('browsing', () => {
  test('folders come first, names in their natural order', async () => {
    const paths = ['b.mp4', 'Part 10.mp4', 'part 9.mp4', 'Ёлка.mp4', 'Юг.mp4', 'Еда.mp4', 'z/a.mp4', 'A/a.mp4']
    expect(await seen(library({ paths }).library)).toEqual([
      'A',
      'z',
      'b.mp4',
      'part 9.mp4',
      'Part 10.mp4',
      'Еда.mp4',
      'Ёлка.mp4',
      'Юг.mp4',
    ])
  })

  test('a film is told with its title, size, and what a room plays', async () => {
    const { library: made, addresses } = library({ paths: ['The.Last.Keeper.1080p.mp4'] })
    const page = await made.browse(mira, { path: '', q: '', after: '' })
    expect(page).toEqual(
      ok({
        folders: [],
        films: [
          {
            name: 'The.Last.Keeper.1080p.mp4',
            title: 'The Last Keeper',
            path: 'The.Last.Keeper.1080p.mp4',
            sizeBytes: 7,
            durationMs: null,
            posterUrl: null,
            url: addresses.film('The.Last.Keeper.1080p.mp4'),
          },
        ],
        next: null,
      }),
    )
  })

  test('every film is on one page, whatever is added or removed between two of them', async () => {
    const paths = Array.from({ length: LIBRARY_PAGE * 2 + 5 }, (_, index) => `film ${index}.mp4`)
    const { library: made } = library({ paths: [...paths, 'x/a.mp4'] })
    const found: string[] = []
    let after = ''
    do {
      const page = await made.browse(mira, { path: '', q: '', after })
      if (!page.ok) throw new Error(page.error)
      expect(page.value.films.length + page.value.folders.length).toBeLessThanOrEqual(LIBRARY_PAGE)
      found.push(...page.value.folders.map(({ path }) => path), ...page.value.films.map(({ path }) => path))
      after = page.value.next ?? ''
    } while (after !== '')
    expect(found).toEqual(['x', ...paths])
    // What the mark names need not be there any more.
    expect(await seen(library({ paths: ['a.mp4', 'c.mp4'] }).library, { after: '1b.mp4' })).toEqual(['c.mp4'])
  })

  test('a search looks in every folder below, by case, accent and order of words alike', async () => {
    const paths = ['Сериалы/Ёлки/01.mkv', 'Films/Amélie (2001).mp4', 'Films/The Last Keeper.mp4', 'ΟΔΥΣΣΕΥΣ.mp4']
    const { library: made } = library({ paths })
    expect(await seen(made, { q: 'amelie' })).toEqual(['Films/Amélie (2001).mp4'])
    expect(await seen(made, { q: ' KEEPER  last ' })).toEqual(['Films/The Last Keeper.mp4'])
    expect(await seen(made, { q: 'елки' })).toEqual(['Сериалы/Ёлки', 'Сериалы/Ёлки/01.mkv'])
    expect(await seen(made, { q: 'οδυσσευς' })).toEqual(['ΟΔΥΣΣΕΥΣ.mp4'])
    expect(await seen(made, { q: 'keeper', path: 'Сериалы' })).toEqual([])
    expect(await seen(made, { q: 'keeper 2002' })).toEqual([])
  })

  test('what is no folder is not found, and a mark that we did not give is no mark', async () => {
    const { library: made } = library()
    for (const path of ['nowhere', '..', 'Films/..', '/etc', 'Films/', '.hidden', 'Films\0'])
      expect([path, await seen(made, { path })]).toEqual([path, 'not_found'])
    expect(await seen(made, { path: '..', q: 'a' })).toBe('not_found')
    for (const after of ['x', '2a.mp4', '1'])
      expect([after, await seen(made, { after })]).toEqual([after, 'bad_request'])
  })

  test('lengths that take long do not hold the page', async () => {
    const { promise: never } = Promise.withResolvers<number>()
    const durationMs: FilmFacts['durationMs'] = ({ path }) => (path === 'a.mp4' ? Promise.resolve(61_000.4) : never)
    const facts = { ...NO_FACTS, hasPosters: true, durationMs }
    const { library: made, clock } = library({ paths: ['a.mp4', 'b.mp4'], facts })
    const asked = made.browse(mira, { path: '', q: '', after: '' })
    while (clock.pending === 0) await Promise.resolve()
    clock.advance(1_000)
    const page = await asked
    expect(page.ok && page.value.films.map((film) => film.durationMs)).toEqual([61_000, null])
    expect(clock.pending).toBe(0)
  })

  test('a film whose address would be too long for a room is not offered', async () => {
    const long = `${'ж'.repeat(200)}/${'ж'.repeat(200)}.mp4`
    const { library: made, addresses } = library({ paths: [long, 'a/b.mp4'] })
    expect(addresses.film(long).length).toBeGreaterThan(URL_MAX_UNITS)
    expect(await seen(made, { path: 'ж'.repeat(200) })).toEqual([])
  })

  test('only those may look who were named, by their Telegram account', async () => {
    const closed = library({ readers: [4_200_000_000, 1] }).library
    expect(await seen(closed)).toEqual(['Films'])
    expect(await seen(closed, {}, ben)).toBe('not_allowed')
    expect(await seen(library({ readers: [1] }).library)).toBe('not_allowed')
  })
})

describe('signing', () => {
  test('who may browse gets every film signed, and nothing else', async () => {
    const { library: made, addresses } = library()
    const url = addresses.film('Films/Keeper.mp4')
    expect(await made.sign(ben, { url, room: null })).toEqual(ok(addresses.signed(url)))
    for (const [other, code] of [
      ['https://kino.example/a.mp4', 'not_found'],
      ['/library/x/a.mp4', 'not_found'],
      [url.replace('Keeper', 'Other'), 'address_forged'],
      [addresses.film('Films/Gone.mp4'), 'not_found'],
    ] as const)
      expect([other, await made.sign(ben, { url: other, room: null })]).toEqual([other, err(code)])
  })

  test('others get the film that their room plays, and no other', async () => {
    const url = library().addresses.film('Films/Keeper.mp4')
    const readers: LibraryReaders = [1]
    const sign = (playing: Result<string | null, ErrorCode>, room: RoomId | null = ROOM) =>
      library({ readers, playing }).library.sign(ben, { url, room })
    expect(await sign(ok(url))).toMatchObject({ ok: true })
    expect(await sign(ok(url), null)).toEqual(err('not_allowed'))
    expect(await sign(ok('/library/other'))).toEqual(err('stale_media'))
    expect(await sign(ok(null))).toEqual(err('stale_media'))
    expect(await sign(err('not_member'))).toEqual(err('not_member'))
  })
})

describe('fetching', () => {
  test('a signed address leads to the film, until it has run out', async () => {
    const { library: made, addresses, clock } = library()
    const { searchParams, pathname } = new URL(addresses.signed(addresses.film('Films/Keeper.mp4')).url, 'http://house')
    const [until = '', signature = ''] = [...searchParams.values()]
    expect(await made.film(pathname, until, signature)).toMatchObject({ ok: true, value: { path: 'Films/Keeper.mp4' } })
    expect(await made.film(pathname)).toEqual(err('address_forged'))
    expect(await made.film('/library/nothing', until, signature)).toEqual(err('not_found'))
    expect(await made.poster(pathname.replace('/library/', '/posters/'), until, signature)).toEqual(
      err('address_forged'),
    )
    clock.advance(13 * 3_600_000)
    expect(await made.film(pathname, until, signature)).toEqual(err('address_expired'))
  })
})

test('a mark is read as it was written', () => {
  for (const entry of [{ kind: 'folder', path: 'a/b' } as const, { kind: 'film', path: 'a/\nb.mp4' } as const])
    expect(entryOf(markOf(entry))).toEqual(entry)
  const same = { kind: 'film', path: 'a/b.mp4' } as const
  expect(compareEntries(same, { ...same })).toBe(0)
  expect(finder('')(same)).toBe(true)
})
