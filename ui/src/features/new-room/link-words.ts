import type { getLaterTexts } from '../../i18n/later.ts'
import type { Link } from './link.ts'

type Words = ReturnType<typeof getLaterTexts>['newRoom']

/** What is wrong with a link, and what would be better; null: nothing. */
export function wrongWords(link: Link, words: Words): readonly [what: string, hint: string] | null {
  if (link.state !== 'bad') return null
  switch (link.why) {
    case 'not_link':
      return [words.notLink, '']
    case 'page':
      return [words.page(link.site), words.pageHint]
    case 'not_file':
      return [words.notFile, words.pageHint]
    case 'insecure':
      return [words.insecure, words.insecureHint]
  }
}
