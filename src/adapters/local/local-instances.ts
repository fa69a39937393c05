import type { Instances } from '#ports/instances.ts'
import type { InstanceId } from '#protocol/ids.ts'

/** One process alone. */
export class LocalInstances implements Instances {
  readonly mine: InstanceId
  readonly #alive: ReadonlySet<InstanceId>

  constructor(mine: InstanceId) {
    this.mine = mine
    this.#alive = new Set([mine])
  }

  alive = (): ReadonlySet<InstanceId> => this.#alive
}
