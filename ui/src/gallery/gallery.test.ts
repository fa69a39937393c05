import { expect, test } from 'bun:test'
import { basename, dirname, join, normalize } from 'node:path'

const UI = join(import.meta.dir, '..')

/** Who imports what, by paths from `ui/src`. */
const imports = new Map<string, readonly string[]>()
for await (const path of new Bun.Glob('**/*.{ts,svelte}').scan(UI)) {
  if (path.endsWith('.test.ts')) continue
  const text = await Bun.file(join(UI, path)).text()
  const named = [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)]
  imports.set(
    path,
    named.map(([, specifier = '']) => normalize(join(dirname(path), specifier))),
  )
}

const components = [...imports.keys()].filter((path) => /^kit\/\w+\.svelte$/.test(path))

/** What is reached from some files by going on inside the kit. */
function reached(from: (path: string) => boolean): Set<string> {
  const found = new Set<string>()
  const go = (path: string) => {
    for (const next of imports.get(path) ?? []) {
      if (!next.startsWith('kit/') || found.has(next)) continue
      found.add(next)
      go(next)
    }
  }
  for (const path of imports.keys()) if (from(path)) go(path)
  return found
}

const inGallery = (path: string) => path.startsWith('gallery/')
const inProduct = (path: string) => !inGallery(path) && !path.startsWith('kit/')

test('the kit is read', () => expect(components.length).toBeGreaterThan(30))

test('every component of the kit is used by the product', () => {
  const used = reached(inProduct)
  expect(components.filter((path) => !used.has(path))).toEqual([])
})

test('every component of the kit has its place in the gallery, and those that only others are made of are shown in them', () => {
  const asked = new Set([...imports].filter(([path]) => inProduct(path)).flatMap(([, targets]) => targets))
  const placed = new Set([...imports].filter(([path]) => inGallery(path)).flatMap(([, targets]) => targets))
  const shown = reached(inGallery)
  const missing = components.filter((path) => !(asked.has(path) ? placed : shown).has(path))
  expect(missing).toEqual([])
})

test('a place in the gallery is called as its component', async () => {
  const names = new Set(components.map((path) => basename(path, '.svelte')))
  const placed: string[] = []
  for await (const path of new Bun.Glob('parts/*.svelte').scan(import.meta.dir)) {
    const text = await Bun.file(join(import.meta.dir, path)).text()
    placed.push(...[...text.matchAll(/<Part name="(\w+)"/g)].map(([, name = '']) => name))
  }
  expect(placed.filter((name) => !names.has(name))).toEqual([])
  expect(new Set(placed).size).toBe(placed.length)
})
