/** A house whose executable is replaced by newer ones. */
export interface NextBuilds {
  readonly url: string
  /** The script that the page of the build of now starts with. */
  readonly entry: string
  /** From now on the next build is served, and nothing of the one before. */
  next(): void
  close(): Promise<void>
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text()

/**
 * Stands before a server and plays newer builds of its Mini App: the same code under other names, which is what another
 * build looks like to a browser.
 */
export async function openNextBuilds(url: string): Promise<NextBuilds> {
  const first = /<script type="module"[^>]* src="\/assets\/([\w-]+)\.js"/.exec(await textOf(url))?.[1]
  // The worker lists all that a build consists of.
  const names = [...(await textOf(`${url}/sw.js`)).matchAll(/\/assets\/([\w.-]+)\.(?:js|css|woff2)"/g)].map(
    ([, name]) => name,
  )
  if (first === undefined || names.length === 0) throw new Error('this is no Mini App with a worker')
  const anyName = new RegExp(`\\b(${[...new Set(names)].join('|')})(?=\\.(?:js|css|woff2)\\b)`, 'g')
  let build = 0
  const suffix = () => (build === 0 ? '' : `.of-build-${build}`)
  const inPath = (path: string) => (build === 0 ? path : path.replace(`${suffix()}.`, '.'))

  const server = Bun.serve({
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      if (pathname.startsWith('/assets/') && build > 0 && !pathname.includes(`${suffix()}.`))
        return new Response(null, { status: 404 })
      const answer = await fetch(url + inPath(pathname) + search, {
        method: request.method,
        headers: { 'Content-Type': request.headers.get('content-type') ?? '', 'Accept-Encoding': 'identity' },
        ...(request.body ? { body: await request.arrayBuffer() } : {}),
      })
      const headers = new Headers(answer.headers)
      for (const header of ['content-length', 'etag']) headers.delete(header)
      const isCode = /html|javascript|css/.test(headers.get('content-type') ?? '')
      const renamed = async () => (await answer.text()).replace(anyName, `$1${suffix()}`)
      return new Response(isCode ? await renamed() : await answer.arrayBuffer(), { status: answer.status, headers })
    },
  })
  return {
    url: `http://localhost:${server.port}`,
    get entry() {
      return `/assets/${first}${suffix()}.js`
    },
    next: () => {
      build += 1
    },
    close: () => server.stop(true),
  }
}
