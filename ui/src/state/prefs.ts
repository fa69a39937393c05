import * as v from 'valibot'
import { readStored, writeStored } from './stored.ts'

/** Sound through the air or a television comes late by up to a third of a second; earlier than it should hardly ever. */
export const DEVICE_OFFSET_MIN_MS = -200
export const DEVICE_OFFSET_MAX_MS = 600

/** How wide the panel beside the picture may be, px, and how wide it is at first. */
export const PANEL_MIN_PX = 300
export const PANEL_MAX_PX = 520
export const PANEL_PX = 360

const ms = (max: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(max))
const Habits = v.object({
  seekMs: ms(1_000),
  loadMs: ms(3_000),
  openMs: ms(3_000),
  playMs: ms(800),
  rateWrites: v.picklist(['free', 'glitchy', 'refused']),
  nudgeCostMs: ms(60),
})

const SubtitleLook = v.object({
  /** Subtitles that the room has are shown without being asked for. */
  on: v.boolean(),
  size: v.picklist(['s', 'm', 'l', 'xl']),
  colour: v.picklist(['white', 'warm']),
  ground: v.picklist(['none', 'shade', 'box']),
  /** By how much subtitles come later than written, ms, by what they are; the last ones that were moved. */
  offsets: v.array(v.tuple([v.string(), v.number()])),
})
export type SubtitleLook = v.InferOutput<typeof SubtitleLook>
const FIRST_LOOK: SubtitleLook = { on: true, size: 'm', colour: 'white', ground: 'shade', offsets: [] }

const Prefs = v.object({
  /** How tall pictures may be on this device, px; null: as its line allows. */
  heightCapPx: v.fallback(v.nullable(v.pipe(v.number(), v.minValue(1))), null),
  volume: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  muted: v.fallback(v.boolean(), false),
  /** What this device's players have taught us, by kind; see `core/learning`. */
  habits: v.fallback(v.record(v.string(), Habits), {}),
  /** By how much this device's sound comes late, ms: set by ear. */
  deviceOffsetMs: v.fallback(v.pipe(v.number(), v.minValue(DEVICE_OFFSET_MIN_MS), v.maxValue(DEVICE_OFFSET_MAX_MS)), 0),
  panelPx: v.fallback(v.pipe(v.number(), v.minValue(PANEL_MIN_PX), v.maxValue(PANEL_MAX_PX)), PANEL_PX),
  /** The language that was chosen here; null for that of Telegram or of the browser. */
  language: v.fallback(v.nullable(v.string()), null),
  /** Outside Telegram; inside it has its own. What follows is put on by index.html, before the first paint. */
  theme: v.fallback(v.picklist(['auto', 'light', 'dark']), 'auto'),
  /** The picture colours the room around it. */
  filmLight: v.fallback(v.boolean(), true),
  /** Less motion, whatever the device asks for. */
  still: v.fallback(v.boolean(), false),
  haptics: v.fallback(v.boolean(), true),
  subtitles: v.fallback(SubtitleLook, FIRST_LOOK),
})
export type Prefs = v.InferOutput<typeof Prefs>

/** What this device remembers; what is missing or broken is as if it had never been set. */
export function readPrefs(): Prefs {
  const stored = v.safeParse(Prefs, readStored())
  return stored.success ? stored.output : v.parse(Prefs, {})
}

/** How tall pictures may be on this device, px; null: as its line allows. */
export const heightCapPx = (): number | null => readPrefs().heightCapPx

export const writePrefs = (change: Partial<Prefs>): void => writeStored({ ...readPrefs(), ...change })
