import type { Window } from '#core/broadcast.ts'
import type { Reading } from '#core/follower.ts'
import type { Profile } from '#core/profiles.ts'
import type { Linked } from '#core/source.ts'

/** What a player is given of a film. */
export type Film = Pick<Linked, 'ref' | 'url' | 'live'>

/** Why a player does not play a film, by what somebody can do about it. */
export type FaultKind =
  /** It is not there (any more). */
  | 'not_found'
  /** Its owner lets it play on its own site alone. */
  | 'not_embeddable'
  /** It is for some people only. */
  | 'private'
  | 'region'
  /** Its bytes do not come. */
  | 'network'
  /** It came, and cannot be played here. */
  | 'unsupported'
  /** The site wants to know which page shows it, and something on the way hides that. */
  | 'needs_identity'

export interface Fault {
  readonly kind: FaultKind
  /** What the platform calls it; null when it gave no name. */
  readonly code: string | null
}

/** What a player can do, as far as it has shown. */
export interface Abilities {
  /** What is ours may lie over its picture. The platforms with players of their own forbid it. */
  readonly overlays: boolean
  /** Its picture fits into a small window of its own. */
  readonly pip: boolean
  /** Its loudness can be set; elsewhere the device's buttons do that. */
  readonly volume: boolean
  /** The speeds it can be given: any, one of these, or none but the normal one (an empty list). */
  readonly rates: 'any' | readonly number[]
}

/** One of several sounds of a film. */
export interface Sound {
  readonly id: string
  /** What its source calls it; null: by its language alone. */
  readonly label: string | null
  /** A BCP 47 tag; null when the source does not say. */
  readonly language: string | null
}

/** What there is to choose of a film: how sharp its picture is, and which of its sounds is heard. */
export interface Choices {
  /** Heights of the picture, tallest first, px; with one or none there is nothing to choose. */
  readonly heightsPx: readonly number[]
  /** The height of what is loaded just now, px; null when that is not known. */
  readonly heightPx: number | null
  /** No taller than this, px; null: as the line allows. */
  readonly capPx: number | null
  readonly sounds: readonly Sound[]
  /** The id of the sound that is heard; null when that is not known. */
  readonly sound: string | null
}

/** A broadcast, as its player sees it, ms. */
export interface LiveEdge {
  /** The latest moment that can be played, ms of media; null when the player does not tell. */
  readonly edgeMs: number | null
  /** How long after it happened what is seen now is seen; null when the player does not tell. */
  readonly latencyMs: number | null
  /**
   * What of it can be played, as places that all its players share (`core/broadcast`), and how far behind the edge this
   * player asks to be. Null when nothing tells which moment is which: then it is taken to be where the room is.
   */
  readonly window: (Window & { readonly delayMs: number }) | null
}

export type Phase = 'empty' | 'loading' | 'ready' | 'failed'

/**
 * What there is to hear from a player: something about it is another than before; somebody has touched what is inside its
 * frame; and there, by the platform's own controls, has stopped the film or let it go on.
 */
export type News = 'changed' | 'touched' | 'stopped' | 'resumed'

/** A player of one kind of films, as everything around it sees it. Times are ms of media. */
export interface Engine {
  /** What to show: our `<video>`, or what holds a platform's frame. It stays the same for all films of this player. */
  readonly element: HTMLElement
  /** Pictures that may be looked at and kept: our own `<video>`; null behind a frame. */
  readonly picture: HTMLVideoElement | null
  /** The least size on the page that its platform allows, px. */
  readonly leastPx: { readonly width: number; readonly height: number } | null
  /** What the sync engine may ask of it; another one when the player has shown more, or less. */
  readonly profile: Profile
  readonly abilities: Abilities
  readonly phase: Phase
  /** Why it has failed; null while it has not. */
  readonly fault: Fault | null
  /** Null while that is not known, and of a broadcast. */
  readonly durationMs: number | null
  /** Null of anything but a broadcast. */
  readonly live: LiveEdge | null
  /** Null while nothing is known of them; players that leave nothing to choose have none of these three. */
  readonly choices?: Choices | null
  /** The platform shows an advertisement instead of the film. */
  readonly ad: boolean
  readonly muted: boolean
  /**
   * Everything the sync engine must know, read in one go, and true at this very moment: what a frame said a while ago is
   * moved on by the time since. Null while nothing of the film is known.
   */
  read(): Reading | null
  readonly positionMs: number
  /** How far it is loaded from where it stands. */
  readonly bufferedMs: number
  /** Loads a film, standing at `startMs`. */
  load(film: Film, startMs: number): void
  /** Lets go of the film, and of whatever was opened for it. */
  unload(): void
  /** Rejects with `NotAllowedError` when the browser wants a tap first. */
  play(): Promise<void>
  pause(): void
  seek(toMs: number): void
  /** With its own pitch, or with one that moves with the speed. */
  setRate(rate: number, keepsPitch: boolean): void
  /** 0 to 1. */
  setVolume(volume: number): void
  setMuted(muted: boolean): void
  /** The picture is to be no taller than this, px; null: as the line allows. Weak lines get less, as always. */
  capHeight?(px: number | null): void
  /** By its id. */
  chooseSound?(id: string): void
  /** Tells the news until the returned undo is called. */
  subscribe(listener: (news: News) => void): () => void
}

/** What the page has for its players. */
export interface Parts {
  /** The one `<video>` of the page: the same for every film, so that a tap that allowed sound stays good. */
  readonly video: HTMLVideoElement
  /** How tall pictures may be on this device, px; null: as the line allows. */
  readonly heightCapPx: () => number | null
}

/** How `src/sources/<kind>/player.ts` makes its player. */
export type MakeEngine = (parts: Parts) => Engine
