import { describe, expect, test } from 'bun:test'
import { basename, dirname, join, normalize } from 'node:path'

/** Which ring of the server may import which. Dependencies point inwards: an outer ring knows the inner ones. */
const SERVER: Record<string, readonly string[]> = {
  protocol: ['protocol', 'sources'],
  core: ['protocol', 'core', 'sources'],
  sources: ['protocol', 'core', 'ports', 'sources'],
  ports: ['protocol', 'core', 'ports'],
  services: ['protocol', 'core', 'ports', 'services'],
  adapters: ['protocol', 'core', 'ports', 'adapters'],
  shell: ['protocol', 'core', 'sources', 'ports', 'services', 'shell'],
}
/** The same for the Mini App. Of the server it knows what is said and what is true. */
const UI: Record<string, readonly string[]> = {
  styles: ['styles'],
  kit: ['kit', 'styles'],
  i18n: ['protocol', 'core', 'i18n'],
  telegram: ['protocol', 'core', 'telegram'],
  net: ['protocol', 'core', 'net'],
  player: ['protocol', 'core', 'player', 'sources'],
  state: ['protocol', 'core', 'sources', 'net', 'telegram', 'player', 'i18n', 'state'],
  features: ['protocol', 'core', 'state', 'kit', 'i18n', 'telegram', 'features', 'assets'],
  sw: ['protocol', 'sw'],
  gallery: ['kit', 'styles', 'i18n', 'telegram', 'gallery'],
  screens: ['protocol', 'core', 'state', 'kit', 'i18n', 'telegram', 'features', 'screens', 'assets'],
}
/** Packages that only one place knows, so that they can be replaced there. */
const OWNED: Record<string, string> = {
  '@telegram-apps/sdk': 'ui/src/telegram/',
  'drizzle-orm': 'src/adapters/postgres/',
  'hls.js': 'src/sources/hls/',
  ioredis: 'src/adapters/redis/',
  'lean-qr': 'ui/src/kit/',
  postgres: 'src/adapters/postgres/',
  'shaka-player': 'src/sources/dash/',
  'rate-limiter-flexible': 'src/adapters/redis/',
}
/** The inner rings stand on nothing but the schemas. */
const PACKAGES_OF_PURE = ['valibot']

/** Longer than allowed, with the length each may have at most. This list may only shrink. */
const LONG_FILES: Record<string, number> = {}

type Sources = ReadonlyMap<string, string>
interface Import {
  from: string
  line: number
  specifier: string
  /** Path from the top of the repository; null for a package. */
  target: string | null
}

/** Comments become blanks, line by line, so that what they say is not taken for code. */
const withoutComments = (text: string): string =>
  text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g,
    (whole, literal: string | undefined) => literal ?? whole.replace(/[^\n]/g, ' '),
  )

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** Every module named after `from` or `import`: values, types, re-exports, side effects and dynamic imports alike. */
function importsOf(path: string, source: string): Import[] {
  const text = withoutComments(source)
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => {
    const specifier = match[1] ?? ''
    return { from: path, line: lineOf(text, match.index), specifier, target: resolve(path, specifier) }
  })
}

