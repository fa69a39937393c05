/** Prepares what the embedded PostgreSQL starts from: `bun scripts/pglite-seed.ts [folder]`, and as a step of the build. */
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/** Grows when what is made here changes though PGlite does not. */
const REVISION = 1
const DIST = dirname(Bun.resolveSync('@electric-sql/pglite', import.meta.dir))

/**
 * Makes `pglite.wasm`, `pglite.data` and `seed.tar.gz` in `outDir`, unless they are there for this version already.
 * The seed is a new cluster (UTF-8, character classes of C.UTF-8): made here once, because initdb takes a gigabyte of
 * memory and seconds that a small server does not have.
 */
export async function preparePgliteAssets(outDir: string): Promise<void> {
  const stamp = `pglite ${await pgliteVersion()}, revision ${REVISION}\n`
  if (await isMade(outDir, stamp)) return
  const making = `${outDir}.${process.pid}`
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  for (const file of ['pglite.wasm', 'pglite.data']) await cp(join(DIST, file), join(making, file))
  await Bun.write(join(making, 'seed.tar.gz'), await newCluster())
  await Bun.write(join(making, 'stamp'), stamp)
  await rm(outDir, { recursive: true, force: true })
  try {
    await rename(making, outDir)
  } catch (error) {
    // Another process may have been as quick; what it made is as good.
    await rm(making, { recursive: true, force: true })
    if (!(await isMade(outDir, stamp))) throw error
  }
}

/** A tar archive of a cluster that was shut down: one that was copied while it ran would start with a recovery. */
async function newCluster(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'pglite-seed-'))
  try {
    const database = await PGlite.create(folder)
    await database.close()
    const entries: Record<string, Uint8Array> = {}
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      const name = relative(folder, path)
      // Folders too: PostgreSQL does not start without its empty ones.
      if (entry.isDirectory()) entries[`${name}/`] = new Uint8Array()
      else entries[name] = await Bun.file(path).bytes()
    }
    return await new Bun.Archive(entries, { compress: 'gzip', level: 9 }).bytes()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** PGlite exports no package.json, so it is found beside its files. */
async function pgliteVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(DIST, '../package.json'), 'utf8'))
  return String(version)
}

async function isMade(outDir: string, stamp: string): Promise<boolean> {
  const path = join(outDir, 'stamp')
  return existsSync(path) && (await readFile(path, 'utf8')) === stamp
}

if (import.meta.main) await preparePgliteAssets(resolve(process.argv[2] ?? join(import.meta.dir, '../.cache/pglite')))
