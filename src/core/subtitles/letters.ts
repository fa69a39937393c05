/** Russian letters by how often they are met, and the Ukrainian and Belarusian ones that windows-1251 has too. */
const OFTEN = new Set('оеаинтсрвлкмдпу')
const CYRILLIC = /[а-яёіїєґў]/
const UPPER = /\p{Lu}/u
const LOWER = /\p{Ll}/u
const LATIN = /\p{Script=Latin}/u
/** Signs that people's texts have besides letters: quotes, dashes, dots, degrees, notes of songs. */
const SIGNS = /[\s!-@[-`{-~«»„“”‘’‚…–—•№°§©®™·¡¿´¨¹²³ªº¼½¾£€¥]/

/**
 * How much a text looks like one in Russian (or another Cyrillic or Latin language), per letter that is not ASCII:
 * above 0 it does. A wrong encoding mixes alphabets within words, swaps capitals, and strews frames of tables.
 */
export function likeness(text: string): number {
  let score = 0
  let counted = 0
  let before = ' '
  for (const character of text) {
    if (character > '\u007f') {
      counted += 1
      score += worth(character, before)
    } else if (/[a-z]/i.test(character) && CYRILLIC.test(before.toLowerCase())) score -= 4
    before = character
  }
  return counted === 0 ? 0 : score / counted
}

function worth(character: string, before: string): number {
  const small = character.toLowerCase()
  // A capital after a small letter: in koi8-r and windows-1251 they have each other's places.
  const swapped = LOWER.test(before) && UPPER.test(character) ? 4 : 0
  if (CYRILLIC.test(small)) return (OFTEN.has(small) ? 2 : 0.5) - swapped - (/[a-z]/i.test(before) ? 4 : 0)
  // Latin languages have few letters beyond ASCII, and those stand among others.
  if (LATIN.test(character)) return (before > '\u007f' && LATIN.test(before) ? -2 : 1) - swapped
  return SIGNS.test(character) ? 0 : -4
}

/** Words that an English text is full of. */
const ENGLISH = /\b(the|and|you|that|it's|is|to|of|what)\b/gi

/** The language of a text, as a BCP 47 tag, where its letters tell; null where they do not. */
export function languageOf(text: string): 'ru' | 'uk' | 'en' | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const cyrillic = text.match(/[а-яё]/gi)?.length ?? 0
  if (letters < 20) return null
  if (cyrillic > letters / 2) {
    const [ukrainian, russian] = [text.match(/[іїєґ]/gi)?.length ?? 0, text.match(/[ыэёъ]/gi)?.length ?? 0]
    if (ukrainian === 0 && russian === 0) return null
    return russian >= ukrainian ? 'ru' : ukrainian > cyrillic / 50 ? 'uk' : null
  }
  const words = text.match(/[a-z']+/gi)?.length ?? 0
  return words > 0 && (text.match(ENGLISH)?.length ?? 0) > words / 12 ? 'en' : null
}