function resolve(path: string, specifier: string): string | null {
  if (specifier.startsWith('#player/')) return `ui/src/${specifier.slice(1)}`
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`
  if (specifier.startsWith('.')) return normalize(join(dirname(path), specifier))
  return null
}

/** Players stand in their source's folder, and belong to the Mini App: the server knows nothing of them. */
const isPlayer = (path: string): boolean => /^src\/sources\/([^/]+\/player|players)\.ts$/.test(path)

const isTest = (path: string): boolean => /\.test\.ts$/.test(path) || path.startsWith('src/testing/')

/** `src/core/chat.ts` → `core`; `ui/src/features/chat/Chat.svelte` → `ui/features`; a file at the top → `src` or `ui`. */
function ringOf(path: string): string {
  const [, ui, inside] = /^(ui\/)?src\/(?:([^/]+)\/)?[^/]+/.exec(path) ?? []
  if (inside === undefined) return ui ? 'ui' : 'src'
  return ui ? `ui/${inside}` : inside
}

/** Says why an import is not allowed, or nothing. */
function wrongImport({ from, specifier, target }: Import): string | null {
  const ring = ringOf(from)
  if (target === null) {
    const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
    const owner = OWNED[name]
    if (owner !== undefined && !from.startsWith(owner)) return `${name} is known in ${owner} only`
    const pure = ring === 'protocol' || ring === 'core' || ring === 'ports'
    return pure && !PACKAGES_OF_PURE.includes(name) ? `${ring} stands on nothing but ${PACKAGES_OF_PURE}` : null
  }
  const to = ringOf(target)
  if (to === 'testing') return 'testing is for tests alone'
  if (isPlayer(target) && ring !== 'ui/player' && !isPlayer(from)) return 'only ui/player knows the players'
  if (isPlayer(from)) {
    const own = dirname(target) === dirname(from) || isPlayer(target)
    return own || ['protocol', 'core', 'ui/player'].includes(to)
      ? null
      : 'a player may import protocol, core, ui/player'
  }
  if (from.startsWith('ui/')) return wrongInUi(from, ring, target, to)
  const allowed = SERVER[ring]
  // `app.ts`, `cli` and `main.ts` know everything.
  if (allowed === undefined) return target.startsWith('ui/') ? 'the server does not know the Mini App' : null
  return target.startsWith('src/') && allowed.includes(to) ? null : `${ring} may import ${allowed.join(', ')}`
}

function wrongInUi(from: string, ring: string, target: string, to: string): string | null {
  const inner = to.replace(/^ui\//, '')
  if (target.startsWith('src/')) {
    if (!['protocol', 'core', 'sources'].includes(inner)) return 'ui may import protocol, core and sources'
  } else if (!target.startsWith('ui/')) return 'ui may import itself, protocol and core'
  // `main.ts` and `App.svelte` know everything in ui.
  if (ring === 'ui') return null
  const allowed = UI[ring.slice('ui/'.length)]
  if (allowed === undefined) return `${ring} is no ring of the Mini App`
  if (!allowed.includes(inner)) return `${ring} may import ${allowed.join(', ')}`
  const feature = (path: string) => /^ui\/src\/features\/([^/]+)/.exec(path)?.[1]
  const [own, other] = [feature(from), feature(target)]
  return own !== undefined && other !== undefined && own !== other ? 'features meet in state, never directly' : null
}

const importFaults = (sources: Sources): string[] =>
  [...sources].flatMap(([path, source]) =>
    isTest(path)
      ? []
      : importsOf(path, source).flatMap((found) => {
          const why = wrongImport(found)
          return why === null ? [] : [`${path}:${found.line} imports ${found.specifier}: ${why}`]
        }),
  )

interface Ban {
  what: RegExp
  why: string
  /** Whether the ban holds in a file. */
  where: (path: string) => boolean
}

const inPure = (path: string): boolean => /^src\/(protocol|core)\//.test(path) && !isTest(path)
const inServer = (path: string): boolean => path.startsWith('src/') && !isTest(path)

const BANS: readonly Ban[] = [
  {
    what: /\b(Date\.now|new Date\s*\(\s*\)|performance\.now)\b|new Date\s*\(\s*\)/g,
    why: 'time is handed in',
    where: inPure,
  },
  { what: /\b(Math\.random|crypto\.\w+)/g, why: 'chance is handed in', where: inPure },
  { what: /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/g, why: 'there are no timers here', where: inPure },
  { what: /\b(fetch\s*\(|process\.|Bun\.|console\.|globalThis\b)/g, why: 'there is no outside here', where: inPure },
  { what: /\b(async|await)\b/g, why: 'nothing waits here', where: inPure },
  {
    what: /\bDate\.now\b|\bnew Date\s*\(\s*\)/g,
    why: 'only adapters/system reads the clock',
    where: (path) => inServer(path) && !inPure(path) && !isPlayer(path) && !path.startsWith('src/adapters/system/'),
  },
  {
    what: /\b(process\.env|Bun\.env|import\.meta\.env)\b/g,
    why: 'only config.ts and cli read the environment',
    where: (path) => inServer(path) && !inPure(path) && path !== 'src/config.ts' && !path.startsWith('src/cli/'),
  },
]

const banFaults = (sources: Sources): string[] =>
  [...sources].flatMap(([path, source]) => {
    const text = withoutComments(source)
    return BANS.filter(({ where }) => where(path)).flatMap(({ what, why }) =>
      [...text.matchAll(what)].map((match) => `${path}:${lineOf(text, match.index)} has ${match[0].trim()}: ${why}`),
    )
  })

/** Tables of columns are as long as they are, and so are all texts of one language, which are one file. */
const isTable = (path: string): boolean => /\/(schema|texts|i18n\/locales)\//.test(path)

function lengthFaults(sources: Sources, exceptions: Record<string, number>): string[] {
  const faults: string[] = []
  for (const [path, source] of sources) {
    if (/\.(test|contract)\.ts$/.test(path) || isTable(path)) continue
    const lines = source.trimEnd().split('\n').length
    const limit = path.endsWith('.svelte') ? 200 : 300
    const allowed = exceptions[path]
    if (allowed !== undefined && lines <= limit) faults.push(`${path} is short enough now: take it off the list`)
    else if (lines > (allowed ?? limit)) faults.push(`${path} has ${lines} lines, ${allowed ?? limit} are allowed`)
  }
  for (const path of Object.keys(exceptions))
    if (!sources.has(path)) faults.push(`${path} is gone: take it off the list`)
  return faults
}

const nameFaults = (paths: Iterable<string>): string[] =>
  [...paths].flatMap((path) => {
    if (/\b(utils?|helpers?|misc|common)\b/i.test(path)) return [`${path}: say what it is for`]
    const name = basename(path)
    const fits = name.endsWith('.svelte')
      ? /^[A-Z][A-Za-z0-9]*\.svelte$/.test(name)
      : /^[a-z0-9]+(-[a-z0-9]+)*(\.(svelte|test|contract|d|gen))*\.ts$/.test(name)
    return fits ? [] : [`${path}: kebab-case.ts, PascalCase.svelte`]
  })

async function read(...folders: string[]): Promise<Sources> {
  const root = join(import.meta.dir, '..')
  const found = new Map<string, string>()
  for (const folder of folders)
    for await (const path of new Bun.Glob(`${folder}/**/*.{ts,svelte}`).scan(root))
      if (!path.includes('/generated/')) found.set(path, await Bun.file(join(root, path)).text())
  return found
}

const product = await read('src', 'ui/src')
const all = new Map([...product, ...(await read('e2e', 'scripts', 'bench'))])

describe('the source', () => {
  test('is read', () => {
    expect(product.size).toBeGreaterThan(20)
    expect([...product.values()].join('\n').match(/\bfrom '/g)?.length).toBeGreaterThan(20)
  })
  test('imports inwards only', () => expect(importFaults(product)).toEqual([]))
  test('keeps time, chance and the outside where they belong', () => expect(banFaults(product)).toEqual([]))
  test('comes in short files', () => expect(lengthFaults(all, LONG_FILES)).toEqual([]))
  test('has files with names that say something', () => expect(nameFaults(all.keys())).toEqual([]))
})

describe('the detector', () => {
  const sources = (files: Record<string, string>): Sources => new Map(Object.entries(files))
  const imports = (path: string, text: string) => importFaults(sources({ [path]: text })).length

  test('sees every way to import, and none in a comment', () => {
    const ways = [
      `import { a } from '#shell/a.ts'`,
      `import type { A } from "../shell/a.ts"`,
      `export * from '#shell/a.ts'`,
      `import '#shell/a.ts'`,
      `const a = await import('../shell/a.ts')`,
      `type A = import('#shell/a.ts').A`,
    ]
    for (const way of ways) {
      expect(imports('src/services/x.ts', way)).toBe(1)
      expect(imports('src/services/x.ts', `// ${way}\n/* ${way}\n${way} */`)).toBe(0)
    }
    expect(importFaults(sources({ 'src/core/x.ts': `\n\nimport '#ports/a.ts'` }))[0]).toStartWith('src/core/x.ts:3 ')
  })

  test.each([
    ['src/protocol/x.ts', '#core/a.ts'],
    ['src/core/x.ts', '#ports/a.ts'],
    ['src/core/x.ts', 'hono'],
    ['src/ports/x.ts', 'node:fs'],
    ['src/services/x.ts', '../adapters/a.ts'],
    ['src/adapters/x.ts', '#services/a.ts'],
    ['src/shell/http/x.ts', '../../adapters/a.ts'],
    ['src/shell/x.ts', '../app.ts'],
    ['src/shell/x.ts', '../config.ts'],
    ['src/services/x.ts', '#testing/a.ts'],
    ['src/shell/x.ts', 'drizzle-orm/pg-core'],
    ['src/app.ts', '../ui/src/main.ts'],
    ['ui/src/main.ts', '../../src/ports/a.ts'],
    ['ui/src/kit/X.svelte', '../state/a.ts'],
    ['ui/src/kit/X.svelte', '#protocol/a.ts'],
    ['ui/src/net/x.ts', '../state/a.ts'],
    ['ui/src/features/chat/X.svelte', '../queue/Y.svelte'],
    ['ui/src/features/chat/X.svelte', '../../net/a.ts'],
    ['ui/src/features/chat/X.svelte', '@telegram-apps/sdk'],
    ['ui/src/state/x.svelte.ts', '../features/chat/a.ts'],
    ['ui/src/state/x.svelte.ts', '#sources/players.ts'],
    ['src/core/x.ts', '#sources/hls/player.ts'],
    ['src/app.ts', '#sources/players.ts'],
    ['src/sources/hls/link.ts', '#player/engine.ts'],
    ['src/sources/hls/player.ts', '#services/a.ts'],
    ['src/sources/hls/player.ts', '../../../ui/src/state/a.ts'],
    ['ui/src/player/x.ts', 'hls.js'],
  ])('refuses in %s: %s', (path, specifier) => expect(imports(path, `import '${specifier}'`)).toBe(1))

  test.each([
    ['src/core/x.ts', '#protocol/a.ts'],
    ['src/core/x.test.ts', '#testing/a.ts'],
    ['src/services/rooms/x.ts', './y.ts'],
    ['src/app.ts', './adapters/a.ts'],
    ['src/cli/x.ts', '../app.ts'],
    ['src/adapters/postgres/x.ts', 'drizzle-orm/pg-core'],
    ['ui/src/App.svelte', './screens/Room.svelte'],
    ['ui/src/features/chat/X.svelte', './Line.svelte'],
    ['ui/src/features/chat/X.svelte', '../../state/room.svelte.ts'],
    ['ui/src/screens/Room.svelte', '../features/chat/Chat.svelte'],
    ['ui/src/telegram/x.ts', '@telegram-apps/sdk'],
    ['ui/src/player/x.ts', '#sources/players.ts'],
    ['src/sources/players.ts', './hls/player.ts'],
    ['src/sources/hls/player.ts', '#player/engine.ts'],
    ['src/sources/hls/player.ts', './profile.ts'],
    ['src/sources/hls/player.ts', 'hls.js'],
  ])('allows in %s: %s', (path, specifier) => expect(imports(path, `import '${specifier}'`)).toBe(0))

  test('finds what the core must not touch', () => {
    for (const code of [
      'const now = Date.now()',
      'const now = new Date()',
      'const id = crypto.randomUUID()',
      'const chance = Math.random()',
      'setTimeout(f, 1)',
      'const a = fetch(url)',
      'const a = process.pid',
      'const a = async () => 1',
    ])
      expect(banFaults(sources({ 'src/core/x.ts': code }))).toHaveLength(1)
    const fine = `// Date.now() is for adapters/system\nconst at = new Date(0).toISOString() + prefetch(url)`
    expect(banFaults(sources({ 'src/core/x.ts': fine }))).toEqual([])
    expect(banFaults(sources({ 'src/adapters/system/clock.ts': 'Date.now()', 'src/cli/x.ts': 'Bun.env.A' }))).toEqual(
      [],
    )
    expect(banFaults(sources({ 'src/shell/x.ts': 'Date.now() + Bun.env.A' }))).toHaveLength(2)
  })

  test('measures files, and lets its list only shrink', () => {
    const long = sources({ 'src/core/x.ts': 'a\n'.repeat(301), 'ui/src/kit/X.svelte': 'a\n'.repeat(200) })
    expect(lengthFaults(long, {})).toEqual(['src/core/x.ts has 301 lines, 300 are allowed'])
    expect(lengthFaults(long, { 'src/core/x.ts': 301 })).toEqual([])
    expect(lengthFaults(long, { 'src/core/x.ts': 301, 'src/core/gone.ts': 400 })).toHaveLength(1)
    expect(lengthFaults(long, { 'src/core/x.ts': 301, 'ui/src/kit/X.svelte': 250 })).toHaveLength(1)
  })

  test('knows a name that says nothing', () => {
    expect(
      nameFaults(['src/core/utils.ts', 'src/helpers/a.ts', 'src/core/roomState.ts', 'ui/src/kit/button.svelte']),
    ).toHaveLength(4)
    expect(
      nameFaults(['src/core/clock-sync.ts', 'ui/src/state/room.svelte.ts', 'ui/src/kit/IconButton.svelte']),
    ).toEqual([])
  })
})
