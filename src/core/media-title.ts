import { TITLE_MAX_GRAPHEMES } from '#protocol/limits.ts'

/** Words of a file's name that speak of the copy, not of the film: with the first of them its title is over. */
const OF_THE_COPY =
  /^(2160p|1440p|1080[pi]|720p|480p|4k|uhd|hdr(10)?|x26[45]|h26[45]|hevc|av1|xvid|blu-?ray|b[dr]rip|web-?(dl|rip)|web|hdtv|hdrip|dvd-?rip|dvd|remux|proper|aac|ac3|dts)$/i

/** A title out of an address: the last part of its path, words apart, with a capital, without what speaks of the copy. */
export function titleFromUrl(url: string): string {
  const parsed = URL.parse(url, 'http://local.invalid')
  const last = parsed?.pathname.split('/').findLast((part) => part !== '') ?? ''
  const words = decoded(last)
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .replace(/\b(blu|web|dvd)-(ray|dl|rip)\b/gi, '$1$2')
    .split(/[\s._+[\]()-]+/)
    .filter((word) => word !== '')
  const end = words.findIndex((word, index) => index > 0 && OF_THE_COPY.test(word))
  const found = (end > 0 ? words.slice(0, end) : words).join(' ')
  // Who writes capitals of their own means them.
  const capital = found === found.toLowerCase() ? found.charAt(0).toUpperCase() : found.charAt(0)
  const title = found === '' ? (parsed?.hostname ?? url) : capital + found.slice(1)
  return [...title].slice(0, TITLE_MAX_GRAPHEMES).join('')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a stray % is part of the name
  }
}
