import { join } from 'node:path'
import type { Build } from '../ui/src/sw/build.ts'
import { entryOf, filesOf, isLanguage, readChunks, screenOf } from './chunks.ts'

const WORKER = join(import.meta.dir, '../ui/src/sw/worker.ts')
/** Screens that open without a server, if only to say so. */
const SCREENS = ['Home', 'Room', 'Join', 'Failure']

/** What of a built Mini App the worker keeps. */
async function buildOf(dist: string): Promise<Build> {
  const chunks = await readChunks(dist)
  const entry = entryOf(chunks)
  const screens = SCREENS.map((name) => screenOf(chunks, name))
  const words = Object.keys(chunks).filter((key) => isLanguage(key, 'app') || isLanguage(key, 'later'))
  const shell = new Set([entry, ...screens, ...words].flatMap((key) => [...filesOf(chunks, key)]))
  const all = [...new Bun.Glob('assets/**/*.{js,css,woff2}').scanSync({ cwd: dist })].sort()
  const path = (file: string) => `/${file}`
  return {
    entry: path(chunks[entry]?.file ?? ''),
    shell: [...shell].sort().map(path),
    later: all.filter((file) => !shell.has(file)).map(path),
  }
}

/**
 * Builds `/sw.js` into a built Mini App. Not a part of Vite's build: the worker must be one file under a name that never
 * changes, and it lists what that build came to.
 */
export async function buildServiceWorker(dist: string): Promise<void> {
  const build = await Bun.build({
    entrypoints: [WORKER],
    target: 'browser',
    format: 'iife',
    minify: true,
    define: { BUILD: JSON.stringify(await buildOf(dist)) },
  })
  const [worker] = build.outputs
  if (!build.success || worker === undefined) throw new AggregateError(build.logs, 'could not build the service worker')
  await Bun.write(join(dist, 'sw.js'), worker)
}
