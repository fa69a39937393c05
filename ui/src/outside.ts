import { followTheme } from './kit/theme-color.ts'
import { registerWorker } from './net/register-worker.ts'

/** What the app does where it stands by itself: after the first paint, and never inside Telegram. */
export function standAlone(onother: () => void): void {
  followTheme()
  void registerWorker(onother)
}
