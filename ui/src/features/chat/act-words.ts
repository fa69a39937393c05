import type { Act } from '#protocol/chat.ts'
import type { Profile } from '#protocol/members.ts'
import { timecode } from '../../i18n/format.ts'
import type { RoomTexts } from '../../i18n/index.ts'
import { shortName } from '../../kit/person.ts'
import type { CrowdRow, Row, Turn } from './script.ts'
import { oneLine } from './words.ts'

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
    case 'subtitles':
      return { who, does: t.acts[act.what], what: act.detail ?? '' }
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

/** Named one by one; of more there is only the number. */
const NAMED = 2

/** Who came and who went in a row that tells of several. */
export function crowdWords(t: RoomTexts, { joined, left }: CrowdRow): readonly ActWords[] {
  const words = (people: readonly Profile[], one: string, many: string): readonly ActWords[] => {
    const names = people.map(({ name }) => shortName(name))
    const who = t.people.faces(names.length === NAMED + 1 ? names : names.slice(0, NAMED), names.length)
    return people.length === 0 ? [] : [{ who, does: people.length === 1 ? one : many, what: '' }]
  }
  return [...words(joined, t.acts.joined, t.acts.manyJoined), ...words(left, t.acts.left, t.acts.manyLeft)]
}

/** A row in one breath, for readers of screens. */
export function rowSentence(t: RoomTexts, row: Row): string {
  const said = ({ who, does, what }: ActWords) => `${who}${does}${what}`
  if (row.kind === 'line') return `${row.line.from.name}: ${oneLine(row.line.text)}`
  return row.kind === 'act' ? said(actWords(t, row.act, row.turn)) : crowdWords(t, row).map(said).join(', ')
}
