import { afterAll, beforeAll, expect, test } from 'bun:test'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { localeParts } from '../../locale-parts.ts'
import { localeFaults } from './complete.ts'

// A copy of this folder with one file more, built as the Mini App is. It lies within the repository, whose packages it uses.
const ROOT = join(import.meta.dir, '../../..')
const MINUTE = 60_000
let home = ''
let written: string[] = []

beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  home = await mkdtemp(join(ROOT, '.cache/third-language-'))
  await cp(import.meta.dir, join(home, 'i18n'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
  const ru = await readFile(join(home, 'i18n/locales/ru.ts'), 'utf8')
  const de = ru.replace(/'ru'/g, "'de'").replace("'Чат комнаты'", "'Chat des Raums'").replace("'Назад'", "'Zurück'")
  await writeFile(join(home, 'i18n/locales/de.ts'), de)
  const built = await build({
    configFile: false,
    root: home,
    logLevel: 'error',
    plugins: [localeParts()],
    ssr: { noExternal: [/^#/] },
    build: {
      ssr: true,
      outDir: 'dist',
      target: 'esnext',
      rolldownOptions: { input: ['index', 'later', 'errors'].map((name) => join(home, `i18n/${name}.ts`)) },
    },
  })
  if (Array.isArray(built) || !('output' in built)) throw new Error('one build, not several')
  written = built.output.map((file) => ('code' in file ? file.code : ''))
}, MINUTE)

afterAll(() => rm(home, { recursive: true, force: true }))

test('a third language is one file', async () => {
  const { languages, loadTexts, loadRoomTexts } = await import(join(home, 'dist/index.js'))
  expect(languages()).toContainEqual({ tag: 'de', name: 'Deutsch' })
  expect(languages()).toContainEqual({ tag: 'ru', name: 'Русский' })
  const texts = await loadTexts('de')
  expect(texts).toMatchObject({ language: 'de', direction: 'ltr', common: { back: 'Zurück' } })
  expect((await loadRoomTexts(texts)).chat.log).toBe('Chat des Raums')
  expect((await loadTexts('tlh')).language).toBe('en')

  const { getLaterTexts, withLater } = await import(join(home, 'dist/later.js'))
  expect(getLaterTexts).toThrow('withLater')
  expect(await withLater(texts, Promise.resolve('a screen'))).toBe('a screen')
  expect(getLaterTexts().newRoom.title).toBe('Новая комната')

  const { errorText } = await import(join(home, 'dist/errors.js'))
  expect(await errorText('de', 'room_full')).toMatch(/\p{L}/u)

  expect(
    localeFaults({ en: await import('./locales/en.ts'), de: await import(join(home, 'i18n/locales/de.ts')) }),
  ).toEqual([])
})

test('the parts of a language travel apart', () => {
  const ofRussian = { app: 'свои люди', room: 'Чат комнаты', later: 'Вас зовут в кино', errors: 'ERROR_TEXTS.ru' }
  const chunks = Object.values(ofRussian).map((mark) =>
    written.filter((code) => code.includes(`locales/ru.ts?`) && code.includes(mark)),
  )
  expect(chunks.map(({ length }) => length)).toEqual([1, 1, 1, 1])
  expect(new Set(chunks.flat()).size).toBe(4)
})
