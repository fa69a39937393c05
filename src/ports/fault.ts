/**
 * Something outside the product (a database, Redis) refused or did not answer. Shells show it as `unavailable`: trying
 * again may help. Its message names what failed, never what was asked or who asked.
 */
export class OutsideFault extends Error {
  override readonly name: string = 'OutsideFault'
}

/** It answered, and will not take this: trying the same again is useless. */
export class RefusedFault extends OutsideFault {
  override readonly name: string = 'RefusedFault'
}
