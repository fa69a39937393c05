import { unescaped } from '../answers.ts'

export interface Manifest {
  readonly live: boolean
  /** Null: it does not say. */
  readonly seconds: number | null
  readonly title: string | null
}

/** Whether a text is a manifest of DASH: its first element is an MPD. */
export const isManifest = (text: string): boolean =>
  /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<(?:\w+:)?MPD[\s>]/.test(text)

/** Reads what we want to know of a manifest (ISO/IEC 23009-1): attributes of its outermost element; null when it is none. */
export function readManifest(text: string): Manifest | null {
  if (!isManifest(text)) return null
  const root = /<(?:\w+:)?MPD\b[^>]*>/.exec(text)?.[0] ?? ''
  const of = (tag: string, name: string) => new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1]
  const live = of(root, 'type') === 'dynamic'
  const whole = secondsOf(of(root, 'mediaPresentationDuration'))
  const parts = [...text.matchAll(/<(?:\w+:)?Period\b[^>]*>/g)].map(([tag]) => secondsOf(of(tag, 'duration')))
  const summed =
    parts.includes(null) || parts.length === 0 ? null : parts.reduce((sum, part) => (sum ?? 0) + (part ?? 0))
  const title = /<(?:\w+:)?Title>([^<]{1,1000})</.exec(text)?.[1]
  return { live, seconds: live ? null : (whole ?? summed), title: title === undefined ? null : unescaped(title) }
}

/** Seconds of an `xs:duration`; years and months have no length of their own, and no film has them. */
function secondsOf(text: string | undefined): number | null {
  const [, days, hours, minutes, seconds] =
    /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d+)?)S)?)?$/.exec(text ?? '') ?? []
  const all = Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  return all > 0 ? all : null
}
