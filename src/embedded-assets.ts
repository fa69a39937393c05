import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'

/** What travels inside the executable: the Mini App, the SQL migrations, and what the embedded PostgreSQL starts from. */
export interface Assets {
  readonly uiDir: string
  readonly migrationsDir: string
  readonly pgliteDir: string
}

const root = join(import.meta.dir, '..')

/** Bun puts embedded folders beside the entry, by their own last name; from source they lie where they are made. */
export const assets: Assets = Bun.isStandaloneExecutable
  ? {
      uiDir: join(import.meta.dir, 'dist'),
      migrationsDir: join(import.meta.dir, 'drizzle'),
      pgliteDir: join(import.meta.dir, 'pglite'),
    }
  : { uiDir: join(root, 'ui/dist'), migrationsDir: join(root, 'drizzle'), pgliteDir: join(root, '.cache/pglite') }

const BuildFile = v.object({ build: v.string() })

/** Which Mini App lies in this folder, as the build wrote it there; null when none has been built. */
export function readBuild(uiDir: string): string | null {
  const path = join(uiDir, 'version.json')
  return existsSync(path) ? v.parse(BuildFile, JSON.parse(readFileSync(path, 'utf8'))).build : null
}
