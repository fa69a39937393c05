/** Figures, their marks, and how they are told. */

/** What a figure should be: its ratio to the floor, or what is measured itself. */
interface Mark {
  readonly of: 'ours' | 'ratio'
  readonly least?: number
  readonly most?: number
}

/** One figure over all rounds, NaN for one that does not count. Round n of both stand beside each other in time. */
export interface Figure {
  readonly name: string
  readonly unit: string
  readonly ours: number[]
  readonly floor: number[]
  readonly mark: Mark | null
  /** Why rounds do not count. */
  readonly doubts: string[]
}

/** Adds a round; with a doubt it does not count. */
export function addRound(figure: Figure, name: 'floor' | 'ours', value: number, doubts: readonly string[] = []): void {
  figure[name].push(doubts.length > 0 ? Number.NaN : value)
  figure.doubts.push(...doubts.map((words) => `${name}, round ${figure[name].length}: ${words}`))
}

/** Fewer than half of the rounds count. */
const isRefused = ({ ours, floor }: Figure): boolean =>
  [ours, floor].some((rounds) => rounds.filter((value) => !Number.isNaN(value)).length * 2 < rounds.length)

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

const ratios = ({ ours, floor }: Figure): number[] =>
  ours.flatMap((value, round) => {
    const base = floor[round]
    return base === undefined || !Number.isFinite(value / base) ? [] : [value / base]
  })

export const ratioOf = ({ ours, floor }: Figure): number => median(ours) / median(floor)

/** Null when there is nothing to hold it against, or nothing to believe. */
export function isMet(figure: Figure): boolean | null {
  const { mark, ours } = figure
  if (mark === null || ours.length === 0 || isRefused(figure)) return null
  const value = mark.of === 'ratio' ? ratioOf(figure) : median(ours)
  return value >= (mark.least ?? Number.NEGATIVE_INFINITY) && value <= (mark.most ?? Number.POSITIVE_INFINITY)
}

const short = (value: number): string =>
  Number.isNaN(value) ? '–' : value >= 1_000 ? value.toFixed(0) : Number(value.toPrecision(3)).toString()

/** Median, and in brackets the least and the most of the rounds. */
const spread = (values: readonly number[]): string =>
  values.filter((value) => !Number.isNaN(value)).length < 2
    ? short(median(values))
    : `${short(median(values))} (${short(quantile(values, 0))}–${short(quantile(values, 1))})`

function ratioText(figure: Figure): string {
  const all = ratios(figure)
  const range = all.length > 1 ? ` (${short(quantile(all, 0))}–${short(quantile(all, 1))})` : ''
  return `${short(ratioOf(figure))}×${range}`
}

function markText({ mark, unit }: Figure): string {
  if (mark === null) return ''
  const sign = mark.most === undefined ? '≥' : '≤'
  return `${sign} ${mark.most ?? mark.least}${mark.of === 'ratio' ? '×' : ` ${unit}`}`
}

function verdict(figure: Figure): string {
  if (isRefused(figure)) return 'refused'
  const met = isMet(figure)
  return met === null ? '' : met ? 'ok' : 'NOT MET'
}

/** The table for the console, and under it what was left out and why. */
export function table(figures: readonly Figure[]): string {
  const head = ['figure', 'unit', 'ours', 'floor', 'ratio', 'mark', '']
  const rows = figures.map((figure) => [
    figure.name,
    figure.unit,
    spread(figure.ours),
    spread(figure.floor),
    figure.floor.length === 0 ? '' : ratioText(figure),
    markText(figure),
    verdict(figure),
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const doubts = figures.flatMap(({ name, doubts: why }) => why.map((words) => `left out: ${name}: ${words}`))
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line), ...doubts].join('\n')
}

/** The same for machines. */
export const toJson = (figures: readonly Figure[]) =>
  figures.map((figure) => ({
    ...figure,
    median: { ours: median(figure.ours), floor: figure.floor.length > 0 ? median(figure.floor) : null },
    ratio: figure.floor.length > 0 ? ratioOf(figure) : null,
    ok: isMet(figure),
  }))
