/** What copying leaves between letters: zero-width marks and soft hyphens. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g
const BEFORE = /^[\s"'`«“„‘(<[{*]+/
const AFTER = /[\s"'`»“”’>\]}*.,;:!?…]$/
/** A scheme, not a host with its port. */
export const SCHEME = /^[a-z][a-z\d+.-]*:(?!\d{1,5}(?:\/|$))/i
const LINK = /https?:\/\/[^\s<>"«»“”„]+/gi
/** A host with a path, without its scheme. */
const BARE = /^[\p{L}\d-]+(?:\.[\p{L}\d-]+)+\/\S/u

/**
 * The link in what was pasted: from within quotes, brackets and the words of a message, or out of a player's code. The
 * text itself when it holds no link, or more than one.
 */
export function linkIn(text: string): string {
  const whole = ended(text.replace(UNSEEN, '').replace(BEFORE, ''))
  if (SCHEME.test(whole) && !/\s/.test(whole)) return whole
  const framed = /\bsrc\s*=\s*["'](?:https?:)?(\/\/[^"']+)/i.exec(text)?.[1]
  if (framed !== undefined) return `https:${framed}`
  const links = new Set((text.match(LINK) ?? []).map(ended))
  if (links.size === 0) {
    for (const word of whole.split(/\s+/)) if (BARE.test(word)) links.add(ended(word))
  }
  const [only = whole] = links
  return links.size === 1 ? only : whole
}

/** Without what a sentence puts after a link. A bracket that was opened within the link belongs to it. */
function ended(text: string): string {
  let end = text.length
  for (; end > 0; end--) {
    const last = text.charAt(end - 1)
    const loose = last === ')' && isLoose(text.slice(0, end))
    if (!loose && !AFTER.test(last)) break
  }
  return text.slice(0, end)
}

const isLoose = (text: string): boolean => text.split(')').length > text.split('(').length
