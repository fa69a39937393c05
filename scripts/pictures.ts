/**
 * Takes the product's pictures: `bun run pictures` (after a build). Every screen goes to e2e/.artifacts/pictures to be
 * looked at, phone and desktop, dark and light, English and Russian; the few that the README shows go to docs/pictures.
 * `bun run pictures phone dark` takes only those that have all of these words in their names.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser, openViewer, type ViewerOptions } from '../e2e/harness/browser.ts'
import { startExecutable } from '../e2e/harness/executable.ts'
import { Person } from '../e2e/harness/person.ts'
import { videoIs } from '../e2e/harness/steps.ts'
import type { RoomId } from '../src/protocol/ids.ts'
import { SAMPLE_FILM_PATH } from '../src/protocol/media.ts'
import { newLineId } from '../src/testing/contracts/samples.ts'
import type { WireClient } from '../src/testing/wire-client.ts'
import { reportPlayers, shootTogether } from './pictures-together.ts'

const ALL = join(import.meta.dir, '../e2e/.artifacts/pictures')
const README = join(import.meta.dir, '../docs/pictures')

const CAST = {
  en: {
    me: 'Anna Bell',
    film: 'The Last Keeper',
    room: 'Film Club on Maroseyka',
    other: ['Night Express', 'Slow Cinema Sundays'],
    people: ['Marta Oliveira', 'Tom Whitaker', 'Priya Raman', 'Jonas Lind'],
    lines: [
      [0, 'Tea is ready, not moving any more'],
      [2, 'Look how he holds the lantern. It is the opening shot, mirrored'],
      [3, 'Right, she was standing on the pier back then'],
      [0, 'Best scene of the film coming up. Nobody talk'],
      [1, 'Remember 0:12 for later, it is the same tune'],
    ],
  },
  ru: {
    me: 'Марина Ковалёва',
    film: 'Последний маяк',
    room: 'Киноклуб на Маросейке',
    other: ['Ночной экспресс', 'Семья Ковалёвых'],
    people: ['Аня Белова', 'Тимур Ахметов', 'Лёша Громов', 'Света Ли'],
    lines: [
      [1, 'С чаем, всё, никуда больше не ухожу'],
      [2, 'Смотрите, как он держит фонарь. Это же первый кадр, только наоборот'],
      [3, 'Точно, там она стояла на причале'],
      [0, 'Сейчас будет лучшая сцена, молчите все'],
      [2, 'Вернитесь потом к 0:12, там та же мелодия'],
    ],
  },
} as const satisfies Record<string, unknown>

const wanted = process.argv.slice(2)

const executable = await startExecutable()
const browser = await launchBrowser('free')
await mkdir(ALL, { recursive: true })
await mkdir(README, { recursive: true })

async function shoot(page: Page, name: string, forReadme = false): Promise<void> {
  await page.screenshot({ path: join(ALL, `${name}.png`) })
  if (forReadme) await page.screenshot({ path: join(README, `${name}.jpg`), type: 'jpeg', quality: 82 })
}

/** A room in which people sit and talk about the sample film, which plays. */
async function livelyRoom(language: keyof typeof CAST): Promise<{
  id: RoomId
  sockets: readonly WireClient[]
  leave: () => void
}> {
  const { people, film, room, lines } = CAST[language]
  const cast = await Promise.all(people.map((name) => Person.guest(executable.url, name)))
  const host = cast[0] as Person // there are four
  const { id } = await host.createRoom({ url: SAMPLE_FILM_PATH, title: film, durationMs: 66_000 }, room)
  const sockets: WireClient[] = []
  for (const person of cast) {
    const socket = await person.enter(id)
    await socket.next('snapshot')
    sockets.push(socket)
  }
  sockets[0]?.send({ t: 'command', id: 1, command: { type: 'playback.seek', epoch: 1, positionMs: 14_000 } })
  sockets[0]?.send({ t: 'command', id: 2, command: { type: 'playback.play', epoch: 1 } })
  for (const [who, text] of lines) {
    sockets[who]?.send({ t: 'command', id: 3, command: { type: 'chat.say', lineId: newLineId(), text } })
    await sockets[who]?.next('ack')
  }
  reportPlayers(sockets)
  return {
    id,
    sockets,
    leave: () => {
      for (const socket of sockets) socket.send({ t: 'leave' })
    },
  }
}

async function allScreens(
  options: ViewerOptions & { locale: keyof typeof CAST; scheme: 'dark' | 'light' },
): Promise<void> {
  const { locale, scheme, size } = options
  const viewer = await openViewer(browser, { ...options, scale: 2 })
  const { page } = viewer
  const name = (screen: string) => `${screen}-${size}-${scheme}-${locale}`.replaceAll(' ', '-')
  const inReadme = scheme === 'dark'
  await page.goto(executable.url)
  await page.getByRole('textbox').waitFor()
  await page.waitForLoadState('networkidle')
  await shoot(page, name('sign-in'))
  const room = await livelyRoom(locale)
  await page.goto(`${executable.url}/r/${room.id}`)
  await page.getByRole('textbox').waitFor()
  await page.waitForLoadState('networkidle')
  await shoot(page, name('join'))
  await page.getByRole('textbox').fill(CAST[locale].me)
  await page.keyboard.press('Enter')
  await page.getByRole('log').waitFor()
  await videoIs(page, 'video.currentTime > 15 && !video.paused')
  await page.waitForTimeout(3_500) // the controls fade, the light of the frame comes up
  await shoot(page, name('room'), inReadme)
  await page.mouse.move(400, 150)
  await page.locator('video').click({ position: { x: 40, y: 60 }, force: true })
  await page.waitForTimeout(400) // the controls fade in
  await shoot(page, name('room-controls'))
  await page.getByRole('tab').nth(1).click()
  await page.waitForTimeout(1_200) // what the players have told is gathered for a moment
  await shoot(page, name('people'))
  await shootTogether(page, room.sockets, (screen) => shoot(page, name(screen)))
  await page.goto(executable.url)
  await page.getByText(CAST[locale].film).first().waitFor()
  await page.waitForTimeout(600) // the pictures fade in
  await shoot(page, name('home'), inReadme && size === 'phone')
  await page.goto(`${executable.url}/new`)
  await page.getByRole('textbox').first().fill(`${executable.url}${SAMPLE_FILM_PATH}`)
  await page.waitForTimeout(2_000) // the preview looks for a frame
  await shoot(page, name('new-room'))
  room.leave()
  await viewer.close()
}

try {
  for (const size of ['phone', 'desktop'] as const) {
    for (const scheme of ['dark', 'light'] as const) {
      for (const locale of ['en', 'ru'] as const) {
        if (wanted.every((word) => word === size || word === scheme || word === locale))
          await allScreens({ size, scheme, locale })
      }
    }
  }
  const visitor = await openViewer(browser, { size: 'phone', locale: 'en', scheme: 'dark', scale: 2 })
  await visitor.page.goto(executable.url)
  await visitor.page.getByRole('textbox').fill('Anna Bell')
  await visitor.page.keyboard.press('Enter')
  await visitor.page.waitForTimeout(1_500) // the curtain
  await shoot(visitor.page, 'home-empty-phone-dark-en')
} finally {
  await browser.close()
  await executable.remove()
}
