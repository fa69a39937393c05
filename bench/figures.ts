import { quantile } from '../e2e/harness/instants.ts'

/** One thing that was measured. */
export interface Figure {
  readonly stage: string
  readonly what: string
  readonly unit: string
  /** Each time it was taken; null where what was waited for never came. */
  readonly values: readonly (number | null)[]
  /** The most that the median may be; null where none is set. */
  readonly mark: number | null
  /** What no algorithm can beat; null where it is next to nothing. */
  readonly floor: number | null
}

interface Extra {
  readonly unit?: string
  readonly mark?: number
  readonly floor?: number
}

export const figure = (
  what: string,
  values: number | readonly (number | null)[],
  { unit = 'ms', mark, floor }: Extra = {},
): Omit<Figure, 'stage'> => ({
  ...{ what, unit, values: typeof values === 'number' ? [values] : values },
  ...{ mark: mark ?? null, floor: floor ?? null },
})

/** What a stage answers: its figures, without its name. */
export type Rows = readonly ReturnType<typeof figure>[]

/** What never came is worse than anything that did. */
const sizes = ({ values }: Figure): number[] => values.map((value) => value ?? Number.POSITIVE_INFINITY)
export const medianOf = (figure: Figure): number => quantile(sizes(figure), 0.5)
const mostOf = (figure: Figure): number => quantile(sizes(figure), 1)

const words = (value: number): string =>
  Number.isNaN(value)
    ? 'n/a'
    : value === Number.POSITIVE_INFINITY
      ? 'never'
      : value.toFixed(value < 1 ? 3 : value < 100 ? 1 : 0)

/** Null where no mark is set, or nothing was taken. */
export function isMet(figure: Figure): boolean | null {
  const median = medianOf(figure)
  return figure.mark === null || Number.isNaN(median) ? null : median <= figure.mark
}

const HEAD = ['stage', 'figure', 'median', 'max', 'of', 'floor', 'mark', ''] as const
const cells = (figure: Figure): string[] => {
  const met = isMet(figure)
  return [
    figure.stage,
    `${[figure.what, figure.unit].filter((part) => part !== '').join(', ')}`,
    words(medianOf(figure)),
    figure.values.length > 1 ? words(mostOf(figure)) : '',
    figure.values.length > 1 ? String(figure.values.length) : '',
    figure.floor === null ? '' : words(figure.floor),
    figure.mark === null ? '' : `≤ ${figure.mark}`,
    met === null ? '' : met ? 'ok' : 'NOT MET',
  ]
}

/** One figure as a line for the console. */
export const lineOf = (figure: Figure): string => {
  const [, what = '', median = '', most, of, floor, mark, met] = cells(figure)
  const rest = [
    most ? `max ${most} of ${of}` : '',
    floor ? `floor ${floor}` : '',
    mark ? `mark ${mark}: ${met}` : '',
  ].filter((part) => part !== '')
  return `  ${what.padEnd(44)} ${median.padStart(8)}${rest.length > 0 ? `   ${rest.join(', ')}` : ''}`
}

/** All of them as a table for a page. */
export function markdown(figures: readonly Figure[]): string {
  const row = (parts: readonly string[]) => `| ${parts.join(' | ')} |`
  return [row(HEAD), row(HEAD.map(() => '---')), ...figures.map((figure) => row(cells(figure)))].join('\n')
}
