import type { ClientFrame } from '#protocol/frames.ts'
import type { RunId } from '#protocol/ids.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { thisDevice } from './device.ts'

type Hello = Extract<ClientFrame, { t: 'hello' }>

/** What a page says first on a line to a room; `have` is what it knows of the room already. */
export const helloOf = (token: string, room: string, have: { run: RunId; seq: number } | null): Hello => ({
  t: 'hello',
  protocol: PROTOCOL_VERSION,
  token,
  room,
  have,
  device: thisDevice(),
})
