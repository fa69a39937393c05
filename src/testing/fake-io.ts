import type { Io } from '../cli/io.ts'

/** Keeps what was said, and what was complained of. */
export class FakeIo implements Io {
  readonly env: Record<string, string | undefined>
  readonly said: string[] = []
  readonly complained: string[] = []

  constructor(env: Record<string, string | undefined> = {}) {
    this.env = env
  }

  out = (text: string) => void this.said.push(text)
  error = (text: string) => void this.complained.push(text)
}
