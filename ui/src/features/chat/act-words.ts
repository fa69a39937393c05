import type { Act } from '#protocol/chat.ts'
import { timecode } from '../../i18n/format.ts'
import type { RoomTexts } from '../../i18n/index.ts'
import { shortName } from '../../kit/person.ts'
import type { Turn } from './script.ts'

/** A stage direction: who, does, what. */
export interface ActWords {
  readonly who: string
  readonly does: string
  readonly what: string
}

export function actWords(t: RoomTexts, act: Act, turn: Turn): ActWords {
  const place = act.positionMs === null ? '' : timecode(act.positionMs)
  const who = act.by ? shortName(act.by.name) : t.acts.someone
  switch (act.what) {
    case 'joined':
    case 'left':
      return { who, does: t.acts[act.what], what: '' }
    case 'load':
      return { who, does: t.acts.load, what: act.detail ?? '' }
    case 'pause':
    case 'play':
      return { who, does: t.acts[act.what], what: place }
    case 'seek':
      return {
        who,
        does: turn === 'back' ? t.acts.seekBack : turn === 'ahead' ? t.acts.seekAhead : t.acts.seek,
        what: place,
      }
    case 'rate':
      return { who, does: t.acts.rate, what: t.player.times(Number(act.detail ?? 1)) }
    case 'gather':
      return { who, does: t.acts.gather, what: '' }
    case 'ended':
    case 'stall':
    case 'release':
      return { who: '', does: t.acts[act.what], what: '' }
    case 'emptied':
      return { who: '', does: t.acts.emptied, what: place }
  }
}

/** The same in one breath, for readers of screens. */
export const actSentence = (t: RoomTexts, act: Act, turn: Turn): string => {
  const { who, does, what } = actWords(t, act, turn)
  return `${who}${does}${what}`
}
