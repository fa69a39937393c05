import { SAMPLE_FILM_PATH } from '../../src/protocol/media.ts'
import type { Camera } from './camera.ts'
import { CAST } from './cast.ts'
import type { Scene } from './scenes.ts'

/** Answers a list of rooms instead of the server, for as long as `during` takes. */
async function withRooms({ page }: Camera, rooms: unknown, during: () => Promise<void>): Promise<void> {
  const url = /\/api\/rooms$/
  await page.route(url, (route) =>
    rooms === null ? route.fulfill({ status: 503, body: '{}' }) : route.fulfill({ json: { rooms } }),
  )
  await during()
  await page.unroute(url)
}

async function landing(camera: Camera): Promise<void> {
  if (camera.inTelegram) return // nobody who comes from Telegram sees it
  await camera.go('/')
  await camera.page.getByRole('textbox').first().waitFor()
  await camera.shoot('landing', 'usual')
  await camera.page.route('**/api/**', (route) => route.abort())
  await camera.go('/')
  await camera.page.getByRole('alert').waitFor()
  await camera.shoot('landing', 'failing')
  await camera.page.unroute('**/api/**')
}

/** Signs in by name, where a name is asked for. */
export async function comeIn(camera: Camera): Promise<void> {
  const { page, lens } = camera
  if (camera.inTelegram) return
  await camera.go('/')
  await page.getByRole('textbox').first().fill(CAST[lens.language].me)
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: /имя|name/i }).waitFor({ state: 'detached' })
}

async function join(camera: Camera): Promise<void> {
  const { page, world } = camera
  if (camera.inTelegram) return
  for (const [state, house] of [
    ['full', world.full],
    ['usual', world.usual],
  ] as const) {
    await camera.go(`/r/${house.id}`)
    await page.getByRole('textbox').first().waitFor()
    await camera.shoot('join', state)
  }
  await camera.go('/r/0000000000000')
  await page.getByRole('alert').waitFor()
  await camera.shoot('join', 'failing')
  await comeIn(camera)
}

async function usualHome(camera: Camera): Promise<void> {
  await comeIn(camera)
  await withRooms(camera, camera.world.rooms.usual, async () => {
    await camera.go('/')
    await camera.settle(1_200) // the pictures fade in
    await camera.shoot('home', 'usual')
  })
}

async function home(camera: Camera): Promise<void> {
  const { world, page } = camera
  const { usual, full } = world.rooms
  for (const [state, rooms] of [
    ['empty', []],
    ['usual', usual],
    ['full', full],
    ['failing', null],
  ] as const) {
    await withRooms(camera, rooms, async () => {
      await camera.go('/')
      await page.getByRole('main').waitFor()
      await camera.settle(900) // the pictures fade in
      await camera.shoot('home', state)
    })
  }
}

async function newRoom(camera: Camera): Promise<void> {
  const { page, world } = camera
  await camera.go('/new')
  const link = page.getByRole('textbox').first()
  await link.waitFor()
  await camera.shoot('new-room', 'empty')
  await link.fill(`${world.url}${SAMPLE_FILM_PATH}`)
  await page.locator('video, img').first().waitFor({ state: 'attached' })
  await camera.settle(1_500) // the preview looks for a frame
  await camera.shoot('new-room', 'usual')
  await page.locator('main button[aria-expanded]').last().click()
  await camera.settle()
  await camera.shoot('new-room', 'full')
  await link.fill(`${world.url}/nowhere/film.mp4`)
  await camera.settle(1_500)
  await camera.shoot('new-room', 'failing')
}

const plain = (screen: string, path: string, ready: (camera: Camera) => Promise<void>): Scene => ({
  screen,
  take: async (camera) => {
    await camera.go(path)
    await ready(camera)
    await camera.settle()
    await camera.shoot(screen, screen === 'not-found' ? 'failing' : 'usual')
  },
})
const shown = ({ page }: Camera) => page.getByRole('main').waitFor()

/** What there is outside a room. */
export const outside: readonly Scene[] = [
  { screen: 'landing', take: landing },
  { screen: 'join', take: join },
  { screen: 'home', take: home },
  { screen: 'new-room', take: newRoom },
  plain('profile', '/me', shown),
  plain('settings', '/settings', shown),
  plain('not-found', '/nothing/here', ({ page }) => page.getByRole('alert').waitFor()),
]

export const shownOutside: readonly Scene[] = [{ screen: 'home', take: usualHome }]
