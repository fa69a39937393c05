import type { Chance } from './chance.ts'
import { all, type Json, leaf, write } from './json.ts'
import { oddNumber, oddText, oddValue } from './oddities.ts'

const KEYS = ['__proto__', 'constructor', 'prototype', 't', 'type', 'id', '', 'toString', 'then', '\0', 'ключ']

/** The same with one to three things wrong with it, as it goes over the wire. */
export function spoiled(sample: Json, chance: Chance): string {
  for (let times = 1 + chance.below(3); times > 0; times -= 1) spoil(sample, chance)
  const text = write(sample)
  return chance.once(12) ? spoiledText(text, chance) : text
}

function spoil(root: Json, chance: Chance): void {
  const place = chance.pick(all(root))
  if (place.kind === 'leaf') place.written = spoiledLeaf(place.written, chance)
  else if (place.kind === 'list') place.items.push({ kind: 'leaf', written: oddValue(chance) })
  else spoilObject(place.entries, chance)
}

function spoiledLeaf(written: string, chance: Chance): string {
  if (chance.once(3)) return oddValue(chance)
  return written.startsWith('"') ? JSON.stringify(oddText(chance)) : oddNumber(chance)
}

function spoilObject(entries: [string, Json][], chance: Chance): void {
  const odd = (): Json => ({ kind: 'leaf', written: oddValue(chance) })
  const at = chance.below(entries.length)
  const found = entries[at]
  if (found === undefined) return void entries.push([chance.pick(KEYS), odd()])
  const [key, value] = found
  switch (chance.below(6)) {
    case 0:
      return void entries.splice(at, 1)
    case 1:
      return void entries.push([key, chance.once(2) ? value : odd()])
    case 2:
      entries[at] = [chance.pick([...KEYS, key.toUpperCase(), `${key} `]), value]
      return
    case 3:
      return void entries.push([chance.pick(KEYS), odd()])
    case 4:
      entries[at] = [key, { kind: 'list', items: [value, leaf(0)] }]
      return
    default:
      entries[at] = [key, odd()]
  }
}

/** Wrong as a text: cut off, doubled, with something before or in it. */
function spoiledText(text: string, chance: Chance): string {
  const at = chance.below(text.length)
  switch (chance.below(6)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return `\ufeff${text}`
    case 2:
      return text + text
    case 3:
      return `${text.slice(0, at)}${oddText(chance)}${text.slice(at)}`
    case 4:
      return ` \t\r\n${text}\n`
    default:
      return `${text.slice(0, at)}${text.slice(at + 1)}`
  }
}
