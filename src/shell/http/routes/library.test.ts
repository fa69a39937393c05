import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { LocalMediaFolder } from '#adapters/local/media-folder.ts'
import { err } from '#core/result.ts'
import { ErrorBody } from '#protocol/errors.ts'
import { LibraryPage, SignedFilm } from '#protocol/library.ts'
import { Addresses } from '#services/library/addresses.ts'
import { Library } from '#services/library/library.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { httpApp } from '#testing/http-app.ts'

const dir = mkdtempSync(join(tmpdir(), 'watchparty-routes-'))
afterAll(() => rmSync(dir, { recursive: true }))
writeFileSync(join(dir, "Keeper's (1).mp4"), 'the film')
writeFileSync(join(dir, 'picture.jpg'), 'the picture')

function made() {
  const clock = new FakeClock(1_790_000_000_000)
  const addresses = new Addresses(['a secret of thirty-two characters or more'], clock)
  const library = new Library({
    folder: new LocalMediaFolder({ dir, clock, log: new FakeLog() }),
    facts: { hasPosters: true, durationMs: async () => 1_000, poster: async () => join(dir, 'picture.jpg') },
    addresses,
    rooms: { filmOf: async () => err('not_member') },
    users: { telegramIdOf: async () => null },
    clock,
    readers: 'everyone',
  })
  const house = httpApp({ library })
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${await house.signIn()}`, 'content-type': 'application/json' }
    return await house.app.request(path, { headers, ...init }, { address: '127.0.0.1' })
  }
  return { ask, addresses, app: house.app, clock }
}

describe('the library', () => {
  test('is told of, browsed and signed; the film and its picture are there', async () => {
    const { ask } = made()
    expect(await (await ask('/api/info')).json()).toMatchObject({ library: true })
    const { films } = v.parse(LibraryPage, await (await ask('/api/library?q=keeper')).json())
    expect(films).toMatchObject([{ title: "Keeper's 1", durationMs: 1_000, sizeBytes: 8 }])
    const { url = '', posterUrl = '' } = films[0] ?? {}
    const picture = await ask(posterUrl ?? '')
    expect([picture.status, picture.headers.get('content-type'), await picture.text()]).toEqual([
      200,
      'image/jpeg',
      'the picture',
    ])
    const answer = await ask('/api/library/sign', { method: 'POST', body: JSON.stringify({ url }) })
    const signed = v.parse(SignedFilm, await answer.json())
    const film = await ask(signed.url)
    expect([film.status, await film.text()]).toEqual([200, 'the film'])
    expect(film.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''Keeper%27s%20%281%29.mp4")
  })

  test('asks for a sign-in, for questions of its form, and for addresses of its own', async () => {
    const { app, ask, addresses } = made()
    const codes = async (answer: Response) => [answer.status, v.parse(ErrorBody, await answer.json()).error.code]
    expect(await codes(await app.request('/api/library', {}, { address: '127.0.0.1' }))).toEqual([401, 'unauthorized'])
    for (const query of ['?x=1', `?path=${'a'.repeat(1_025)}`, `?q=${'a'.repeat(121)}`, '?after=x'])
      expect([query, ...(await codes(await ask(`/api/library${query}`)))]).toEqual([query, 400, 'bad_request'])
    expect(await codes(await ask('/api/library?path=..'))).toEqual([404, 'not_found'])
    const url = addresses.film('Other.mp4')
    expect(await codes(await ask(url))).toEqual([403, 'address_forged'])
    expect(await codes(await ask(addresses.signed(url).url))).toEqual([404, 'not_found'])
  })

  test('is nowhere on a server without one', async () => {
    const { app, signIn } = httpApp()
    const headers = { authorization: `Bearer ${await signIn()}` }
    for (const path of ['/api/library', '/library/x/a.mp4?e=1&s=x', '/posters/x/a.mp4'])
      expect([path, (await app.request(path, { headers }, { address: '127.0.0.1' })).status]).toEqual([path, 404])
  })
})
