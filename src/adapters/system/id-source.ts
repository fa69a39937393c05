import type { IdSource } from '#ports/id-source.ts'
import type { MediaId, RoomId, RunId, SessionId, UserId } from '#protocol/ids.ts'

/** Crockford's base32: 32 characters, so five bits of a random byte choose one without favour. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** 13 characters, 65 bits. */
const next = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(13)), (byte) => ALPHABET[byte & 31]).join('')

/** Ids out of the system's source of secure chance. The casts are sound: each has the form its schema asks for. */
export class RandomIds implements IdSource {
  room = (): RoomId => next() as RoomId
  user = (): UserId => `u${next()}` as UserId
  media = (): MediaId => next() as MediaId
  session = (): SessionId => next() as SessionId
  run = (): RunId => next() as RunId
}
