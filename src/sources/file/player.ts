import type { MakeEngine } from '#player/engine.ts'
import { VideoEngine } from '#player/video-engine.ts'

/** A plain file in the browser's own `<video>`. */
export const file: MakeEngine = ({ video }) => new VideoEngine(video)
