import type { InstanceId } from '#protocol/ids.ts'

/** The server processes that serve the same rooms. */
export interface Instances {
  readonly mine: InstanceId
  /** Those that live, this one among them; null while it cannot be told who does. */
  alive(): ReadonlySet<InstanceId> | null
}
