import { describe, expect, test } from 'bun:test'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { FakeIo } from '#testing/fake-io.ts'
import { SETTINGS } from '../config.ts'
import { VERSION } from '../version.ts'
import { childCommand } from './child.ts'
import { runCli } from './cli.ts'

const run = async (argv: readonly string[], env: Record<string, string> = {}) => {
  const io = new FakeIo(env)
  const code = await runCli(argv, io)
  return { code, out: io.said.join('\n'), error: io.complained.join('\n') }
}

test.each([['help'], ['--help'], ['-h']])('%s tells every command and every setting', async (word) => {
  const { code, out, error } = await run([word])
  expect([code, error]).toEqual([0, ''])
  for (const command of ['serve', 'migrate', 'cleanup', 'doctor', 'version', 'help'])
    expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
  for (const { env } of Object.values(SETTINGS)) expect(out).toMatch(new RegExp(`^  ${env} `, 'm'))
  expect(out).not.toContain('pglite')
})

test.each([['version'], ['--version'], ['-v']])('%s tells the versions of everything that matters', async (word) => {
  expect(await run([word])).toEqual({
    code: 0,
    out: `watchparty ${VERSION}\nbun ${Bun.version}\nprotocol ${PROTOCOL_VERSION}`,
    error: '',
  })
})

test.each([[['srve']], [['__proto__']], [['toString']], [['version', 'now']], [['cleanup', '--all']]])(
  '%p is not understood, and help is given',
  async (argv) => {
    const { code, out, error } = await run(argv)
    expect([code, out]).toEqual([64, ''])
    expect(error).toContain(argv.at(-1) ?? '')
    expect(error).toContain('Usage: watchparty [command]')
  },
)

describe('settings that cannot be used', () => {
  test.each([[[]], [['serve']], [['migrate']], [['cleanup']]])(
    'stop %p with every fault, and no secret',
    async (argv) => {
      const { code, out, error } = await run(argv, { PORT: 'x', BOT_TOKEN: 'my-secret' })
      expect([code, out]).toEqual([78, ''])
      expect(error).toContain('PORT must be a whole number.')
      expect(error).toContain('BOT_TOKEN must be a bot token')
      expect(error).not.toContain('my-secret')
    },
  )

  test('are what the doctor says is wrong', async () => {
    const { code, error } = await run(['doctor'], { GUESTS: 'maybe' })
    expect(code).toBe(1)
    expect(error).toContain('GUESTS must be true or false')
  })
})

test('the program can start itself again with another word', async () => {
  const child = Bun.spawn(childCommand('version', []), { stdout: 'pipe' })
  expect(await child.stdout.text()).toStartWith(`watchparty ${VERSION}\n`)
  expect(await child.exited).toBe(0)
})
