import type { LinkMatch } from './pieces.ts'

type Find = (text: string) => readonly LinkMatch[]

let loading: Promise<Find> | null = null

/** The finder of links: loaded with the first text that may hold one. */
export function linkFinder(): Promise<Find> {
  loading ??= import('linkify-it').then(({ LinkifyIt }) => {
    const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false })
    linkify.add('ftp:', null).add('mailto:', null).add('//', null)
    return (text) => (linkify.match(text) ?? []).map(toLink).filter(({ url }) => /^https?:/i.test(url))
  })
  return loading
}

/** A link without its scheme is taken for a secure one. */
const toLink = ({ schema, index, lastIndex, text, url }: LinkMatch & { schema: string }): LinkMatch => ({
  index,
  lastIndex,
  text,
  url: schema === '' ? url.replace(/^http:/, 'https:') : url,
})

/** Whether it is worth asking at all: most messages hold neither a scheme nor a dot before a letter. */
export const mayHoldLink = (text: string): boolean => /:\/\/|[\p{L}\p{N}]\.\p{L}/u.test(text)
