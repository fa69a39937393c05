import { afterEach, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { wireHouse } from '#testing/wire-house.ts'

const open: { stop: () => void }[] = []
afterEach(() => {
  for (const { stop } of open.splice(0)) stop()
})

/** What the server answers to these bytes, up to the end of the connection. */
function answerTo(request: string): Promise<string> {
  const house = wireHouse()
  open.push(house)
  return new Promise((resolve, reject) => {
    let answer = ''
    const line = connect(house.server.port ?? 0, '127.0.0.1', () => line.write(request))
    line.setTimeout(5_000, () => reject(new Error(`the connection stays open: ${answer}`)))
    line.on('data', (bytes) => {
      answer += bytes.toString()
    })
    line.on('error', reject)
    line.on('close', () => resolve(answer))
  })
}

describe('the address of a request', () => {
  test.each(['%%%', '%00'])('is refused when its host is %s, and shows nothing of our insides', async (host) => {
    for (const path of ['/healthz', '/ws']) {
      const answer = await answerTo(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      expect(answer).toStartWith('HTTP/1.1 400 ')
      expect(answer).toContain('"bad_request"')
      expect(answer).not.toContain('fetch(')
    }
  })
  test.each([
    'GET /nowhere HTTP/1.0\r\n\r\n',
    'GET /nowhere HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n',
    'GET //evil.example/nowhere HTTP/1.0\r\n\r\n',
  ])('is its path where no host is named: %j', async (request) => {
    expect(await answerTo(request)).toStartWith('HTTP/1.1 404 ')
  })
  test('may be a socket without a host', async () => {
    expect(await answerTo('GET /ws HTTP/1.0\r\n\r\n')).toStartWith('HTTP/1.1 426 ')
  })
})
