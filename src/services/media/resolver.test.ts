import { describe, expect, test } from 'bun:test'
import { LocalCache } from '#adapters/local/local-cache.ts'
import { err, ok } from '#core/result.ts'
import type { Cache } from '#ports/cache.ts'
import type { Fetcher } from '#ports/fetcher.ts'
import type { FilmFacts, Lookup } from '#ports/lookup.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { MediaResolver } from './resolver.ts'

const URL = 'https://films.example/night-express.mp4'
const facts: FilmFacts = {
  title: 'Night Express (1949)',
  posterUrl: 'https://films.example/poster.jpg',
  durationMs: 90_500,
  live: false,
}
const nobody: Fetcher = { fetch: async () => err('unreachable') }

function resolverWith(file: Lookup, { fetcher = nobody, clock = new FakeClock() } = {}) {
  const metrics = new FakeMetrics()
  const cache: Cache = new LocalCache(clock)
  const resolver = new MediaResolver({
    clock,
    cache,
    fetcher,
    log: new FakeLog(),
    metrics,
    lookups: { file, hls: file },
  })
  return { resolver, clock, metrics, cache }
}
const answerOf = async (resolver: MediaResolver, url = URL) => {
  const answer = await resolver.resolve(url)
  if (!answer.ok) throw new Error(answer.error)
  return answer.value
}

