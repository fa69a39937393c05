/** What the browser found when it opened a link. */
export type Found =
  | { state: 'checking' }
  | { state: 'opens'; durationMs: number | null; height: number; seekable: boolean }
  | { state: 'unplayable' }
  /** Nobody answers there. */
  | { state: 'unreachable' }
  | { state: 'slow' }
