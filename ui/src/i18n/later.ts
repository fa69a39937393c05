import type { LaterTexts, Texts } from './index.ts'
import { partOf } from './languages.ts'

const LATER = import.meta.glob<LaterTexts>('./locales/*.ts', { query: '?only=later', import: 'later' })

/** Of the language that is read here: a page has one. */
let arrived: LaterTexts | null = null

/** A module with screens that read later texts, once both are there: nothing is shown without its words. */
export async function withLater<Module>(
  { language }: Pick<Texts, 'language'>,
  screen: Promise<Module>,
): Promise<Module> {
  const [module, later] = await Promise.all([screen, partOf(LATER, language)()])
  arrived = later
  return module
}

export function getLaterTexts(): LaterTexts {
  if (arrived === null) throw new Error('what reads later texts is imported through withLater')
  return arrived
}
