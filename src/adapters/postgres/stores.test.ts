import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { RefusedFault } from '#ports/fault.ts'
import { chatStoreContract } from '#testing/contracts/chat-store.contract.ts'
import { jobLeasesContract } from '#testing/contracts/job-leases.contract.ts'
import { roomStoreContract } from '#testing/contracts/room-store.contract.ts'
import { at, ids, lineOf, newRoom, type Stores } from '#testing/contracts/samples.ts'
import { subtitleStoreContract } from '#testing/contracts/subtitle-store.contract.ts'
import { userStoreContract } from '#testing/contracts/user-store.contract.ts'
import { embeddedDatabase, realDatabase, type TestDatabase } from '#testing/database.ts'
import { needs } from '#testing/needs.ts'
import { PostgresChatStore } from './chat-store.ts'
import type { Database } from './client.ts'
import { PostgresJobLeases } from './job-leases.ts'
import { PostgresRoomStore } from './room-store.ts'
import { PostgresSubtitleStore } from './subtitle-store.ts'
import { PostgresUserStore } from './user-store.ts'

setDefaultTimeout(30_000) // starting a database takes a while on a busy machine

const storesOf = (database: Database): Stores => ({
  users: new PostgresUserStore(database),
  rooms: new PostgresRoomStore(database),
  chat: new PostgresChatStore(database),
  subtitles: new PostgresSubtitleStore(database),
})

const kinds = [
  { name: 'PostgreSQL', make: realDatabase, missing: needs('postgres') },
  { name: 'the embedded PostgreSQL', make: embeddedDatabase, missing: false },
]

for (const { name, make, missing } of kinds) {
  describe.skipIf(missing)(`the stores on ${name}`, () => {
    let opened: TestDatabase
    let stores: Stores
    beforeAll(async () => {
      opened = await make()
      stores = storesOf(opened.database)
    })
    afterAll(() => opened?.drop())

    userStoreContract(name, async () => stores)
    roomStoreContract(name, async () => stores)
    chatStoreContract(name, async () => stores)
    subtitleStoreContract(name, async () => stores)
    jobLeasesContract(name, () => new PostgresJobLeases(opened.database))

    test('a guest can never take over an account of Telegram', async () => {
      const { users } = stores
      const profile = { telegramId: 777, name: 'Ann', username: null, language: null, photoUrl: null }
      const { id } = await users.fromTelegram(profile, ids.user())
      await expect(users.guest(id, 'Mallory')).rejects.toThrow('not a guest')
      expect((await users.get(id))?.name).toBe('Ann')
    })

    test('a message carries its author’s name as it is now', async () => {
      const { stored, hostId } = await newRoom(stores)
      await stores.chat.append([{ room: stored.room.id, line: lineOf(hostId, 'hi', at(0)) }])
      await stores.users.guest(hostId, 'Anne')
      expect((await stores.chat.page(stored.room.id, 1, null))[0]?.from.name).toBe('Anne')
    })

    test('case makes no difference to a search, in any script', async () => {
      const { stored, hostId } = await newRoom(stores)
      const room = stored.room.id
      await stores.chat.append([{ room, line: lineOf(hostId, 'Ночной ЭКСПРЕСС', at(0)) }])
      expect(await stores.chat.find(room, 'экспресс НОЧНОЙ', 5)).toHaveLength(1)
    })

    test('a room that is not there cannot be saved, and nobody can speak in it', async () => {
      const { stored, hostId } = await newRoom(stores)
      const id = ids.room()
      await expect(stores.rooms.save({ ...stored, room: { ...stored.room, id } })).rejects.toThrow('no such room')
      const unheard = stores.chat.append([{ room: id, line: lineOf(hostId, 'secret', at(0)) }])
      const refused = await unheard.catch((error: unknown) => error)
      expect(refused).toMatchObject({ name: 'DatabaseRefusal', code: '23503' })
      expect(refused).toBeInstanceOf(RefusedFault)
      expect(Bun.inspect(refused)).not.toContain('secret')
    })
  })
}
