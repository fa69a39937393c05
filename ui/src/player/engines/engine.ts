import type { Reading } from '#core/follower.ts'
import type { PlayerKind } from '#core/profiles.ts'
import type { MediaItem, MediaKind } from '#protocol/media.ts'

/** A player of one kind of media, as the sync loop sees it. Times are ms of media. */
export interface Engine {
  /** The element to show. It is the same one for every film, so that a tap that allowed sound stays good. */
  readonly element: HTMLVideoElement
  /** What the sync engine may expect of it. */
  readonly kind: PlayerKind
  /** Everything the sync engine must know, read in one go; null while nothing of the film is known. */
  read(): Reading | null
  /** Loads a film, standing at `startMs`. */
  load(film: Pick<MediaItem, 'url'>, startMs: number): void
  unload(): void
  readonly positionMs: number
  readonly durationMs: number | null
  /** How far it is loaded from where it stands, ms of media. */
  readonly bufferedMs: number
  /** Rejects with `NotAllowedError` when the browser wants a tap first. */
  play(): Promise<void>
  pause(): void
  seek(toMs: number): void
  /** With its own pitch, or with one that moves with the speed. */
  setRate(rate: number, keepsPitch: boolean): void
}

/** Each kind's player is a chunk of its own, loaded when the first film of that kind is. */
const ENGINES: Partial<Record<MediaKind, (video: HTMLVideoElement) => Promise<Engine>>> = {
  file: async (video) => new (await import('./html5.ts')).Html5Engine(video),
  hls: async (video) => new (await import('./hls.ts')).HlsEngine(video),
}

/** The engine for a kind of media. Rejects when there is none, as when its chunk does not come. */
export async function engineFor(kind: MediaKind, video: HTMLVideoElement): Promise<Engine> {
  const engine = await ENGINES[kind]?.(video)
  if (engine === undefined) throw new Error(`nothing plays ${kind} yet`)
  return engine
}
