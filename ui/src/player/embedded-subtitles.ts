import type { Cue } from '#core/subtitles/cue.ts'

/** Subtitles that come with the film. */
export interface EmbeddedTrack {
  readonly id: string
  readonly label: string
  readonly language: string | null
}

const isText = ({ kind }: TextTrack): boolean => kind === 'subtitles' || kind === 'captions'

/**
 * What a film brings along, whoever plays it: hls.js and the browsers that play HLS themselves both hang it on the
 * `<video>`. A track that is chosen is `hidden`: the browser reads it, and we draw it, as we draw the others.
 */
export class EmbeddedSubtitles {
  readonly #video: HTMLVideoElement
  #chosen: string | null = null

  constructor(video: HTMLVideoElement) {
    this.#video = video
  }

  /** Tells when there are others, until the returned undo is called. */
  watch(changed: () => void): () => void {
    const { textTracks } = this.#video
    const look = () => {
      this.#apply()
      changed()
    }
    for (const name of ['addtrack', 'removetrack', 'change']) textTracks.addEventListener(name, look)
    look()
    return () => {
      for (const name of ['addtrack', 'removetrack', 'change']) textTracks.removeEventListener(name, look)
    }
  }

  list(): EmbeddedTrack[] {
    return this.#tracks().map(([id, { label, language }]) => ({
      id,
      label,
      language: language === '' ? null : language,
    }))
  }

  choose(id: string | null): void {
    this.#chosen = id
    this.#apply()
  }

  /** What the chosen one shows now. */
  shown(): Cue[] {
    const track = this.#tracks().find(([id]) => id === this.#chosen)?.[1]
    return [...(track?.activeCues ?? [])].flatMap((cue) =>
      cue instanceof VTTCue ? [{ startMs: cue.startTime * 1_000, endMs: cue.endTime * 1_000, text: cue.text }] : [],
    )
  }

  #tracks(): [string, TextTrack][] {
    return [...this.#video.textTracks].filter(isText).map((track, index) => [`film:${index}`, track])
  }

  /** A film may want one of its own shown, and a browser would draw it under our controls. */
  #apply(): void {
    for (const [id, track] of this.#tracks()) {
      const mode = id === this.#chosen ? 'hidden' : 'disabled'
      if (track.mode !== mode) track.mode = mode
    }
  }
}
