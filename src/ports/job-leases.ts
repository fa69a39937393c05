/** Lets one of several instances do a job. Times are the store's own, so clocks of instances need not agree. */
export interface JobLeases {
  /**
   * Takes a job for `holdMs`, if nobody holds it and it was last begun `everyMs` ago or earlier. The lease of a holder
   * that has let it run out counts for nothing, and neither does its beginning: the job was not finished.
   */
  claim(job: string, holder: string, times: { everyMs: number; holdMs: number }): Promise<boolean>
  /** Holds a job for another `holdMs`. False: somebody else has it by now. */
  renew(job: string, holder: string, holdMs: number): Promise<boolean>
  /** Gives a job back: done, so that it rests until it is due again; or not, so that anybody may take it at once. */
  release(job: string, holder: string, done: boolean): Promise<void>
}
