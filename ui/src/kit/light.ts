import { EVENINGS } from './palette.ts'
import { hashOf } from './person.ts'

/** Three colours of a picture's lower third, left to right: the light it throws into the room. */
export type Light = readonly [string, string, string]

const WIDE = 16
const HIGH = 9
let canvas: HTMLCanvasElement | null = null

/** Null when there is no picture yet, or when another origin's picture may not be read. */
export function lightOf(picture: HTMLVideoElement | HTMLImageElement): Light | null {
  canvas ??= Object.assign(document.createElement('canvas'), { width: WIDE, height: HIGH })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return null
  try {
    context.drawImage(picture, 0, 0, WIDE, HIGH)
    const { data } = context.getImageData(0, 0, WIDE, HIGH)
    return [mean(data, 0, 5), mean(data, 5, 11), mean(data, 11, WIDE)]
  } catch {
    canvas = null // tainted for good: the next picture gets a new one
    return null
  }
}

/** Brightness that a dark frame's light is lifted to, so that even a night scene glows, and how far at most. */
const GLOW = 150
const LIFT_MAX = 2.4

/** Mean colour of the columns `from` to `to` of the lower third. */
function mean(data: Uint8ClampedArray, from: number, to: number): string {
  const sum = { red: 0, green: 0, blue: 0 }
  for (let y = HIGH - 4; y < HIGH; y++) {
    for (let x = from; x < to; x++) {
      const at = (y * WIDE + x) * 4
      sum.red += data[at] ?? 0
      sum.green += data[at + 1] ?? 0
      sum.blue += data[at + 2] ?? 0
    }
  }
  const count = 4 * (to - from)
  const brightest = Math.max(1, sum.red, sum.green, sum.blue) / count
  const lift = Math.min(LIFT_MAX, Math.max(1, GLOW / brightest))
  const tone = (value: number): number => Math.min(255, Math.round((value / count) * lift))
  return `rgb(${tone(sum.red)} ${tone(sum.green)} ${tone(sum.blue)})`
}

/** The light of the painted evening that stands for a film without a picture; see `Poster`. */
export function posterLight(title: string): Light {
  const [sky, low, sun] = EVENINGS[hashOf(title) % EVENINGS.length] ?? EVENINGS[0]
  return [sky, sun, low]
}

/** Width and height of a still for others to show, px. */
const STILL_WIDE = 512
const STILL_HIGH = 288

/** The frame that a video shows, as a small picture; null when there is none, or when it may not be read. */
export function stillOf(video: HTMLVideoElement): string | null {
  const paper = Object.assign(document.createElement('canvas'), { width: STILL_WIDE, height: STILL_HIGH })
  const context = paper.getContext('2d')
  if (!context || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null
  try {
    context.drawImage(video, 0, 0, STILL_WIDE, STILL_HIGH)
    return paper.toDataURL('image/jpeg', 0.8)
  } catch {
    return null // another origin's picture
  }
}
