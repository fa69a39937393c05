import type { Engine, Film, Parts } from '#player/engine.ts'
import { newVideo } from '#player/video.ts'
import { PLAYERS } from '#sources/players.ts'

/** The page of the contract: one host, one `<video>`, and whatever player the test opens. */
const video = newVideo()
const engines = new Map<string, Engine>()

/** The machine's clock, ms. */
const clock = (): number => performance.timeOrigin + performance.now()

async function open(kind: keyof typeof PLAYERS, film: Film, startMs: number): Promise<void> {
  stage.engine?.unload()
  const parts: Parts = { video, heightCapPx: () => null }
  const made = engines.get(kind) ?? (await PLAYERS[kind]?.(parts))
  if (made === undefined) throw new Error(`no player for ${kind}`)
  engines.set(kind, made)
  const host = document.querySelector('#host')
  if (made.element.parentElement !== host) host?.replaceChildren(made.element)
  stage.engine = made
  made.load(film, startMs)
}

/** Waits for a condition on the player: looks whenever it says that something has changed, and now and then besides. */
function until(holds: (engine: Engine) => boolean, withinMs: number): Promise<void> {
  const { engine } = stage
  if (engine === null) throw new Error('nothing is open')
  return new Promise((done, fail) => {
    const end = (settle: () => void) => {
      clearTimeout(late)
      clearInterval(timer)
      deafen()
      settle()
    }
    const look = () => holds(engine) && end(done)
    const late = setTimeout(() => end(() => fail(new Error(`never: ${holds} ${told(engine)}`))), withinMs)
    const timer = setInterval(look, 20)
    const deafen = engine.subscribe(look)
  })
}

const told = (engine: Engine): string =>
  JSON.stringify({ phase: engine.phase, fault: engine.fault, reading: engine.read() })

/** The name of what `play()` rejects with; null when it does not. */
const play = (): Promise<string | null> =>
  (stage.engine?.play() ?? Promise.resolve()).then(
    () => null,
    (why: unknown) => (why instanceof DOMException ? why.name : String(why)),
  )

const stage = { engine: null as Engine | null, open, until, play, clock, video }
Object.assign(globalThis, { stage })
