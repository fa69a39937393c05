import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import type { Api } from './api.ts'

/** A room with the film that comes with the house. */
export const sampleRoom = (api: Api, title: string) =>
  api.createRoom({ media: { url: SAMPLE_FILM_PATH, title, durationMs: null } })
