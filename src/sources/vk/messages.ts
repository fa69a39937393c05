/**
 * What VK's player says and can be told, as its own script has it (vk.com/js/api/videoplayer.js, described on
 * dev.vk.com/widgets/video): `{ method }` to it, `{ event }` with its state from it. See `docs/PLAYERS.md`.
 */
import * as v from 'valibot'

const EVENTS = [
  'inited',
  'timeupdate',
  'started',
  'resumed',
  'paused',
  'seeked',
  'ended',
  'error',
  'adStarted',
  'adCompleted',
  'autoplaySoundProhibited',
] as const
const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const Message = v.object({
  event: v.picklist(EVENTS),
  time: v.optional(amount),
  duration: v.optional(amount),
  errorCode: v.optional(v.union([v.number(), v.string()])),
})
export type VkMessage = v.InferOutput<typeof Message>

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A message of the player; null: it is none that we know. Its state comes beside the event, or in a field of its own. */
export function messageOf(data: unknown): VkMessage | null {
  try {
    const said: unknown = typeof data === 'string' ? JSON.parse(data) : data
    if (!isObject(said)) return null
    const parsed = v.safeParse(Message, { ...(isObject(said.state) ? said.state : {}), ...said })
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** The page of its player: whose film, which, and the key of one that is not for all. */
export function pageOf(ref: string, startMs: number): URL {
  const [, oid = '', id = '', hash] = /^(-?\d+)_(\d+)(?:\/(\w+))?$/.exec(ref) ?? []
  const page = new URL('https://vk.com/video_ext.php')
  page.searchParams.set('oid', oid)
  page.searchParams.set('id', id)
  if (hash !== undefined) page.searchParams.set('hash', hash)
  for (const [name, value] of Object.entries({ hd: '2', js_api: '1', t: `${Math.floor(startMs / 1_000)}s` }))
    page.searchParams.set(name, value)
  return page
}
