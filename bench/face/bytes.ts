import { join } from 'node:path'
import { figure, type Rows } from '../figures.ts'

const ROOT = join(import.meta.dir, '../..')

/** What a phone must load before it shows something: as `scripts/size.ts` counts it. */
export async function bytes(): Promise<Rows> {
  const size = Bun.spawn(['bun', 'scripts/size.ts'], { cwd: ROOT, stdout: 'pipe', stderr: 'inherit' })
  const told = await new Response(size.stdout).text()
  await size.exited
  const rows = [...told.matchAll(/^(.+): ([\d.]+) of ([\d.]+) kB gzip/gm)].map(([, name = '', kB, most]) =>
    figure(name, Number(kB), { unit: 'kB gzip', mark: Number(most) }),
  )
  if (rows.length === 0) throw new Error('scripts/size.ts told nothing: has the Mini App been built?')
  return rows
}
