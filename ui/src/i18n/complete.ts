/** Texts, lists of them and functions that tell something; a language file as a whole is one too. */
type Tree = unknown

const isBranch = (tree: Tree): tree is Record<string, Tree> => typeof tree === 'object' && tree !== null

/** What a translation lacks, has too much of, or tells from other values than the texts it translates. */
export function missingKeys(base: Tree, other: Tree, path = ''): string[] {
  if (other === undefined) return [`${path} is missing`]
  if (base === undefined) return [`${path} is not a text of ours`]
  if (isBranch(base) && isBranch(other)) {
    const keys = new Set([...Object.keys(base), ...Object.keys(other)])
    return [...keys].flatMap((key) => missingKeys(base[key], other[key], path === '' ? key : `${path}.${key}`))
  }
  if (typeof base !== typeof other) return [`${path} is ${kind(other)}, not ${kind(base)}`]
  if (typeof base === 'function' && typeof other === 'function' && base.length !== other.length)
    return [`${path} takes ${other.length} values, not ${base.length}`]
  return base !== '' && other === '' ? [`${path} is empty`] : []
}

const kind = (tree: Tree): string =>
  typeof tree === 'function' ? 'a function' : typeof tree === 'string' ? 'a text' : 'a group'

/** What is wrong with language files, by their tags: English is what the others translate. */
export function localeFaults({ en, ...others }: Record<string, Tree>): string[] {
  return Object.entries({ en, ...others }).flatMap(([tag, texts]) => {
    const named = isBranch(texts) && isBranch(texts.app) ? texts.app.language : undefined
    const misnamed = named === tag ? [] : [`app.language is ${named}, the file ${tag}.ts`]
    return [...misnamed, ...missingKeys(en, texts)].map((fault) => `${tag}: ${fault}`)
  })
}
