/** How long and how often. */
export interface Plan {
  readonly steadyMs: number
  readonly lineMs: number
  readonly commands: number
  readonly comings: number
}

export const FULL = { steadyMs: 60_000, lineMs: 30_000, commands: 10, comings: 5 }
/** Says whether it works, not how good it is. */
export const QUICK = { steadyMs: 5_000, lineMs: 5_000, commands: 2, comings: 1 }
