import { describe, expect, test } from 'bun:test'
import type { Description } from '#core/description.ts'
import type { Command } from '#protocol/messages.ts'
import { annsRoom, ben, ROOM_ID } from '#testing/made.ts'
import { House, Party } from '#testing/party.ts'
import { twoInstances } from '#testing/two-instances.ts'

const load = (name: string): Command => ({
  type: 'playback.load',
  media: { url: `https://films.example/${name}.mp4`, title: null, durationMs: null },
})
const told = (title: string): Description => ({
  kind: 'file',
  url: `https://films.example/${title}.mp4`,
  title,
  posterUrl: 'https://films.example/poster.jpg',
  durationMs: 90_000,
  live: false,
})
const filmIn = (party: Party) => (party.state.playback.status === 'idle' ? null : party.state.playback.media)

describe('a film that is loaded', () => {
  test('plays at once, and its source is heard when it speaks', async () => {
    const house = new House()
    const { promise, resolve } = Promise.withResolvers<Description>()
    house.factsOf = () => promise
    const party = new Party(house)
    const snapshot = annsRoom()
    await party.join()
    await party.ask(load('a'))
    expect(party.state.playback.status).toBe('playing')
    expect(filmIn(party)).toMatchObject({ title: 'A', posterUrl: null })
    resolve(told('a'))
    await party.settle()
    expect(filmIn(party)).toMatchObject({
      title: 'a',
      durationMs: 90_000,
      posterUrl: 'https://films.example/poster.jpg',
    })
    expect(party.viewOf(snapshot)).toEqual(party.state)
    await party.registry.stop()
    expect(house.rooms.rooms.get(ROOM_ID)?.playback).toMatchObject({ media: { title: 'a', live: false } })
  })

  test('is not described by what its source says of the one before', async () => {
    const house = new House()
    const first = Promise.withResolvers<Description | null>()
    house.factsOf = ({ url }) => (url.endsWith('a.mp4') ? first.promise : Promise.resolve(null))
    const party = new Party(house)
    await party.join()
    await party.ask(load('a'))
    await party.ask(load('b'))
    first.resolve(told('a'))
    await party.settle()
    expect(filmIn(party)).toMatchObject({ title: 'B', durationMs: null })
  })

  test('plays on when nobody can be asked', async () => {
    const house = new House()
    house.factsOf = () => Promise.reject(new Error('no network'))
    const party = new Party(house)
    await party.join()
    expect(await party.ask(load('a'))).toMatchObject({ ok: true })
    await party.settle()
    expect(filmIn(party)).toMatchObject({ title: 'A' })
  })

  test('is asked about by the instance that took the command alone, and all hear of it', async () => {
    const { house, one, two } = twoInstances()
    const asked: string[] = []
    house.factsOf = async ({ url }) => {
      asked.push(url)
      return told('a')
    }
    await one.join()
    await two.join(ben, 2)
    await two.ask(load('a'), ben)
    await one.settle()
    await two.settle()
    expect(asked).toEqual(['https://films.example/a.mp4'])
    for (const party of [one, two]) expect(filmIn(party)).toMatchObject({ title: 'a', durationMs: 90_000 })
  })
})
