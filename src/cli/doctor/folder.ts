import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Check, codeOf, fail, fine, warn } from './finding.ts'

/** Below this the database cannot be expected to go on, bytes. */
const FREE_FAIL = 100 * 1_024 ** 2
/** Below this it is time to look, bytes. */
const FREE_WARN = 1_024 ** 3

/** The data folder: there, or possible to make; writable; closed to others; with room left. */
export const folderCheck = (dataDir: string): Check => ({
  name: 'data folder',
  run: async () => {
    const path = resolve(dataDir)
    const standing = await stat(path).catch(() => null)
    if (standing !== null && !standing.isDirectory()) {
      return fail(`${path} is not a folder`, 'Move it away, or choose another with DATA_DIR.')
    }
    const deepest = standing === null ? await existing(path) : path
    try {
      await access(deepest, constants.W_OK | constants.X_OK)
    } catch (error) {
      return fail(
        `${deepest} cannot be written (${codeOf(error)})`,
        'Give it to the user who runs the server, or set DATA_DIR.',
      )
    }
    const { bavail, bsize } = await statfs(deepest)
    const free = bavail * bsize
    if (free < FREE_FAIL) return fail(`${inMb(free)} free at ${path}`, 'Make room on this disk.')
    if (free < FREE_WARN) return warn(`${inMb(free)} free at ${path}`, 'Make room on this disk soon.')
    if (standing === null) return fine(`${path} will be made at the first start; ${inMb(free)} free`)
    const mode = (standing.mode & 0o777).toString(8)
    if ((standing.mode & 0o077) !== 0)
      return warn(`${path} has mode ${mode}: others may look in`, `Run: chmod 700 ${path}`)
    return fine(`${path}, mode ${mode}, ${inMb(free)} free`)
  },
})

/** The nearest folder above that is there. */
async function existing(path: string): Promise<string> {
  const up = dirname(path)
  const found = await stat(up).catch(() => null)
  return found !== null || up === path ? up : await existing(up)
}

const inMb = (bytes: number): string => `${Math.round(bytes / 1_024 ** 2)} MB`
