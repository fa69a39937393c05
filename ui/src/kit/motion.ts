import { prefersReducedMotion } from 'svelte/motion'
import { lowPower } from './power.ts'

/** Whether things may fly about: not for who asked for stillness, nor on a weak device. */
export const moves = (): boolean => !prefersReducedMotion.current && !lowPower()
