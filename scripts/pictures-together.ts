import type { Page } from 'playwright-core'
import { plays } from '../e2e/harness/steps.ts'
import type { Health } from '../src/protocol/health.ts'
import type { Command } from '../src/protocol/messages.ts'
import type { Playback } from '../src/protocol/playback.ts'
import type { WireClient } from '../src/testing/wire-client.ts'

/** How the players of those in the room are doing, in the order they came. */
const PLAYERS: readonly Pick<Health, 'state' | 'offsetMs'>[] = [
  { state: 'in_sync', offsetMs: 8 },
  { state: 'in_sync', offsetMs: -21 },
  { state: 'catching_up', offsetMs: 430 },
  { state: 'slow', offsetMs: 1_640 },
]

/** People who only speak to the server tell of players that they do not have. */
export function reportPlayers(sockets: readonly WireClient[]): void {
  for (const [index, socket] of sockets.entries()) {
    const { state, offsetMs } = PLAYERS[index % PLAYERS.length] ?? { state: 'in_sync', offsetMs: 0 }
    socket.send({ t: 'report', health: { state, offsetMs, boundMs: 6, roundTripMs: 40, startMs: 60 } })
  }
}

/** The line as somebody has last heard of it. */
function lineOf({ frames }: WireClient): Playback {
  let line: Playback | undefined
  for (const frame of frames) {
    if (frame.t === 'snapshot') line = frame.view.playback
    else if (frame.t === 'event' && frame.event.type === 'playback.changed') line = frame.event.playback
  }
  if (line === undefined) throw new Error('nobody has told of the line')
  return line
}

let lastId = 100
function ask(socket: WireClient | undefined, command: (line: Playback) => Command): void {
  if (socket === undefined) throw new Error('somebody is missing in the room')
  lastId += 1
  socket.send({ t: 'command', id: lastId, command: command(lineOf(socket)) })
}

/** Takes the pictures of what a room does together; `page` is in it, and the film plays. */
export async function shootTogether(
  page: Page,
  sockets: readonly WireClient[],
  shoot: (screen: string) => Promise<void>,
): Promise<void> {
  const [host, ...others] = sockets
  ask(host, ({ epoch }) => ({ type: 'playback.play', epoch }))
  await plays(page)
  ask(others[1], ({ epoch, version }) => ({ type: 'playback.stalled', epoch, version }))
  await page.locator('.hold').waitFor()
  await page.waitForTimeout(1_200) // some of the time has run
  await shoot('waiting')
  ask(host, ({ epoch }) => ({ type: 'playback.release', epoch }))
  await page.locator('.hold').waitFor({ state: 'detached' })

  await page.waitForTimeout(1_000) // the player has come to where the room is
  await page.locator('button.sync').first().click()
  await page.locator('dialog').waitFor()
  await page.waitForTimeout(400) // the sheet comes up
  await shoot('sync')
  await page.locator('dialog .buttons button').last().click()
  await page.keyboard.press('Escape')
  await page.locator('.alone').waitFor()
  await page.waitForTimeout(400) // the sheet goes
  await shoot('alone')
  await page.locator('.alone button').click()

  ask(host, ({ epoch }) => ({ type: 'playback.gather', epoch }))
  await page.locator('section.ready').waitFor()
  for (const one of others.slice(1)) ask(one, ({ epoch, version }) => ({ type: 'playback.ready', epoch, version }))
  await page.waitForTimeout(1_500) // their words arrive, the line has begun to shrink
  await shoot('ready-check')
  await page.locator('section.ready button').first().click()
  ask(others[0], ({ epoch, version }) => ({ type: 'playback.ready', epoch, version }))
  await page.locator('.count .num').waitFor()
  await page.waitForTimeout(400) // the number has come to rest
  await shoot('countdown')
}
