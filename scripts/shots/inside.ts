import { plays } from '../../e2e/harness/steps.ts'
import type { Camera, State } from './camera.ts'
import type { Scene } from './scenes.ts'
import { ask, type House, playFrom, reportPlayers } from './world.ts'

const chat = ({ page }: Camera) => page.getByRole('log').waitFor({ state: 'attached' })

/** Comes into a room whose film plays, and waits until it is seen. */
async function watch(camera: Camera, house: House): Promise<void> {
  playFrom(house, 14_000)
  await camera.go(`/r/${house.id}`)
  await chat(camera)
  await plays(camera.page)
  reportPlayers(house)
}

/** The controls go by themselves after a while. */
const withoutControls = (camera: Camera) => camera.settle(3_200)

async function showControls({ page }: Camera): Promise<void> {
  const video = page.locator('video')
  const box = await video.boundingBox()
  if (box === null) throw new Error('no picture')
  await page.mouse.move(box.x + 30, box.y + 60)
  await page.mouse.move(box.x + 34, box.y + 64)
}

async function lobby(camera: Camera): Promise<void> {
  const { page, world } = camera
  for (const [state, house] of [
    ['empty', world.alone],
    ['usual', world.waiting],
    ['full', world.waitingMany],
  ] as const) {
    await camera.go(`/r/${house.id}`)
    await page.locator('.lobby').first().waitFor()
    await camera.settle(900)
    await camera.shoot('lobby', state)
  }
}

async function room(camera: Camera): Promise<void> {
  const { page, world } = camera
  await camera.go(`/r/${world.bare.id}`)
  await chat(camera)
  await camera.settle()
  await camera.shoot('room', 'empty')
  await watch(camera, world.usual)
  await withoutControls(camera)
  await camera.shoot('room', 'usual')
  await showControls(camera)
  await camera.settle()
  await camera.shoot('controls', 'usual')
  await watch(camera, world.full)
  await withoutControls(camera)
  await camera.shoot('room', 'full')
  playFrom(world.broken, 1_000)
  await camera.go(`/r/${world.broken.id}`)
  await page.getByRole('alert').first().waitFor({ timeout: 20_000 })
  await camera.settle()
  await camera.shoot('room', 'failing')
}

async function usualRoom(camera: Camera): Promise<void> {
  await watch(camera, camera.world.usual)
  await withoutControls(camera)
  for (const [index, what] of (['heart', 'laugh', 'heart', 'gasp', 'heart', 'flame'] as const).entries()) {
    camera.world.usual.sockets[index % 4]?.send({ t: 'react', what })
    await camera.settle(180)
  }
  await camera.shoot('room', 'usual')
}

async function reconnecting(camera: Camera): Promise<void> {
  const { world } = camera
  await watch(camera, world.usual)
  await camera.cut(true)
  await camera.settle(1_500)
  await camera.shoot('reconnecting', 'failing')
  await camera.cut(false)
}

async function people(camera: Camera): Promise<void> {
  const { page, world, lens } = camera
  if (lens.size === 'phone on its side') return // there the film is alone with the chat
  for (const [state, house] of [
    ['usual', world.usual],
    ['full', world.full],
  ] as const) {
    await watch(camera, house)
    await page.getByRole('tab').last().click()
    await camera.settle(1_400) // what the players have told is gathered for a moment
    await camera.shoot('people', state)
  }
}

/** Opens each sheet of a room that has a button. */
async function sheets(camera: Camera): Promise<void> {
  const { page, world } = camera
  await watch(camera, world.usual)
  const close = async () => {
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
  const sheet = async (name: string, state: State = 'usual') => {
    await page.locator('dialog[open]').waitFor()
    await camera.settle()
    await camera.shoot(name, state)
    await close()
  }
  await page.keyboard.press('?')
  await sheet('keys')
  await showControls(camera)
  await page.locator('header button[aria-haspopup]').last().click()
  await sheet('menu')
}

async function theatre(camera: Camera): Promise<void> {
  const { page, world } = camera
  await watch(camera, world.usual)
  await page.keyboard.press('f')
  await camera.settle(800)
  await camera.shoot('full-screen', 'usual')
  await page.keyboard.press('c')
  await withoutControls(camera)
  await camera.shoot('full-screen', 'full')
  await page.keyboard.press('Escape')
}

/** What a room does together: it waits, asks who is ready, counts down, and lets somebody watch alone. */
async function together(camera: Camera): Promise<void> {
  const { page, world } = camera
  const house = world.usual
  await watch(camera, house)
  ask(house, 2, ({ epoch, version }) => ({ type: 'playback.stalled', epoch, version }))
  await page.locator('.hold').waitFor()
  await camera.settle(1_200) // some of the time has run
  await camera.shoot('waiting', 'usual')
  ask(house, 0, ({ epoch }) => ({ type: 'playback.release', epoch }))
  await page.locator('.hold').waitFor({ state: 'detached' })
  ask(house, 0, ({ epoch }) => ({ type: 'playback.gather', epoch }))
  await page.locator('section.ready').waitFor()
  for (const one of [1, 3]) ask(house, one, ({ epoch, version }) => ({ type: 'playback.ready', epoch, version }))
  await camera.settle(1_200) // their words arrive, the line has begun to shrink
  await camera.shoot('ready-check', 'usual')
  await page.locator('section.ready button').first().click()
  for (const one of [0, 2]) ask(house, one, ({ epoch, version }) => ({ type: 'playback.ready', epoch, version }))
  await page.locator('.count .num').waitFor()
  await camera.settle()
  await camera.shoot('countdown', 'usual')
}

/** What there is inside a room. */
export const inside: readonly Scene[] = [
  { screen: 'lobby', take: lobby },
  { screen: 'room', take: room },
  { screen: 'people', take: people },
  { screen: 'sheets', take: sheets },
  { screen: 'full-screen', take: theatre },
  { screen: 'together', take: together },
  { screen: 'reconnecting', take: reconnecting },
]

export const shownInside: readonly Scene[] = [{ screen: 'room', take: usualRoom }]
