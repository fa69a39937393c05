import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** Where a build says which one it is: for the server, which tells every page. */
const BUILD_FILE = 'version.json'
/** Characters of the hash: enough that no two builds that anybody runs are the same by chance. */
const HASH_LENGTH = 12

/** The files and what is in them, in order; two builds with the same are the same build. */
async function hashOf(dir: string): Promise<string> {
  const hash = createHash('sha256')
  const names = await Array.fromAsync(new Bun.Glob('**/*').scan({ cwd: dir }))
  for (const name of names.sort()) hash.update(`${name}\0`).update(await Bun.file(join(dir, name)).bytes())
  return hash.digest('hex').slice(0, HASH_LENGTH)
}

/** Gives the Mini App in `dir` its name: in the page, so that it knows itself, and beside it. Answers the name. */
export async function stampBuild(dir: string, version: string): Promise<string> {
  const build = `${version}+${await hashOf(dir)}`
  const path = join(dir, 'index.html')
  const page = await Bun.file(path).text()
  if (!page.includes('</head>')) throw new Error('the page has no head to write the build into')
  await Bun.write(path, page.replace('</head>', `<meta name="build" content="${build}"></head>`))
  await Bun.write(join(dir, BUILD_FILE), `${JSON.stringify({ build })}\n`)
  return build
}
