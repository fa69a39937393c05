/** Which files a page will need, by what was asked for: known once it has been built. */
export interface Lists {
  readonly home: readonly string[]
  readonly room: readonly string[]
  /** By language: what is read everywhere, and what only in a room. */
  readonly words: Readonly<Record<string, { readonly app: string; readonly room: string }>>
}
