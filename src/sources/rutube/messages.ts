/**
 * What Rutube's player says and can be told: JSON texts `{ type, data }`. Sources: github.com/rutube/RutubePlayerJSAPI, and
 * github.com/evikza/Rutube-Player-JS-API-Doc for what has changed since.
 */
import * as v from 'valibot'

const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const name = v.union([v.string(), v.number()])
const Message = v.variant('type', [
  v.object({ type: v.literal('player:ready') }),
  v.object({ type: v.literal('player:playComplete') }),
  v.object({ type: v.literal('player:changeState'), data: v.object({ state: v.string() }) }),
  v.object({
    type: v.literal('player:currentTime'),
    data: v.object({ time: amount, duration: v.optional(v.nullable(amount)) }),
  }),
  v.object({ type: v.literal('player:durationChange'), data: v.object({ duration: amount }) }),
  v.object({ type: v.literal('player:rollState'), data: v.object({ rollState: v.string(), state: v.string() }) }),
  v.object({
    type: v.literal('player:error'),
    data: v.object({ code: v.optional(name), type: v.optional(name) }),
  }),
])
export type RutubeMessage = v.InferOutput<typeof Message>

/** A message of the player; null: it is none that we know. */
export function messageOf(data: unknown): RutubeMessage | null {
  if (typeof data !== 'string') return null
  try {
    const parsed = v.safeParse(Message, JSON.parse(data))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

export const command = (type: string, data: Readonly<Record<string, number>> = {}): string =>
  JSON.stringify({ type: `player:${type}`, data })

/** The page of its player; a film that is not listed has a key besides its name. */
export function pageOf(ref: string, startMs: number): URL {
  const [id = '', key] = ref.split('/')
  const page = new URL(`https://rutube.ru/play/embed/${id}/`)
  if (key !== undefined) page.searchParams.set('p', key)
  page.searchParams.set('t', String(Math.floor(startMs / 1_000)))
  return page
}
