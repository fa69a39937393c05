import { afterEach, expect, test } from 'bun:test'
import { botHealth, botUsername } from './bot.ts'

const TOKEN = '123456789:AAExampleExampleExampleExampleExample'
const servers: { stop(force: boolean): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.stop(true)
})

/** A Bot API that answers this way; counts what it was asked. */
function botApi(answer: () => Response | Promise<Response>) {
  const asked: string[] = []
  const server = Bun.serve({
    port: 0,
    fetch: (request) => {
      asked.push(new URL(request.url).pathname)
      return answer()
    },
  })
  servers.push(server)
  return { base: `http://127.0.0.1:${server.port}`, asked }
}
const me = { ok: true, result: { id: 123456789, is_bot: true, first_name: 'Party', username: 'party_bot' } }

test('a token that Telegram knows is good, and is not asked about again at once', async () => {
  const { base, asked } = botApi(() => Response.json(me))
  const health = botHealth(base, TOKEN)
  await health.check()
  await health.check()
  expect(asked).toEqual([`/bot${TOKEN}/getMe`])
})

test('a token that Telegram refuses is a failure', async () => {
  const { base } = botApi(() =>
    Response.json({ ok: false, error_code: 401, description: 'Unauthorized' }, { status: 401 }),
  )
  expect(botHealth(base, TOKEN).check()).rejects.toThrow()
})

test('a bot has the name that Telegram gives it, or none while Telegram is away', async () => {
  const { base } = botApi(() => Response.json(me))
  expect(await botUsername(base, TOKEN)).toBe('party_bot')
  const { base: away } = botApi(() => new Response('<html>502</html>', { status: 502 }))
  expect(await botUsername(away, TOKEN)).toBe(null)
})

test('a Telegram that never answers is a failure too', async () => {
  const { base } = botApi(() => new Promise(() => {}))
  expect(botHealth(base, TOKEN).check()).rejects.toThrow()
}, 10_000)
