import type { Camera } from './camera.ts'
import { inside, shownInside } from './inside.ts'
import { outside, shownOutside } from './outside.ts'

/** What is taken of one screen, in one or several states. */
export interface Scene {
  readonly screen: string
  take(camera: Camera): Promise<void>
}

/** In the order in which they are taken: the first ones before anyone has signed in. */
export const SCENES: readonly Scene[] = [...outside, ...inside]

/** For the READMEs: coming in, home, and a room. */
export const SHOWN: readonly Scene[] = [...shownOutside, ...shownInside]
