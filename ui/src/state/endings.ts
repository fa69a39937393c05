import type { ErrorCode } from '#protocol/errors.ts'
import type { CloseReason } from '#protocol/frames.ts'

/** Why a room ended for me, in the words of the error table. */
export function endOf(reason: CloseReason): ErrorCode {
  switch (reason) {
    case 'room_closed':
    case 'room_full':
    case 'room_not_found':
    case 'protocol_mismatch':
    case 'too_many_sockets':
    case 'slow_down':
      return reason
    case 'unauthorized':
      return 'unauthorized'
    default:
      return 'internal'
  }
}
