import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { openLog } from './log.ts'

const BOT_TOKEN = '123456789:AAExampleExampleExampleExampleExample'

function capture(level: 'debug' | 'info' = 'debug', secrets: readonly string[] = []) {
  const lines: string[] = []
  const log = openLog({ level, format: 'json', secrets }, { write: (line) => void lines.push(line) })
  return { lines, log }
}

test('a line is one object: the event, and its fields beside it', () => {
  const { lines, log } = capture()
  log.info('job.done', { job: 'cleanup', affected: 12, none: null })
  log.warn('job.late')
  const [first, second] = lines.map((line) => JSON.parse(line))
  expect(first).toMatchObject({ level: 'info', event: 'job.done', job: 'cleanup', affected: 12, none: null })
  expect(Date.parse(first.time)).toBeGreaterThan(0)
  expect(second).toMatchObject({ level: 'warn', event: 'job.late' })
})

test('what is less important than asked for is left out', () => {
  const { lines, log } = capture('info')
  log.debug('noise')
  expect(lines).toEqual([])
})

test('an error is told whole: message, code, stack and cause', () => {
  const { lines, log } = capture()
  const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' })
  log.error('db.lost', { error: new Error('no database', { cause }) })
  const { error } = JSON.parse(lines[0] ?? '')
  expect(error).toMatchObject({
    type: 'Error',
    message: 'no database',
    cause: { type: 'TypeError', code: 'ECONNREFUSED' },
  })
  expect(error.stack).toContain('log.test.ts')
})

test('nothing secret is printed, wherever it turns up', () => {
  const secret = 'the-secret-of-this-server'
  const { lines, log } = capture('debug', [secret])
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl'
  log.error('all.wrong', {
    error: new Error(`GET https://api.telegram.org/bot${BOT_TOKEN}/getMe failed`),
    deep: { list: [`postgres://me:pa55word@db.example/x`, `key ${secret}`] },
    note: `Bearer ${jwt}`,
    raw: `user=%7B%7D&hash=${'0123456789abcdef'.repeat(4)}`,
    initData: 'anything',
    accessToken: 'anything',
    name: 'Mira Ash',
    text: 'hello there',
    cookie: 'anything',
  })
  const line = lines[0] ?? ''
  for (const hidden of [BOT_TOKEN, 'pa55word', secret, jwt, '0123456789abcdef', 'anything', 'Mira', 'hello']) {
    expect(line).not.toContain(hidden)
  }
  expect(line).toContain('db.example')
})

test('fields that go round in circles end somewhere', () => {
  const { lines, log } = capture()
  const circle: Record<string, unknown> = {}
  circle.again = circle
  log.info('round', { circle, many: 10n })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ many: '10' })
})

test.each(['pretty', 'json'] as const)('%s lines go to the error stream before the process ends', async (format) => {
  const program = `
    const { openLog } = await import(${JSON.stringify(join(import.meta.dir, 'log.ts'))})
    openLog({ level: 'info', format: '${format}', secrets: [] }).info('last.word', { room: 'x' })
    process.exit(0)`
  const child = Bun.spawn([process.execPath, '-e', program], { stdout: 'pipe', stderr: 'pipe' })
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  expect(out).toBe('')
  expect(error).toContain('last.word')
  expect(error.startsWith('{')).toBe(format === 'json')
})
