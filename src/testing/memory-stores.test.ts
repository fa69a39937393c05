import type { UserStore } from '#ports/user-store.ts'
import { jobLeasesContract } from './contracts/job-leases.contract.ts'
import { roomStoreContract } from './contracts/room-store.contract.ts'
import type { Stores } from './contracts/samples.ts'
import { subtitleStoreContract } from './contracts/subtitle-store.contract.ts'
import { FakeClock } from './fake-clock.ts'
import { MemoryJobLeases } from './memory-job-leases.ts'
import { MemoryChatStore, MemoryRoomStore } from './memory-stores.ts'
import { MemorySubtitleStore } from './memory-subtitle-store.ts'
import { MemoryUserStore } from './memory-user-store.ts'

const stores = async (): Promise<Stores> => {
  const rooms = new MemoryRoomStore()
  const known = new MemoryUserStore()
  // As a database does, the store of rooms knows who people are.
  const users: UserStore = {
    get: (id) => known.get(id),
    telegramIdOf: (id) => known.telegramIdOf(id),
    fromTelegram: (profile, id) => known.fromTelegram(profile, id),
    guest: async (id, name) => {
      rooms.people.set(id, { id, name, photoUrl: null })
      return await known.guest(id, name)
    },
  }
  return { users, rooms, chat: new MemoryChatStore(), subtitles: new MemorySubtitleStore() }
}
roomStoreContract('memory', stores)
subtitleStoreContract('memory', stores)

jobLeasesContract('memory', () => new MemoryJobLeases(new FakeClock()))
