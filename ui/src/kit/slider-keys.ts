/** Where a key moves a slider that stands at `from`; null for a key that means nothing to it. */
export function moved(key: string, from: number, scale: Scale): number | null {
  const to = target(key, from, scale)
  return to === null ? null : Math.min(scale.max, Math.max(scale.min, to))
}

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
