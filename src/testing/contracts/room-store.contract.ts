import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { KeptPlayback } from '#core/timeline.ts'
import { RefusedFault } from '#ports/fault.ts'
import { at, idle, ids, newFilm, newRoom, newUser, roomOf, type Stores } from './samples.ts'

/** What every RoomStore must do. */
export function roomStoreContract(name: string, make: () => Promise<Stores>): void {
  describe(`${name} keeps the RoomStore contract`, () => {
    test('a room that was never made is not there', async () => {
      const { rooms } = await make()
      expect(await rooms.load(ids.room())).toBeNull()
    })

    test('a room is loaded as it was made, whatever it plays', async () => {
      const stores = await make()
      const host = await newUser(stores)
      const playbacks: KeptPlayback[] = [
        idle,
        { status: 'paused', epoch: 1, version: 3, media: newFilm(host), positionMs: 61_234, rate: 1.25 },
        {
          status: 'playing',
          epoch: 2,
          version: 9,
          media: newFilm(host, 5_400_000),
          anchorMs: 0,
          anchoredAt: at(123),
          rate: 0.1 + 0.7,
        },
      ]
      for (const playback of playbacks) {
        const stored = roomOf(host, playback, at(7))
        await stores.rooms.create(stored)
        expect(await stores.rooms.load(stored.room.id)).toEqual(stored)
      }
    })

    test('making a room twice makes one room', async () => {
      const stores = await make()
      const { stored, hostId } = await newRoom(stores)
      await stores.rooms.create(stored)
      expect(await stores.rooms.listFor(hostId, 10)).toEqual([stored])
    })

    test('whoever makes a room is its member', async () => {
      const stores = await make()
      const { stored, hostId } = await newRoom(stores)
      expect(await stores.rooms.isMember(stored.room.id, hostId)).toBe(true)
      expect(await stores.rooms.isMember(stored.room.id, await newUser(stores))).toBe(false)
    })

    test('a room is saved as it now is, as often as one likes', async () => {
      const stores = await make()
      const { stored, hostId } = await newRoom(stores)
      const media = newFilm(hostId)
      const playback: KeptPlayback = { status: 'paused', epoch: 1, version: 1, media, positionMs: 0, rate: 1 }
      const room = {
        ...stored.room,
        title: 'Ночной сеанс',
        control: 'host',
        buffering: 'flow',
        closedAt: at(90),
      } as const
      const saved = { room, playback, aliveAt: at(80) }
      await stores.rooms.save(saved)
      await stores.rooms.save(saved)
      expect(await stores.rooms.load(room.id)).toEqual(saved)
    })

    test('a room remembers what it does about players that run dry', async () => {
      const stores = await make()
      const host = await newUser(stores)
      for (const buffering of ['auto', 'together', 'flow'] as const) {
        const { room, ...rest } = roomOf(host)
        await stores.rooms.create({ room: { ...room, buffering }, ...rest })
        expect((await stores.rooms.load(room.id))?.room.buffering).toBe(buffering)
      }
    })

    test('a room that stops playing has no film', async () => {
      const stores = await make()
      const host = await newUser(stores)
      const playing = roomOf(host, {
        status: 'playing',
        epoch: 1,
        version: 1,
        media: newFilm(host),
        anchorMs: 5,
        anchoredAt: at(1),
        rate: 1,
      })
      await stores.rooms.create(playing)
      const stopped = { ...playing, playback: { status: 'idle', epoch: 1, version: 2 } } as const
      await stores.rooms.save(stopped)
      expect(await stores.rooms.load(playing.room.id)).toEqual(stopped)
    })

    test('the length of a film, once it is known, is kept', async () => {
      const stores = await make()
      const { stored, hostId } = await newRoom(stores)
      const media = newFilm(hostId)
      const paused = { status: 'paused', epoch: 1, version: 1, positionMs: 0, rate: 1 } as const
      await stores.rooms.save({ ...stored, playback: { ...paused, media } })
      await stores.rooms.save({ ...stored, playback: { ...paused, media: { ...media, durationMs: 60_000 } } })
      const loaded = await stores.rooms.load(stored.room.id)
      expect(loaded?.playback).toMatchObject({ media: { durationMs: 60_000 } })
    })

    test('what is found out about a film is kept, and not taken back by who does not know it yet', async () => {
      const stores = await make()
      const { stored, hostId } = await newRoom(stores)
      const media = newFilm(hostId)
      const described = {
        ...media,
        kind: 'hls',
        url: 'https://films.example/night.m3u8',
        title: 'Night Express (1949)',
        posterUrl: 'https://films.example/night.jpg',
        live: false,
      } as const
      const paused = { status: 'paused', epoch: 1, version: 1, positionMs: 0, rate: 1 } as const
      const save = (known: typeof media) => stores.rooms.save({ ...stored, playback: { ...paused, media: known } })
      await save(media)
      await save(described)
      await save(media)
      expect((await stores.rooms.load(stored.room.id))?.playback).toMatchObject({ media: described })
    })

    test('what lags behind puts nothing older over what is newer, and the newer of each part is kept', async () => {
      const stores = await make()
      const { stored, hostId } = await newRoom(stores)
      const media = newFilm(hostId)
      const paused = (version: number): KeptPlayback => ({
        status: 'paused',
        epoch: 1,
        version,
        media,
        positionMs: version * 1_000,
        rate: 1,
      })
      const info = (version: number) => ({ ...stored.room, title: `Title ${version}`, version })
      const kept = async () => {
        const { room, playback } = (await stores.rooms.load(stored.room.id)) ?? {}
        return [room?.title, room?.version, playback?.version, playback?.status === 'paused' && playback.positionMs]
      }
      const save = (room: number, playback: number, aliveAt: number) =>
        stores.rooms.save({ room: info(room), playback: paused(playback), aliveAt: at(aliveAt) })
      await save(5, 5, 10)
      await save(4, 4, 20)
      expect(await kept()).toEqual(['Title 5', 5, 5, 5_000])
      await save(6, 4, 30)
      expect(await kept()).toEqual(['Title 6', 6, 5, 5_000])
      await save(5, 7, 40)
      expect(await kept()).toEqual(['Title 6', 6, 7, 7_000])
      await stores.rooms.save({ ...stored, aliveAt: at(0) })
      expect(await stores.rooms.load(stored.room.id)).toEqual({
        room: info(6),
        playback: paused(7),
        aliveAt: at(40),
      })
    })

    test('whatever arrives in whatever order, the newest of each part is kept', async () => {
      const stores = await make()
      const hostId = await newUser(stores)
      const write = fc.record({ room: fc.nat(5), playback: fc.nat(5), alive: fc.nat(50) })
      await fc.assert(
        fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
          const stored = roomOf(hostId)
          await stores.rooms.create(stored)
          const media = newFilm(hostId)
          for (const { room: version, playback, alive } of writes) {
            const room = { ...stored.room, title: `Title ${version}`, version }
            const paused: KeptPlayback = {
              status: 'paused',
              epoch: 1,
              version: playback,
              media,
              positionMs: playback,
              rate: 1,
            }
            await stores.rooms.save({ room, playback: playback === 0 ? idle : paused, aliveAt: at(alive) })
          }
          const most = (of: (write: { room: number; playback: number; alive: number }) => number) =>
            Math.max(...writes.map(of))
          const kept = await stores.rooms.load(stored.room.id)
          const [room, playback] = [most((write) => write.room), most((write) => write.playback)]
          expect(kept?.room).toMatchObject({ title: `Title ${room}`, version: room })
          expect(kept?.playback).toMatchObject({ version: playback, ...(playback > 0 && { positionMs: playback }) })
          expect(kept?.aliveAt).toBe(at(most(({ alive }) => alive)))
        }),
        { numRuns: 25 },
      )
    })

    test('a closed room stays closed, whatever lags behind', async () => {
      const stores = await make()
      const { stored } = await newRoom(stores)
      const closed = { ...stored.room, closedAt: at(9), version: 1 }
      await stores.rooms.save({ ...stored, room: closed })
      for (const version of [0, 1]) await stores.rooms.save({ ...stored, room: { ...stored.room, version } })
      expect((await stores.rooms.load(stored.room.id))?.room).toEqual(closed)
    })

    test('a room that is not there cannot be saved, and that is final', async () => {
      const stores = await make()
      const saving = stores.rooms.save(roomOf(await newUser(stores)))
      await expect(saving).rejects.toBeInstanceOf(RefusedFault)
    })

    test('an older sign of life never replaces a newer one', async () => {
      const stores = await make()
      const { stored } = await newRoom(stores)
      const id = stored.room.id
      const aliveAt = async () => (await stores.rooms.load(id))?.aliveAt
      await stores.rooms.touch([id], at(500))
      await stores.rooms.save({ ...stored, aliveAt: at(400) })
      await stores.rooms.touch([id], at(300))
      expect(await aliveAt()).toBe(at(500))
      await stores.rooms.save({ ...stored, aliveAt: at(600) })
      expect(await aliveAt()).toBe(at(600))
    })

    test('many rooms are touched together, and others are not', async () => {
      const stores = await make()
      const touched = [await newRoom(stores), await newRoom(stores)].map(({ stored }) => stored.room.id)
      const other = (await newRoom(stores)).stored.room.id
      await stores.rooms.touch(touched, at(700))
      await stores.rooms.touch([], at(800))
      for (const id of touched) expect((await stores.rooms.load(id))?.aliveAt).toBe(at(700))
      expect((await stores.rooms.load(other))?.aliveAt).toBe(at(0))
    })

    test('who was seen is a member, and is found by when that was last', async () => {
      const stores = await make()
      const { stored, hostId } = await newRoom(stores)
      const room = stored.room.id
      const ben = await newUser(stores, 'Ben')
      await stores.rooms.saw([{ room, user: ben, at: at(100) }])
      await stores.rooms.saw([{ room, user: ben, at: at(100) }])
      expect(await stores.rooms.isMember(room, ben)).toBe(true)
      expect(await stores.rooms.seenSince(room, at(100))).toEqual([{ id: ben, name: 'Ben', photoUrl: null }])
      expect(await stores.rooms.seenSince(room, at(101))).toEqual([])
      expect((await stores.rooms.seenSince(room, at(0))).map(({ id }) => id).sort()).toEqual([hostId, ben].sort())
    })

    test('the list has the open rooms of a person, those that lived last first', async () => {
      const stores = await make()
      const host = await newUser(stores)
      const guest = await newUser(stores, 'Ben')
      const [early, late, closed, foreign] = [at(1), at(3), at(4), at(5)].map((alive) => roomOf(host, idle, alive))
      if (!early || !late || !closed || !foreign) throw new Error('four rooms')
      for (const stored of [early, late, closed, foreign]) await stores.rooms.create(stored)
      for (const { room } of [early, late, closed]) await stores.rooms.saw([{ room: room.id, user: guest, at: at(6) }])
      await stores.rooms.save({ ...closed, room: { ...closed.room, closedAt: at(9) } })
      expect(await stores.rooms.listFor(guest, 10)).toEqual([late, early])
      expect(await stores.rooms.listFor(guest, 1)).toEqual([late])
    })
  })
}
