import { correction, generate } from 'lean-qr'

/** Light modules around the code, on each side: cameras need them to find it. */
const QUIET = 4

/** A code as one path for an SVG, and how many modules wide its field is, quiet zone and all. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const code = generate(text, { minCorrectionLevel: correction.M })
  let path = ''
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (!code.get(x, y)) continue
      const from = x
      while (code.get(x + 1, y)) x++
      path += `M${from + QUIET} ${y + QUIET}h${x + 1 - from}v1H${from + QUIET}z`
    }
  }
  return { path, size: code.size + 2 * QUIET }
}
