import { beforeEach, describe, expect, test } from 'bun:test'
import { comeBack, type World } from './coming-back.ts'

/** A world in which time passes when a test says so. */
class Still implements World {
  isHidden = false
  waits: number[] = []
  #due: (() => void) | null = null
  #listener: (() => void) | null = null

  after(ms: number, what: () => void) {
    this.waits.push(ms)
    this.#due = what
    return () => {
      this.#due = null
    }
  }
  hears(what: () => void) {
    this.#listener = what
    return () => {
      this.#listener = null
    }
  }
  hidden = () => this.isHidden
  random = () => 0

  get waiting(): boolean {
    return this.#due !== null
  }
  get listening(): boolean {
    return this.#listener !== null
  }
  pass = () => this.#due?.()
  news = () => this.#listener?.()
}

let world: Still
let attempts: PromiseWithResolvers<boolean>[]
const attempt = () => {
  const next = Promise.withResolvers<boolean>()
  attempts.push(next)
  return next.promise
}
/** The last attempt ends so. Two turns: its own promise, and what awaits it. */
const ends = async (how: boolean | Error) => {
  const last = attempts.at(-1)
  if (how instanceof Error) last?.reject(how)
  else last?.resolve(how)
  for (let turn = 0; turn < 4; turn++) await Promise.resolve()
}

beforeEach(() => {
  world = new Still()
  attempts = []
})

describe('coming back', () => {
  test('is tried ever less often, and no less than twice a minute', async () => {
    comeBack(attempt, world)
    for (let time = 0; time < 7; time++) {
      world.pass()
      await ends(time % 2 === 0 ? false : new Error('away'))
    }
    expect(world.waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000])
  })

  test('happens at once when there is news, one attempt at a time', async () => {
    comeBack(attempt, world)
    world.news()
    world.news()
    expect(attempts).toHaveLength(1)
    expect(world.waiting).toBe(false)
    await ends(false)
    expect(world.waiting).toBe(true)
  })

  test('waits for somebody to look', async () => {
    comeBack(attempt, world)
    world.isHidden = true
    world.pass()
    world.news()
    expect(attempts).toHaveLength(0)
    world.isHidden = false
    world.news()
    expect(attempts).toHaveLength(1)
  })

  test('ends when it has worked, or is called off', async () => {
    comeBack(attempt, world)
    world.pass()
    await ends(true)
    expect([world.waiting, world.listening]).toEqual([false, false])
    const giveUp = comeBack(attempt, world)
    world.pass()
    giveUp()
    await ends(false)
    expect([world.waiting, world.listening]).toEqual([false, false])
  })
})
