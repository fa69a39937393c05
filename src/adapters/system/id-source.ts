import type { IdSource } from '#ports/id-source.ts'
import {
  INSTANCE_ID_LENGTH,
  type InstanceId,
  type MediaId,
  type RoomId,
  type RunId,
  type SessionId,
  type SubtitleId,
  type UserId,
} from '#protocol/ids.ts'

/** Crockford's base32: 32 characters, so five bits of a random byte choose one without favour. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** 13 characters, 65 bits. */
const next = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(13)), (byte) => ALPHABET[byte & 31]).join('')

/** A name for this process, drawn at its start: 25 bits tell the few that run at once from each other. */
export const newInstanceId = (): InstanceId => next().slice(0, INSTANCE_ID_LENGTH) as InstanceId

/** Ids out of the system's source of secure chance. The casts are sound: each has the form its schema asks for. */
export class RandomIds implements IdSource {
  readonly #instance: InstanceId

  constructor(instance: InstanceId) {
    this.#instance = instance
  }

  room = (): RoomId => next() as RoomId
  user = (): UserId => `u${next()}` as UserId
  media = (): MediaId => next() as MediaId
  subtitle = (): SubtitleId => next() as SubtitleId
  session = (): SessionId => `${this.#instance}${next().slice(INSTANCE_ID_LENGTH)}` as SessionId
  run = (): RunId => next() as RunId
}
