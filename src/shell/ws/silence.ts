import { type Clock, wakeIn } from '#ports/clock.ts'
import { SILENCE_MAX_MS } from '#protocol/limits.ts'
import type { Socket } from './session.ts'

/**
 * At the fifth look without a word a socket is asked whether it is there, at the last it is let go of. The fifth comes
 * after `PING_EVERY_MS` at the earliest: a client that asks for the time need not be asked.
 */
const LOOKS = 6
const ASKED_AT = 5
const LOOK_EVERY_MS = SILENCE_MAX_MS / LOOKS

/**
 * Lets go of sockets whose other end has gone without a goodbye, within `SILENCE_MAX_MS`. The answer ends it.
 *
 * Not Bun's `idleTimeout`: each frame that is sent starts it anew, so where somebody talks it never ends and never pings.
 * Looks are counted and no time is read, so that a server that stood still takes nobody for dead when it goes on.
 */
export function endSilent(clock: Clock, sockets: Iterable<Socket>): () => void {
  let over = false
  let cancel = () => {}
  const lookAgain = () => {
    if (over) return
    cancel = wakeIn(clock, LOOK_EVERY_MS, () => {
      for (const ws of sockets) look(ws)
      // Not within this turn: between two looks answers must have had a chance to come in.
      queueMicrotask(lookAgain)
    })
  }
  lookAgain()
  return () => {
    over = true
    cancel()
  }
}

function look(ws: Socket): void {
  ws.data.looks += 1
  if (ws.data.looks === ASKED_AT) ws.ping()
  else if (ws.data.looks >= LOOKS) ws.terminate()
}

/** The other end is there: it has sent something, or answered a ping. */
export function heard(ws: Socket): void {
  ws.data.looks = 0
}
