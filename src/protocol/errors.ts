import * as v from 'valibot'

/** Every reason to refuse, once: its HTTP status, and whether the same request may succeed later. */
export const ERRORS = {
  address_expired: { http: 403, retry: false },
  address_forged: { http: 403, retry: false },
  bad_request: { http: 400, retry: false },
  foreign_origin: { http: 403, retry: false },
  guests_disabled: { http: 403, retry: false },
  init_data_duplicate_key: { http: 401, retry: false },
  init_data_expired: { http: 401, retry: false },
  init_data_forged: { http: 401, retry: false },
  init_data_future: { http: 401, retry: false },
  init_data_malformed: { http: 401, retry: false },
  internal: { http: 500, retry: true },
  link_disk: { http: 400, retry: false },
  link_no_film: { http: 400, retry: false },
  link_not_web: { http: 400, retry: false },
  link_other_file: { http: 400, retry: false },
  link_other_site: { http: 400, retry: false },
  link_page: { http: 400, retry: false },
  link_protected: { http: 400, retry: false },
  link_telegram: { http: 400, retry: false },
  link_torrent: { http: 400, retry: false },
  link_unreadable: { http: 400, retry: false },
  link_with_password: { http: 400, retry: false },
  method_not_allowed: { http: 405, retry: false },
  not_allowed: { http: 403, retry: false },
  not_found: { http: 404, retry: false },
  not_member: { http: 403, retry: false },
  nothing_playing: { http: 409, retry: false },
  payload_too_large: { http: 413, retry: false },
  protocol_mismatch: { http: 400, retry: false },
  room_closed: { http: 410, retry: false },
  room_full: { http: 409, retry: true },
  room_not_found: { http: 404, retry: false },
  slow_down: { http: 429, retry: true },
  stale_media: { http: 409, retry: false },
  subtitles_archive: { http: 400, retry: false },
  subtitles_binary: { http: 400, retry: false },
  subtitles_empty: { http: 400, retry: false },
  subtitles_full: { http: 409, retry: false },
  subtitles_image: { http: 400, retry: false },
  subtitles_no_cues: { http: 400, retry: false },
  subtitles_too_large: { http: 413, retry: false },
  subtitles_unknown: { http: 400, retry: false },
  subtitles_unreachable: { http: 400, retry: true },
  telegram_disabled: { http: 403, retry: false },
  telegram_name: { http: 403, retry: false },
  token_expired: { http: 401, retry: false },
  token_invalid: { http: 401, retry: false },
  too_many_sockets: { http: 429, retry: true },
  unauthorized: { http: 401, retry: false },
  unavailable: { http: 503, retry: true },
  unsupported_link: { http: 400, retry: false },
} as const satisfies Record<string, { http: number; retry: boolean }>

export type ErrorCode = keyof typeof ERRORS

/** Why a link plays nothing here. */
export type LinkFault = Extract<ErrorCode, `link_${string}`> | 'unsupported_link'

const isLinkFault = (code: ErrorCode): code is LinkFault => code === 'unsupported_link' || code.startsWith('link_')

// The cast is sound: the keys of ERRORS are what ErrorCode is made of.
const CODES = Object.keys(ERRORS) as ErrorCode[]
export const ErrorCode = v.picklist(CODES)

export const LINK_FAULTS: readonly LinkFault[] = CODES.filter(isLinkFault)

/** The body of every refused request. `message` is for people, in their language where we speak it. */
export const ErrorBody = v.object({ error: v.object({ code: ErrorCode, message: v.string() }) })
export type ErrorBody = v.InferOutput<typeof ErrorBody>
