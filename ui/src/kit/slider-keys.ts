/** Where a key moves a slider that stands at `from`; null for a key that means nothing to it. */
export function moved(key: string, from: number, scale: Scale): number | null {
  const to = target(key, from, scale)
  return to === null ? null : Math.min(scale.max, Math.max(scale.min, to))
}

/** Where `at` stands between the ends, 0 to 1. */
export const partOf = (at: number, { min, max }: Pick<Scale, 'min' | 'max'>): number =>
  max > min ? Math.min(1, Math.max(0, (at - min) / (max - min))) : 0

interface Scale {
  readonly min: number
  readonly max: number
  readonly step: number
}

function target(key: string, from: number, { min, max, step }: Scale): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return from - step
    case 'ArrowRight':
    case 'ArrowUp':
      return from + step
    case 'PageDown':
      return from - step * 6
    case 'PageUp':
      return from + step * 6
    case 'Home':
      return min
    case 'End':
      return max
    default:
      return null
  }
}
