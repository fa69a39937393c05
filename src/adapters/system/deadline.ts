/** Something did not happen in time. */
export class Overdue extends Error {
  override readonly name = 'Overdue'
}

/** What `work` comes to, or `Overdue` after `ms`. The work itself goes on: whoever owns it must end it. */
export async function within<T>(ms: number, what: string, work: PromiseLike<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Overdue(`${what} took longer than ${ms} ms`)), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
