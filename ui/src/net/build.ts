/** Which build this page is, as it was written into the page; null in development, where there is none. */
export const ownBuild = (): string | null =>
  document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? null
