/**
 * Keeps the colour of the browser's own frame in step with the page: the page's ground is what `theme-color` says,
 * whoever changes the theme.
 */
export function followTheme(): void {
  const page = document.documentElement
  const say = () => {
    const ground = getComputedStyle(page).backgroundColor
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = ground
  }
  new MutationObserver(say).observe(page, { attributes: true, attributeFilter: ['data-theme', 'style'] })
  say()
}
