/** Where a key moves a slider that stands at `from`; null for a key that means nothing to it. */
export function moved(key: string, from: number, { step, max }: { step: number; max: number }): number | null {
  const to = target(key, from, step, max)
  return to === null ? null : Math.min(max, Math.max(0, to))
}

function target(key: string, from: number, step: number, max: number): number | null {
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
      return 0
    case 'End':
      return max
    default:
      return null
  }
}
