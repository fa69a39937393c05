/** Figures, their marks, and how they are told. */

/** What a figure should be: its ratio to the floor, or what is measured itself. */
interface Mark {
  readonly of: 'ours' | 'ratio'
  readonly least?: number
  readonly most?: number
}

/** One figure over all rounds. Round n of ours and of the floor stand beside each other in time. */
export interface Figure {
  readonly name: string
  readonly unit: string
  readonly ours: number[]
  readonly floor: number[]
  readonly mark: Mark | null
  /** Why a round does not count; a figure with any is not to be believed. */
  readonly doubts: string[]
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

const ratios = ({ ours, floor }: Figure): number[] =>
  ours.flatMap((value, round) => {
    const base = floor[round]
    return base === undefined || base === 0 ? [] : [value / base]
  })

export const ratioOf = ({ ours, floor }: Figure): number => median(ours) / median(floor)

/** Null when there is nothing to hold it against, or nothing to believe. */
export function isMet(figure: Figure): boolean | null {
  const { mark, doubts, ours } = figure
  if (mark === null || doubts.length > 0 || ours.length === 0) return null
  const value = mark.of === 'ratio' ? ratioOf(figure) : median(ours)
  return value >= (mark.least ?? Number.NEGATIVE_INFINITY) && value <= (mark.most ?? Number.POSITIVE_INFINITY)
}

const short = (value: number): string =>
  Number.isNaN(value) ? '–' : value >= 1_000 ? value.toFixed(0) : Number(value.toPrecision(3)).toString()

/** Median, and in brackets the least and the most of the rounds. */
const spread = (values: readonly number[]): string =>
  values.length < 2
    ? short(median(values))
    : `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`

function markText({ mark, unit }: Figure): string {
  if (mark === null) return ''
  const sign = mark.most === undefined ? '≥' : '≤'
  return `${sign} ${mark.most ?? mark.least}${mark.of === 'ratio' ? '×' : ` ${unit}`}`
}

function verdict(figure: Figure): string {
  if (figure.doubts.length > 0) return 'refused'
  const met = isMet(figure)
  return met === null ? '' : met ? 'ok' : 'NOT MET'
}

/** The table for the console, and under it why any figure is refused. */
export function table(figures: readonly Figure[]): string {
  const head = ['figure', 'unit', 'ours', 'floor', 'ratio', 'mark', '']
  const rows = figures.map((figure) => [
    figure.name,
    figure.unit,
    spread(figure.ours),
    spread(figure.floor),
    figure.floor.length === 0
      ? ''
      : `${short(ratioOf(figure))}×${ratios(figure).length > 1 ? ` (${short(Math.min(...ratios(figure)))}–${short(Math.max(...ratios(figure)))})` : ''}`,
    markText(figure),
    verdict(figure),
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const doubts = figures.flatMap(({ name, doubts: why }) => why.map((words) => `refused: ${name}: ${words}`))
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
