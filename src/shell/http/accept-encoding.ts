/** Encodings we keep beside files, by the ending of the name. */
export const ENCODINGS = { '.br': 'br', '.zst': 'zstd', '.gz': 'gzip' } as const
export type Encoding = (typeof ENCODINGS)[keyof typeof ENCODINGS]

/** How much an `Accept-Encoding` header likes an encoding: 0 is not at all. */
export function liking(acceptEncoding: string, encoding: Encoding): number {
  let byStar = 0
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    const quality = parameters.find((text) => text.startsWith('q='))
    const worth = quality === undefined ? 1 : Number(quality.slice(2)) || 0
    if (name === encoding || name === `x-${encoding}`) return worth
    if (name === '*') byStar = worth
  }
  return byStar
}
