import { expect, test } from 'bun:test'
import { err, ok } from '#core/result.ts'
import type { EpochMs, RoomId } from '#protocol/ids.ts'
import { FilmAddresses } from './film-addresses.ts'

const OWN = '/library/3kqT9xw3mz5f8h2kQ1aB_w/Films/Keeper.mp4'
const ROOM = '5f8h2kq9xw3mz' as RoomId
const HOUR_MS = 3_600_000

function films(refused = false) {
  const asked: unknown[] = []
  let now = 0
  const addresses = new FilmAddresses(
    async (url, room) => {
      asked.push([url, room])
      return refused ? err('not_member') : ok({ url: `${url}?e=1&s=x`, expiresAt: 0 as EpochMs })
    },
    ROOM,
    () => now,
  )
  return { addresses, asked, pass: (ms: number) => (now += ms) }
}

test('a link of elsewhere is loaded as it is, and nobody is asked', async () => {
  const { addresses, asked } = films()
  for (const url of ['https://kino.example/a.mp4', '/sample/the-last-keeper.mp4', '/library/short/a.mp4']) {
    expect(await addresses.of(url)).toBe(url)
    expect(addresses.isOld(url)).toBe(false)
  }
  expect(asked).toEqual([])
})

test('a film of the server is loaded from the address that it gives, a new one each time', async () => {
  const { addresses, asked } = films()
  expect(await addresses.of(OWN)).toBe(`${OWN}?e=1&s=x`)
  await addresses.of(OWN)
  expect(asked).toEqual([
    [OWN, ROOM],
    [OWN, ROOM],
  ])
})

test('a film that fails long after its address was given may only need another', async () => {
  const { addresses, pass } = films()
  expect(addresses.isOld(OWN)).toBe(false)
  await addresses.of(OWN)
  pass(HOUR_MS)
  expect(addresses.isOld(OWN)).toBe(false)
  pass(1)
  expect([addresses.isOld(OWN), addresses.isOld(undefined)]).toEqual([true, false])
  await addresses.of(OWN)
  expect(addresses.isOld(OWN)).toBe(false)
})

test('without an address there is nothing to load', () => {
  expect(films(true).addresses.of(OWN)).rejects.toThrow('not_member')
})
