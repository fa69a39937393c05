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

  newRoom: {
    title: 'New room',
    hint: 'Paste a link to a video file',
    link: 'Link to a video',
    placeholder: 'https://…/film.mp4',
    nothing: 'The film appears here as soon as there is a link to its file, such as one that ends in .mp4',
    takeSample: 'Take the short sample film',
    checking: 'Opening the link',
    direct: 'Direct link',
    sample: 'Sample film',
    sampleTitle: 'The Last Keeper',
    opens: 'Opens here, seeking works',
    opensNoSeek: 'Opens here, but cannot be rewound: probably a live stream',
    notLink: 'This does not look like a link yet',
    page: (site: string) => `${site} is a page with a player, not a video file`,
    pageHint: 'We need a link to the file itself, it usually ends in .mp4 or .webm',
    notFile: 'This link leads to something other than a video',
    insecure: 'The browser only plays links that begin with https',
    insecureHint: 'Try the same link with https, or another copy of the film',
    unplayable: 'The browser cannot play this link',
    unplayableHint:
      'The file may be gone, closed to others, or in a format browsers do not know. MP4 with H.264 works everywhere',
    slow: 'The site answers too slowly',
    slowHint: 'You can start anyway, it may come round',
    start: 'Watch together',
    startEmpty: 'Open without a film',
    settings: 'Room settings',
    summary: (everyone: boolean) => (everyone ? 'Everyone controls' : 'Only you control'),
    roomTitle: 'Title',
    control: 'Who controls',
    everyone: 'Everyone',
    host: 'Only me',
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
