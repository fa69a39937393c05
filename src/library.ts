import { join } from 'node:path'
import { FfmpegFacts } from '#adapters/local/film-facts.ts'
import { LocalMediaFolder } from '#adapters/local/media-folder.ts'
import type { Clock } from '#ports/clock.ts'
import { OutsideFault } from '#ports/fault.ts'
import type { Log } from '#ports/log.ts'
import type { UserStore } from '#ports/user-store.ts'
import { Addresses } from '#services/library/addresses.ts'
import { Library } from '#services/library/library.ts'
import type { RoomsApi } from '#services/rooms/rooms-api.ts'
import type { Config } from './config.ts'

interface LibraryParts {
  readonly rooms: RoomsApi
  readonly users: UserStore
  readonly clock: Clock
  readonly log: Log
  readonly secrets: readonly string[]
}

/** The films of MEDIA_DIR; null without one. A folder that is not there yet may be mounted later. */
export async function openLibrary(config: Config, { rooms, users, clock, log, secrets }: LibraryParts) {
  const { mediaDir, dataDir, libraryReaders: readers } = config
  if (mediaDir === null) return null
  const folder = new LocalMediaFolder({ dir: mediaDir, clock, log })
  const [ffmpeg, ffprobe] = [Bun.which('ffmpeg'), Bun.which('ffprobe')]
  const facts = new FfmpegFacts({ dir: join(dataDir, 'posters'), ffmpeg, ffprobe, log })
  const found = await folder.entries('').catch((fault: unknown) => {
    if (fault instanceof OutsideFault) return null // told below
    throw fault
  })
  if (found === null)
    log.warn('library.unreadable', { hint: 'watchparty doctor tells what is the matter with MEDIA_DIR' })
  else log.info('library.opened', { posters: ffmpeg !== null, lengths: ffprobe !== null })
  return new Library({ folder, facts, addresses: new Addresses(secrets, clock), rooms, users, clock, readers })
}
