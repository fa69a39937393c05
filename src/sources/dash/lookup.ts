import type { Lookup } from '#ports/lookup.ts'
import { msOf } from '../answers.ts'
import { readManifest } from './manifest.ts'

const MANIFEST_MAX_BYTES = 4 * 1_024 * 1_024

/** By its manifest. */
export const dash: Lookup = async ({ url }, ask) => {
  const answer = await ask({ url, maxBytes: MANIFEST_MAX_BYTES, beyond: 'refuse' })
  if (answer === null || answer.status !== 200) return null
  const told = readManifest(new TextDecoder().decode(answer.bytes))
  return told && { title: told.title, posterUrl: null, durationMs: msOf(told.seconds), live: told.live }
}
