/**
 * Takes a picture of every screen: `bun run shots` (after a build). Four sizes, three themes (ours by night and by day,
 * and a garish one as users of Telegram make them), two languages, and each screen empty, as usual, full and failing.
 * They go to e2e/.artifacts/shots, with a contact sheet: index.html, and sheet-….png for each screen and state.
 *
 *   bun run shots phone dark       only lenses that have all of these words
 *   bun run shots --only room      only screens whose names begin so
 *   bun run shots --readme         those of the READMEs, into docs/pictures
 */
import { parseArgs } from 'node:util'
import { launchBrowser } from '../e2e/harness/browser.ts'
import { startExecutable } from '../e2e/harness/executable.ts'
import { TEST_BOT_TOKEN } from '../e2e/harness/telegram-host.ts'
import { Camera, type Lens, makeAlbum, type Shot, SIZES, THEME_NAMES } from './shots/camera.ts'
import type { Language } from './shots/cast.ts'
import { writeContactSheet } from './shots/contact.ts'
import { comeIn } from './shots/outside.ts'
import { SCENES, SHOWN } from './shots/scenes.ts'
import { startWorld } from './shots/world.ts'

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, readme: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const scenes = values.readme ? SHOWN : SCENES.filter(({ screen }) => screen.startsWith(values.only ?? ''))

const env = { BOT_TOKEN: TEST_BOT_TOKEN, BOT_USERNAME: 'party_test_bot', GUESTS: 'true' }
const executable = await startExecutable({ env })
const browser = await launchBrowser('free')
await makeAlbum()

/** All pictures of one language, one window after the other: they share its rooms. */
async function album(language: Language): Promise<{ shots: Shot[]; failures: string[] }> {
  const world = await startWorld(executable, language)
  const shots: Shot[] = []
  const failures: string[] = []
  for (const size of SIZES) {
    for (const theme of THEME_NAMES) {
      const lens: Lens = { size, theme, language, fine: values.readme }
      if (values.readme && (theme !== 'dark' || (size !== 'phone' && size !== 'desktop'))) continue
      if (!positionals.every((word) => [size.replaceAll(' ', '-'), theme, language].includes(word))) continue
      const camera = await Camera.open(browser, world, lens)
      if (values.only !== undefined) await comeIn(camera) // else a screen on the way does
      for (const { screen, take } of scenes) {
        await take(camera).catch((fault: unknown) => {
          failures.push(`${screen}, ${size}, ${theme}, ${language}: ${fault instanceof Error ? fault.message : fault}`)
        })
      }
      shots.push(...camera.taken)
      await camera.close()
      console.log(`${size}, ${theme}, ${language}: ${camera.taken.length} pictures`)
    }
  }
  return { shots, failures }
}

try {
  const albums = await Promise.all((['en', 'ru'] as const).map(album))
  const shots = albums.flatMap((one) => one.shots)
  const failures = albums.flatMap((one) => one.failures)
  if (!values.readme) {
    await writeContactSheet(browser, shots)
    console.log(`${shots.length} pictures in e2e/.artifacts/shots; open index.html`)
  }
  for (const failure of failures) console.error(`not taken: ${failure}`)
  process.exitCode = failures.length === 0 ? 0 : 1
} finally {
  await browser.close()
  await executable.remove()
}
