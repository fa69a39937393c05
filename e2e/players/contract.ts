import { expect, test } from 'bun:test'
import type { Frame, Page } from 'playwright-core'

/** A player to be held to what every player must do, and films that show how it behaves. */
export interface Subject {
  readonly kind: string
  /** Sixty seconds of it, and another of ninety; null where its films are as long as they are. */
  readonly plain: string
  readonly other: string
  readonly lengthsMs: readonly [number, number]
  /** Where its frame is from; null: it plays in our own `<video>`. */
  readonly frame: string | null
  /** How far what it reads may be from the truth while it plays, ms. */
  readonly readsWithinMs: number
  readonly rates: 'any' | 'listed' | 'none'
  /** What there is to choose of the plain film: heights, tallest first, and languages of sounds; null: nothing. */
  readonly choices: { readonly heightsPx: readonly number[]; readonly languages: readonly string[] } | null
  readonly dry: string | null
  /** Takes the bytes of our own player away, and gives them back. */
  readonly starve?: { readonly film: string; stop(): void; go(): void }
  readonly ad: string | null
  readonly wantsTap: string | null
  readonly short: string | null
  /** Films that it refuses, as which kind of fault, with which code of the platform. */
  readonly faults: readonly (readonly [film: string, kind: string, code: string])[]
}

/** As much of what a player has to choose from as is looked at here. */
interface Told {
  readonly heightsPx: readonly number[]
  readonly capPx: number | null
  readonly sounds: readonly { readonly id: string; readonly language: string | null }[]
  readonly sound: string | null
}

interface Deps {
  readonly page: () => Page
  /** How a link names a film to its player. */
  readonly filmOf: (url: string) => { ref: string; url: string; live: boolean | null }
}

const WITHIN_MS = 15_000
const TRIES = 6