describe('a link', () => {
  test('becomes what its source says', async () => {
    const { resolver, metrics } = resolverWith(async () => facts)
    expect(await answerOf(resolver)).toEqual({
      ...facts,
      kind: 'file',
      url: URL,
      ref: URL,
      startMs: 0,
      known: 'source',
    } as never)
    expect(metrics.lookups).toEqual(['file: found'])
  })

  test.each<[string, Lookup]>([
    ['says nothing', async () => null],
    ['breaks', async () => JSON.parse('{')],
    ['cannot be reached', async ({ url }, ask) => ((await ask({ url, maxBytes: 1, beyond: 'cut' })) ? facts : null)],
  ])('is what it tells itself when its source %s', async (_, lookup) => {
    const { resolver } = resolverWith(lookup)
    expect(await answerOf(resolver)).toMatchObject({
      kind: 'file',
      title: 'Night express',
      posterUrl: null,
      known: 'link',
    })
  })

  test('is what it tells itself after five seconds, and what was asked is let go', async () => {
    const clock = new FakeClock()
    let left: AbortSignal | undefined
    const fetcher: Fetcher = {
      fetch: (_, signal) => {
        left = signal
        return new Promise(() => {})
      },
    }
    const asked = Promise.withResolvers<void>()
    const lookup: Lookup = async ({ url }, ask) => {
      const answer = ask({ url, maxBytes: 1, beyond: 'cut' })
      asked.resolve()
      await answer
      return facts
    }
    const { resolver } = resolverWith(lookup, { fetcher, clock })
    const answer = answerOf(resolver)
    await asked.promise
    clock.advance(5_000)
    expect((await answer).known).toBe('link')
    expect(left?.aborted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('that no player of ours plays is refused, and nobody is asked', async () => {
    const { resolver, metrics } = resolverWith(async () => facts)
    expect(await resolver.resolve('https://films.example/list.m3u')).toMatchObject({
      ok: false,
      error: 'link_other_file',
    })
    expect(metrics.lookups).toEqual([])
  })
})

describe('sources are asked', () => {
  test('once, however many want to know at once, and however often within hours', async () => {
    let asked = 0
    const gate = Promise.withResolvers<void>()
    const { resolver, clock } = resolverWith(async () => {
      asked += 1
      await gate.promise
      return facts
    })
    const answers = [answerOf(resolver), answerOf(resolver), answerOf(resolver)]
    gate.resolve()
    for (const answer of await Promise.all(answers)) expect(answer.known).toBe('source')
    clock.advance(3_600_000)
    await answerOf(resolver)
    expect(asked).toBe(1)
    clock.advance(6 * 3_600_000)
    await answerOf(resolver)
    expect(asked).toBe(2)
  })

  test('again soon when they said nothing, and when a broadcast may have ended', async () => {
    let asked = 0
    let said: FilmFacts | null = null
    const { resolver, clock } = resolverWith(async () => {
      asked += 1
      return said
    })
    await answerOf(resolver)
    clock.advance(20_000)
    await answerOf(resolver)
    expect(asked).toBe(1)
    said = { ...facts, live: true }
    clock.advance(11_000)
    expect(await answerOf(resolver)).toMatchObject({ live: true, durationMs: null, known: 'source' })
    clock.advance(61_000)
    await answerOf(resolver)
    expect(asked).toBe(3)
  })

  test('so many questions and no more', async () => {
    let questions = 0
    const fetcher: Fetcher = {
      fetch: async ({ url }) => {
        questions += 1
        return ok({ status: 200, url, header: () => null, bytes: new Uint8Array() })
      },
    }
    const endless: Lookup = async ({ url }, ask) => {
      while ((await ask({ url, maxBytes: 1, beyond: 'cut' })) !== null);
      return null
    }
    const { resolver } = resolverWith(endless, { fetcher })
    expect((await answerOf(resolver)).known).toBe('link')
    expect(questions).toBe(8)
  })

  test('about fifty films at once, the others are what their links tell', async () => {
    const gate = Promise.withResolvers<void>()
    const { resolver, metrics } = resolverWith(async () => {
      await gate.promise
      return facts
    })
    const answers = Array.from({ length: 60 }, (_, n) => answerOf(resolver, `https://films.example/${n}.mp4`))
    while (metrics.lookups.length < 10) await new Promise((resolve) => setImmediate(resolve))
    gate.resolve()
    const known = (await Promise.all(answers)).map((answer) => answer.known)
    expect(known.filter((word) => word === 'source')).toHaveLength(50)
    expect(metrics.lookups.filter((word) => word === 'file: busy')).toHaveLength(10)
  })
})

describe('a stranger may say anything', () => {
  const said = async (hostile: Partial<FilmFacts>, url = URL) =>
    await answerOf(resolverWith(async () => ({ ...facts, ...hostile })).resolver, url)

  test('a title is cut, and cleaned of what deceives', async () => {
    expect((await said({ title: `a\u202eb\0\n  c ${'x'.repeat(100_000)}` })).title).toMatch(/^ab c x{100,120}…$/)
    expect((await said({ title: '\u0000\ud800' })).title).toBe('\ufffd')
    expect((await said({ title: '   ' })).title).toBe('Night express')
  })

  test.each([
    'http://films.example/a.jpg',
    'javascript:alert(1)',
    'data:image/png;base64,AA',
    '//a',
    `https://a/${'b'.repeat(3_000)}`,
  ])('a picture is not from %p', async (posterUrl) => expect((await said({ posterUrl })).posterUrl).toBeNull())

  test('a picture cannot break out of where it is put', async () => {
    expect((await said({ posterUrl: 'https://a.example/"><b>\\x' })).posterUrl ?? '').not.toMatch(/["'<>\\\s]/)
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e15])('a film is not %d ms long', async (durationMs) =>
    expect((await said({ durationMs })).durationMs).toBeNull(),
  )

  test('it plays from elsewhere only when a player of ours can, and safely', async () => {
    const stream = { kind: 'hls', url: 'https://cdn.example/a.m3u8' } as const
    expect(await said(stream)).toMatchObject({ ...stream, ref: URL })
    for (const url of [
      'http://cdn.example/a.m3u8',
      'file:///a.m3u8',
      'https://a:b@cdn.example/a.m3u8',
      'https://cdn.example/',
    ])
      expect(await said({ ...stream, url })).toMatchObject({ kind: 'file', url: URL })
    expect(await said({ kind: 'never' as never })).toMatchObject({ kind: 'file', url: URL })
  })
})
