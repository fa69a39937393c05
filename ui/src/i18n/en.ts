import { formats, timecode } from './format.ts'
import type { Shape } from './shape.ts'

const f = formats('en', { hour: 'h', minute: 'min' })

/** Every word people read outside a room. This file is the type; every other language has the same keys. */
export const en = {
  language: 'en',
  list: f.list,
  clock: f.clock,
  day: f.day,
  number: f.number,
  length: f.length,

  common: {
    back: 'Back',
    clear: 'Clear',
    close: 'Close',
    paste: 'Paste',
    retry: 'Try again',
    save: 'Save',
    you: 'You',
    today: 'Today',
    yesterday: 'Yesterday',
  },

  people: {
    here: (count: number) => (count === 0 ? 'nobody is here now' : `${f.number(count)} here now`),
    faces: (names: readonly string[], total: number) =>
      total > names.length ? `${f.list([...names, `${f.number(total - names.length)} more`])}` : f.list(names),
  },

  home: {
    sampleTitle: 'The Last Keeper',
    app: 'WatchParty',
    greeting: (hour: number, name: string) =>
      `${hour < 5 ? 'Good night' : hour < 12 ? 'Good morning' : hour < 18 ? 'Good afternoon' : 'Good evening'}, ${name}`,
    resume: 'Continue',
    resumeAlone: 'Continue watching',
    resumeWith: (names: readonly string[]) => `Continue with ${f.list(names)}`,
    join: 'Join in',
    left: (ms: number) => `${f.length(ms)} left`,
    noFilm: 'No film yet',
    noFilmHint: 'The room is waiting for a link',
    live: 'Live now',
    rooms: 'Your rooms',
    justStarted: 'just started',
    into: (ms: number) => `${f.length(ms)} in`,
    stopped: (ms: number) => `stopped at ${timecode(ms)}`,
    newRoom: 'New room',
    trySample: 'Try with a short film',
    headline: 'The same film, the same second, your people',
    pitch: 'Paste a link, share the room in your chat. Pause once and it pauses for everyone.',
    code: 'Got an invite?',
    codeHint: 'Paste the link or the code',
    codeWrong: 'That is not an invite link or code',
    enter: 'Go',
    how: 'How an evening goes',
    steps: ['Paste a link to a film', 'Send the room to your chat', 'Press play once, for everyone'] as const,
    failed: 'Your rooms did not load',
  },

  door: {
    opening: 'Opening the room',
    seating: 'Taking our seats',
    tabs: { chat: 'Chat', people: 'People' },
  },

  fail: {
    unreachable: ['No answer from the server', 'Check the connection. We keep your place.'],
    home: 'To my rooms',
    reload: 'Reload',
  },
} as const satisfies Shape
