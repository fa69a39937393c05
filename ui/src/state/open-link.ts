import { mediaKind } from '#core/media-url.ts'
import { ENGINES, type Engine } from '../player/engines/engine.ts'

/**
 * Opens a link in a video of its own, to see whether it plays here: by the engine that a room would use. What cannot
 * be opened ends in the video's `error` event. Returns how to let go of it.
 */
export function openLink(video: HTMLVideoElement, url: string): () => void {
  let engine: Engine | null = null
  let left = false
  const kind = mediaKind(url)
  const fail = () => void video.dispatchEvent(new Event('error'))
  if (!kind.ok) queueMicrotask(fail)
  else
    ENGINES[kind.value](video).then((made) => {
      if (left) return
      engine = made
      engine.load({ url }, 0)
    }, fail)
  return () => {
    left = true
    engine?.unload()
  }
}
