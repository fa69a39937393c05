import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { ALBUM, type Shot, SIZES } from './camera.ts'

/** Height of a picture on the sheet, CSS pixels: enough to read what is large and to see what is wrong. */
const HEIGHTS = { phone: 560, 'small phone': 430, 'phone on its side': 250, desktop: 400 } as const

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** One screen in one state: a row for each size, a picture for each theme and language. */
function sectionOf(name: string, shots: readonly Shot[]): string {
  const rows = SIZES.map((size) => {
    const pictures = shots
      .filter(({ lens }) => lens.size === size)
      .map(({ lens, file }) => {
        const caption = `${lens.theme}, ${lens.language}`
        return `<figure><img src="${escaped(file)}" height="${HEIGHTS[size]}" loading="lazy" alt="${escaped(`${name}, ${size}, ${caption}`)}"><figcaption>${caption}</figcaption></figure>`
      })
    return pictures.length === 0 ? '' : `<div class="row">${pictures.join('')}</div>`
  })
  return `<section><h2>${escaped(name)}</h2>${rows.join('')}</section>`
}

const pageOf = (sections: readonly string[]): string => `<!doctype html>
<meta charset="utf-8"><title>Every screen</title>
<style>
  body { margin: 16px; background: #26221f; color: #f5ede2; font: 15px/1.4 system-ui }
  .row { display: flex; gap: 8px; margin-bottom: 8px }
  figure { margin: 0 } figcaption { color: #b3a79a; font-size: 13px }
</style>
${sections.join('\n')}`

/** Writes the contact sheet: `index.html` with everything, and one picture for each screen and state. */
export async function writeContactSheet(browser: Browser, shots: readonly Shot[]): Promise<void> {
  const groups = Map.groupBy(shots, ({ screen, state }) => `${screen}, ${state}`)
  const sections = [...groups].map(([name, group]) => sectionOf(name, group))
  await Bun.write(join(ALBUM, 'index.html'), pageOf(sections))
  const page = await browser.newPage({ viewport: { width: 2_000, height: 1_000 } })
  for (const [name, group] of groups) {
    const sheet = join(ALBUM, `sheet-${name.replace(', ', '-')}.html`)
    await Bun.write(sheet, pageOf([sectionOf(name, group)]).replace('loading="lazy"', ''))
    await page.goto(`file://${sheet}`)
    await page.screenshot({ path: sheet.replace(/html$/, 'png'), fullPage: true })
    await Bun.file(sheet).delete()
  }
  await page.close()
}
