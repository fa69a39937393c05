import { median } from './median.ts'

/**
 * Where a player stands that tells of it only now and then, from behind a frame. Its words are old when they come, and some
 * count in whole seconds: so the words that brought something new are laid on one line, and the line is read. Pure.
 */

/** What a player said of its place: where, ms of media, and when that was, ms of the page's clock. */
export interface Sighting {
  readonly mediaMs: number
  readonly at: number
}

export interface Reckoning {
  /** Those that brought a new place, oldest first. */
  readonly sightings: readonly Sighting[]
  /** The latest of all, also when it brought nothing new. */
  readonly latest: Sighting | null
  /** The speed they were made at. */
  readonly rate: number
}

export const UNSEEN: Reckoning = { sightings: [], latest: null, rate: 1 }

/** So many make the line. */
const KEPT = 5
/** A place this far off the line, ms, is the first of another. */
const JUMP_MS = 400
/** Beyond the last new place the line is believed for so long, ms: a player that counts in seconds must still be on it. */
const REACH_MS = 1_100

/** The reckoning after another word of the player. */
export function sighted(before: Reckoning, seen: Sighting, rate: number): Reckoning {
  const last = before.sightings.at(-1)
  const anew = { sightings: [seen], latest: seen, rate }
  if (last === undefined || seen.at < last.at || rate !== before.rate) return anew
  if (seen.mediaMs === last.mediaMs) {
    // It stands, and where it goes on from is no part of the line until here.
    return seen.at - last.at > REACH_MS ? anew : { ...before, latest: seen }
  }
  if (Math.abs(seen.mediaMs - onLine(before, seen.at)) > JUMP_MS) return anew
  return { sightings: [...before.sightings, seen].slice(-KEPT), latest: seen, rate }
}

/** Where it is now, ms of media, when it moves; null while it has not said a word. */
export function reckonedMs(reckoning: Reckoning, now: number): number | null {
  const last = reckoning.sightings.at(-1)
  return last === undefined ? null : onLine(reckoning, Math.min(now, last.at + REACH_MS))
}

/** It says that it plays, and has said the same place for so long, ms. */
export const stoodForMs = ({ sightings, latest }: Reckoning): number => {
  const last = sightings.at(-1)
  return last === undefined || latest === null ? 0 : Math.max(0, latest.at - last.at)
}

const onLine = ({ sightings, rate }: Reckoning, at: number): number =>
  median(sightings.map((sighting) => sighting.mediaMs - rate * sighting.at)) + rate * at
