import { expect, test } from 'bun:test'
import { startExecutable } from './executable.ts'

/** Stands in for the product: healthy at once, counts its starts in its folder, says goodbye on SIGTERM. */
const STAND_IN = `
  const starts = Number(await Bun.file('starts').text().catch(() => '0')) + 1
  await Bun.write('starts', String(starts))
  Bun.serve({ port: Number(Bun.env.PORT), fetch: () => new Response('start ' + starts + ' ' + Bun.env.GREETING) })
  process.on('SIGTERM', () => { console.log('goodbye'); process.exit(7) })
`

test('an executable is started, stopped, killed and started again in the same place', async () => {
  const server = await startExecutable({
    command: [process.execPath, '-e', STAND_IN],
    env: { GREETING: 'hello' },
  })
  const say = async () => (await fetch(server.url)).text()
  expect(await say()).toBe('start 1 hello')
  const first = server.pid
  expect(await server.stop()).toBe(7)
  expect(server.logs()).toContain('goodbye')
  await server.restart()
  expect(await say()).toBe('start 2 hello')
  expect(server.pid).not.toBe(first)
  await server.kill()
  await expect(say()).rejects.toThrow()
  await server.restart()
  expect(await say()).toBe('start 3 hello')
  await server.remove()
  expect(await Bun.file(`${server.folder}/starts`).exists()).toBe(false)
})

test('a process that ends before it is healthy is a failure that shows its words', async () => {
  const command = [process.execPath, '-e', 'console.log("no such port"); process.exit(3)']
  await expect(startExecutable({ command })).rejects.toThrow(/ended with 3[\s\S]*no such port/)
})
