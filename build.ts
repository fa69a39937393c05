/**
 * Builds the Mini App, precompresses it, and compiles the executable.
 *
 *   bun build.ts                the executable for this machine: dist/watchparty
 *   bun build.ts --all          also for x64 and arm64 with glibc and musl: dist/watchparty-linux-…
 *   bun build.ts --no-compile   the Mini App alone
 */
import { cp, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { build as buildUi } from 'vite'
import { giveHeadStart } from './scripts/head-start.ts'
import { preparePgliteAssets } from './scripts/pglite-seed.ts'
import { buildServiceWorker } from './scripts/service-worker.ts'
import { stampBuild } from './scripts/stamp.ts'
import { VERSION } from './src/version.ts'
import { localeFaults } from './ui/src/i18n/complete.ts'

const ROOT = import.meta.dir
const UI_DIST = join(ROOT, 'ui/dist')
const LOCALES = join(ROOT, 'ui/src/i18n/locales')
const TARGETS = ['bun-linux-x64', 'bun-linux-arm64', 'bun-linux-x64-musl', 'bun-linux-arm64-musl'] as const
/** What gzip makes smaller; films and pictures are compressed already. */
const COMPRESSIBLE = /\.(js|css|html|svg|json|txt|webmanifest)$/
/** Smaller files fit one packet either way, bytes. */
const COMPRESS_FROM = 1_024

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  console.log(`${name}: ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  return result
}

/** A language with a text too few is not shipped. The compiler says so too, but a build does not wait for it. */
async function checkTexts(): Promise<void> {
  const locales: Record<string, unknown> = {}
  for await (const name of new Bun.Glob('*.ts').scan({ cwd: LOCALES }))
    locales[basename(name, '.ts')] = await import(join(LOCALES, name))
  const faults = localeFaults(locales)
  if (faults.length > 0) throw new Error(`texts are not complete:\n${faults.join('\n')}`)
}

/** The pages of the API documentation, served by ourselves: nothing is asked of a third party. */
async function copyApiDocs(): Promise<void> {
  const from = join(ROOT, 'node_modules/swagger-ui-dist')
  const to = join(UI_DIST, 'docs')
  await mkdir(to, { recursive: true })
  for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css']) await cp(join(from, file), join(to, file))
}

/** Compressed once here, so that no request waits for it: `x.js.br`, `x.js.gz`, `x.js.zst` beside `x.js`. */
async function precompress(): Promise<void> {
  for await (const name of new Bun.Glob('**/*').scan({ cwd: UI_DIST })) {
    if (!COMPRESSIBLE.test(name)) continue
    const path = join(UI_DIST, name)
    const bytes = await Bun.file(path).bytes()
    if (bytes.length < COMPRESS_FROM) continue
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    await Promise.all([
      Bun.write(`${path}.br`, brotliCompressSync(bytes, { params })),
      Bun.write(`${path}.gz`, Bun.gzipSync(bytes, { level: 9 })),
      Bun.write(`${path}.zst`, Bun.zstdCompressSync(bytes, { level: 19 })),
    ])
  }
}

async function compile(target: (typeof TARGETS)[number] | null, outfile: string): Promise<void> {
  await rm(outfile, { force: true })
  const result = await Bun.build({
    entrypoints: [join(ROOT, 'src/main.ts')],
    minify: true,
    sourcemap: 'none',
    compile: {
      outfile,
      assets: ['./ui/dist', './drizzle', './.cache/pglite'],
      ...(target === null ? {} : { target }),
    },
  })
  if (!result.success) throw new AggregateError(result.logs, `could not compile ${outfile}`)
}

process.chdir(ROOT)
await step('texts', checkTexts)
await step('mini app', () => buildUi({ configFile: join(ROOT, 'ui/vite.config.ts'), logLevel: 'warn' }))
await step('service worker', () => buildServiceWorker(UI_DIST))
await step('head start', () => giveHeadStart(UI_DIST))
await step('stamp', () => stampBuild(UI_DIST, VERSION))
await step('api docs', copyApiDocs)
await step('compression', precompress)
await step('embedded database', () => preparePgliteAssets(join(ROOT, '.cache/pglite')))
if (!Bun.argv.includes('--no-compile')) {
  await step('executable', () => compile(null, 'dist/watchparty'))
  if (Bun.argv.includes('--all')) {
    for (const target of TARGETS) {
      await step(target, () => compile(target, `dist/watchparty-${target.replace('bun-', '')}`))
    }
  }
}