/** What every player must do. Each is held to it in a real browser. */
export function playerContract(subject: Subject, { page, filmOf }: Deps): void {
  // Films are asked for when they are needed: some are found only when the tests have begun.
  const { kind, frame } = subject
  const run = (expression: string): Promise<unknown> => page().evaluate(expression)
  const open = (url: string, startMs = 0) =>
    run(`stage.open(${JSON.stringify(kind)}, ${JSON.stringify(filmOf(url))}, ${startMs})`)
  const until = (condition: string, withinMs = WITHIN_MS) =>
    run(`stage.until((engine) => { const reading = engine.read(); return ${condition} }, ${withinMs})`)
  const ready = async (url: string, startMs = 0) => {
    await open(url, startMs)
    await until(`engine.phase === 'ready'`)
    await run('stage.engine.setMuted(true)')
  }
  const plays = async (url: string, startMs = 0) => {
    await ready(url, startMs)
    expect(await run('stage.play()')).toBeNull()
    await until(`reading && !reading.paused && reading.ready && !reading.ad && !reading.seeking`)
  }
  const positionMs = async () => Number(await run('stage.engine.positionMs'))
  const embed = (): Frame => {
    const found = page()
      .frames()
      .find((one) => frame !== null && one.url().startsWith(frame))
    if (found === undefined) throw new Error('there is no frame')
    return found
  }
  /** What is read less what is true at the same instant, ms. */
  async function offMs(): Promise<number> {
    if (frame === null) return Number(await run('stage.engine.read().mediaMs - stage.video.currentTime * 1000'))
    const [at, mediaMs] = (await run('[stage.clock(), stage.engine.read().mediaMs]')) as [number, number]
    return mediaMs - Number(await embed().evaluate(`reel.truthAt(${at}) * 1000`))
  }

  test('loads a film and tells how long it is', async () => {
    await ready(subject.plain)
    if (frame !== null) await run('stage.play()') // some tell it when it plays
    await until('engine.durationMs !== null')
    expect(Math.abs(Number(await run('stage.engine.durationMs')) - subject.lengthsMs[0])).toBeLessThan(400)
    expect(await run('stage.engine.abilities.overlays')).toBe(frame === null)
    expect(await run('stage.engine.fault')).toBeNull()
  }, 30_000)

  /** The least of a few looks: a machine that is busy delays what a frame says, a player that is wrong stays wrong. */
  async function leastOffMs(): Promise<number> {
    let least = Number.POSITIVE_INFINITY
    for (let nth = 0; nth < TRIES && least > subject.readsWithinMs; nth += 1) {
      const at = Number(await run('stage.clock()'))
      if (nth > 0) await until(`stage.clock() > ${at + 150}`)
      least = Math.min(least, Math.abs(await offMs()))
    }
    return least
  }

  test('plays, and where it says it is it is', async () => {
    await plays(subject.plain)
    const before = await positionMs()
    await until(`reading.mediaMs > ${before + 1_500}`)
    for (let nth = 0; nth < 5; nth += 1) {
      const place = await positionMs()
      await until(`reading.mediaMs > ${place + 120}`)
      expect(await leastOffMs()).toBeLessThan(subject.readsWithinMs)
    }
  }, 30_000)

  test('pauses, and stays', async () => {
    // Some say nothing more once they stand: then a word that was late stays wrong, and only another pause can show it.
    const limit = subject.readsWithinMs + 40
    let least = Number.POSITIVE_INFINITY
    for (let nth = 0; nth < 3 && least > limit; nth += 1) {
      await plays(subject.plain)
      await until('reading.mediaMs > 600')
      await run('stage.engine.pause()')
      await until('reading.paused')
      // A second later its own word must be the same.
      const at = Number(await run('stage.clock()'))
      await until(`stage.clock() > ${at + 1_300} && reading.paused`)
      least = Math.min(least, Math.abs(await offMs()))
    }
    expect(least).toBeLessThan(limit)
  }, 40_000)

  test('seeks while it plays and while it stands', async () => {
    await plays(subject.plain)
    await until('reading.mediaMs > 300')
    await run('stage.engine.seek(20_000)')
    await until(
      '!reading.seeking && !reading.paused && reading.ready && reading.mediaMs > 20_400 && reading.mediaMs < 24_000',
    )
    expect(await leastOffMs()).toBeLessThan(subject.readsWithinMs + 60)
    await run('stage.engine.pause()')
    await until('reading.paused')
    await run('stage.engine.seek(40_000)')
    await until('!reading.seeking && reading.paused && Math.abs(reading.mediaMs - 40_000) < 300')
  }, 30_000)

  test('begins where it was opened', async () => {
    await plays(subject.plain, 30_000)
    await until('reading.mediaMs > 30_300 && reading.mediaMs < 34_000')
    expect(await leastOffMs()).toBeLessThan(subject.readsWithinMs + 60)
  }, 30_000)

  test(`takes speeds: ${subject.rates}`, async () => {
    await plays(subject.plain)
    await until('reading.mediaMs > 1_200')
    const rates = await run('stage.engine.abilities.rates')
    if (subject.rates === 'none') return expect(rates).toEqual([])
    if (subject.rates === 'any') expect(rates).toBe('any')
    else expect(rates).toContain(1.25)
    await run('stage.engine.setRate(1.25, true)')
    await until('reading.playerRate === 1.25')
    const at = Number(await run('stage.clock()'))
    await until(`stage.clock() > ${at + 1_300} && reading.playerRate === 1.25`)
    expect(await leastOffMs()).toBeLessThan(subject.readsWithinMs + 60)
    await run('stage.engine.setRate(1, true)')
    await until('reading.playerRate === 1')
  }, 30_000)

  const { choices } = subject
  if (choices === null)
    test('has nothing to choose', async () => {
      await ready(subject.plain)
      expect(await run('stage.engine.choices ?? null')).toBeNull()
    }, 30_000)
  else
    test('lists heights and sounds, and takes the ones that are chosen', async () => {
      await plays(subject.plain)
      await until(`engine.choices.heightsPx.length > 0 && engine.choices.sounds.length > 0`)
      const told = (await run('stage.engine.choices')) as Told
      expect(told.heightsPx).toEqual(choices.heightsPx)
      expect(told.capPx).toBeNull()
      expect(told.sounds.map(({ language }) => language)).toEqual([...choices.languages])
      const other = told.sounds.find(({ id }) => id !== told.sound)
      await run(`stage.engine.chooseSound(${JSON.stringify(other?.id)})`)
      await until(`engine.choices.sound === ${JSON.stringify(other?.id)}`)
      const least = choices.heightsPx.at(-1)
      await run(`stage.engine.capHeight(${least})`)
      await until(`engine.choices.capPx === ${least} && stage.video.videoHeight === ${least} && reading.ready`)
      await run('stage.engine.capHeight(null)')
      await until(
        `engine.choices.capPx === null && stage.video.videoHeight === ${choices.heightsPx[0]} && reading.ready`,
      )
      expect(Math.abs(await offMs())).toBeLessThan(subject.readsWithinMs)
    }, 40_000)

  test('gives way to another film, and leaves nothing behind', async () => {
    await plays(subject.plain)
    await ready(subject.other)
    if (frame !== null) await run('stage.play()')
    await until('engine.durationMs !== null')
    expect(Math.abs(Number(await run('stage.engine.durationMs')) - subject.lengthsMs[1])).toBeLessThan(400)
    await run('stage.engine.unload()')
    expect(await run('stage.engine.read()')).toBeNull()
    expect(await run(`document.querySelectorAll('iframe').length`)).toBe(0)
    await plays(subject.plain)
  }, 40_000)

  test('is told how loud it is', async () => {
    await ready(subject.plain)
    await run('stage.engine.setVolume(0.4), stage.engine.setMuted(true)')
    expect(await run('stage.engine.muted')).toBe(true)
    if (frame === null) expect(await run('stage.video.volume')).toBeCloseTo(0.4)
    else await embedIs('reel.muted && Math.abs(reel.volume - 0.4) < 0.01')
  }, 30_000)

  async function embedIs(condition: string): Promise<void> {
    await embed().evaluate(`new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error('never')), ${WITHIN_MS})
      const timer = setInterval(() => { if (${condition}) { clearInterval(timer); clearTimeout(late); done() } }, 20)
    })`)
  }

  if (subject.dry !== null)
    test('says when it has run dry, and when it goes on', async () => {
      await plays(subject.dry ?? '')
      await until('!reading.ready || reading.mediaMs > 6_000')
      expect(await run('stage.engine.read().mediaMs < 6_000')).toBe(true)
      await until('reading.ready && reading.mediaMs > 2_600')
      expect(await leastOffMs()).toBeLessThan(subject.readsWithinMs + 100)
    }, 30_000)

  const { starve } = subject
  if (starve !== undefined)
    test('says when its bytes stop, and goes on with them', async () => {
      await plays(starve.film)
      await until('reading.mediaMs > 500')
      starve.stop()
      await until('!reading.ready').finally(starve.go)
      expect(await run('stage.engine.read().paused')).toBe(false)
      await until('reading.ready && !reading.paused')
    }, 40_000)

  if (subject.ad !== null)
    test('says that it shows an advertisement', async () => {
      await ready(subject.ad ?? '')
      await run('void stage.play()')
      await until('reading.ad')
      await until('!reading.ad && reading.mediaMs > 700 && !reading.paused')
      expect(await leastOffMs()).toBeLessThan(subject.readsWithinMs + 100)
    }, 30_000)

  if (subject.short !== null)
    test('ends', async () => {
      await plays(subject.short ?? '')
      await until(
        `reading.paused && reading.ready && engine.durationMs !== null && reading.mediaMs >= engine.durationMs - 300`,
      )
    }, 30_000)

  if (subject.wantsTap !== null)
    test('says so when the browser wants a tap, and plays muted without one', async () => {
      await ready(subject.wantsTap ?? '')
      await run('stage.engine.setMuted(false)')
      expect(await run('stage.play()')).toBe('NotAllowedError')
      expect(await run('stage.engine.read().paused')).toBe(true)
      await run('stage.engine.setMuted(true)')
      expect(await run('stage.play()')).toBeNull()
    }, 30_000)

  for (const [film, fault, code] of subject.faults)
    test(`calls ${code} what it is: ${fault}`, async () => {
      await open(film)
      await until(`engine.phase === 'failed'`)
      expect(await run('stage.engine.fault')).toEqual({ kind: fault, code })
    }, 30_000)

  if (frame !== null)
    test('believes nobody but its own frame, and says who embeds it', async () => {
      await plays(subject.plain)
      await until('reading.mediaMs > 500')
      const lies = JSON.stringify(LIES)
      await run(`for (const lie of ${lies}) window.postMessage(lie, '*')`)
      await run(
        `new Promise((done) => { addEventListener('message', done, { once: true }); window.postMessage('over', '*') })`,
      )
      expect(await run('stage.engine.phase')).toBe('ready')
      expect(await leastOffMs()).toBeLessThan(subject.readsWithinMs + 60)
      const { referrerPolicy, allow } = (await run(
        `(({ referrerPolicy, allow }) => ({ referrerPolicy, allow }))(document.querySelector('iframe'))`,
      )) as { referrerPolicy: string; allow: string }
      expect(referrerPolicy).toBe('strict-origin-when-cross-origin')
      expect(allow).not.toContain('fullscreen')
    }, 30_000)
}

/** What a page of somebody else might say in each of their languages. */
const LIES = [
  JSON.stringify({ event: 'onError', info: 150, id: 1, channel: 'widget' }),
  JSON.stringify({ event: 'infoDelivery', info: { playerState: 0, currentTime: 7_000 }, id: 1, channel: 'widget' }),
  { namespace: 'twitch-embed', eventName: 'error', params: { code: 1 } },
  { namespace: 'twitch-embed', eventName: 'offline', params: {} },
  JSON.stringify({ event: 'error', data: { name: 'PrivacyError' } }),
  JSON.stringify({ method: 'getCurrentTime', value: 7_000 }),
  { event: 'error', errorCode: 1 },
  JSON.stringify({ type: 'player:error', data: { code: '404' } }),
]
