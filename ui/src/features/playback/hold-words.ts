import type { RoomTexts } from '../../i18n/index.ts'

/** More names than this are a number. */
const NAMED = 2

/** For whom the room waits; `mine`: it is I who keep it waiting. */
export function holdWords({ hold: t }: Pick<RoomTexts, 'hold'>, names: readonly string[], mine: boolean): string {
  if (mine) return t.me
  return names.length <= NAMED ? t.names(names) : t.many(names.length)
}
