import { opendir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Check, codeOf, fail, fine, warn } from './finding.ts'

/** The folder with films: there and readable, and whether there will be pictures of them. */
export const mediaCheck = (mediaDir: string, readers: 'everyone' | readonly number[]): Check => ({
  name: 'films',
  run: async () => {
    const path = resolve(mediaDir)
    try {
      await (await opendir(path)).close()
    } catch (error) {
      return fail(
        `${path} cannot be read (${codeOf(error)})`,
        'Mount it, give the user who runs the server the right to read it, or choose another with MEDIA_DIR.',
      )
    }
    const who = readers === 'everyone' ? 'everyone who signs in' : `${readers.length} of Telegram`
    const missing = ['ffmpeg', 'ffprobe'].filter((program) => Bun.which(program) === null)
    if (missing.length === 0) return fine(`${path}, for ${who} to choose from`)
    return warn(
      `${path}, for ${who} to choose from, without pictures or lengths: ${missing.join(' and ')} not found`,
      'Install ffmpeg, or leave it: films play all the same.',
    )
  },
})
