import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** 32 bytes: as long as the hash it keys. */
const SECRET_BYTES = 32
const SECRET_FORM = /^[\w-]{43}$/

/**
 * A secret that nobody had to choose: made at the first call, the same ever after. It lies in `dataDir` (mode 700) as
 * a file of mode 600. Several processes may ask at once: a hard link either makes the whole file or finds another's.
 */
export async function keptSecret(dataDir: string, name: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  // `mkdir` leaves a folder that was there as it was.
  await chmod(dataDir, 0o700)
  const path = join(dataDir, name)
  const kept = await read(path)
  if (kept !== null) return kept
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(draft, randomBytes(SECRET_BYTES).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true })
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  const made = await read(path)
  if (made === null) throw new Error(`the secret ${path} vanished while it was made`)
  return made
}

async function read(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  if (!SECRET_FORM.test(text.trim()))
    throw new Error(`${path} does not hold a secret: remove it to have a new one made`)
  await chmod(path, 0o600)
  return text.trim()
}
