/**
 * A JSON text that is still being made. Objects are lists, so that a key may come twice; leaves are as they will be
 * written, so that they may be wrong.
 */
export type Json =
  | { readonly kind: 'leaf'; written: string }
  | { readonly kind: 'list'; items: Json[] }
  | { readonly kind: 'object'; entries: [key: string, value: Json][] }

export const leaf = (value: boolean | number | string | null): Json => ({
  kind: 'leaf',
  written: JSON.stringify(value),
})

export function write(json: Json): string {
  switch (json.kind) {
    case 'leaf':
      return json.written
    case 'list':
      return `[${json.items.map(write).join()}]`
    case 'object':
      return `{${json.entries.map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`).join()}}`
  }
}

/** It and all in it. */
export const all = (json: Json): Json[] => [
  json,
  ...(json.kind === 'list' ? json.items.flatMap(all) : []),
  ...(json.kind === 'object' ? json.entries.flatMap(([, value]) => all(value)) : []),
]
