import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import { HOLD_MAX_MS, TOGETHER_MAX } from '#protocol/limits.ts'
import { formats, timecode } from '../format.ts'
import type { Shape } from '../shape.ts'

/*
 * English, and the type of every other language: a file beside this one has the same parts with the same keys. Each part
 * travels by itself (`?only=…`, see ui/locale-parts.ts), so one may not read another.
 */

const f = /* @__PURE__ */ formats('en', { hour: 'h', minute: 'min' })
/** How long a room waits at most. */
const seconds = () => f.count(HOLD_MAX_MS / 1_000, { one: 'second', other: 'seconds' })

const WORDS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const
const inWords = (count: number): string => WORDS[count] ?? f.number(count)

/** What is read outside a room; it is there before the first paint, so it is short. */
export const app = {
  language: 'en',
  direction: 'ltr',
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
    stale: 'No answer just now, so this may be out of date',
    all: (count: number) => `Show all ${f.number(count)}`,
    fewer: 'Show fewer',
    nav: 'Where to',
    home: 'Home',
    profile: 'Profile',
    settings: 'Settings',
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

/** What is read inside a room; it comes with it. */
export const room = {
  room: {
    back: 'Back to my rooms',
    menu: 'Room menu',
    invite: 'Invite',
    inviteTitle: 'Invite your people',
    inviteHint: 'Whoever has the link may come in',
    inviteText: (title: string) => `Let us watch “${title}” together`,
    copy: 'Copy link',
    copied: 'Link copied',
    copyFailed: 'Select the link and copy it',
    share: 'Share',
    shareTelegram: 'Send to a chat',
    leads: (name: string) => `${name} controls the film`,
    youLead: 'You control the film',
    allLead: 'Everyone controls the film',
    lost: 'Connection lost, coming back',
    newTitle: 'Room title',
    changeFilm: 'Change film',
    watch: 'Watch',
    leave: 'Leave room',
    closeRoom: 'Close room for everyone',
    closeSure: 'Close the room?',
    closeHint: 'Everyone will leave, and nobody can come back.',
    closeYes: 'Close it',
    keep: 'Keep it open',
    settings: 'Room',
    chatHide: 'Hide chat',
    chatShow: 'Show chat',
    keys: 'Keyboard',
  },

  person: {
    host: 'Host',
    me: (name: string) => `${name} (you)`,
    left: 'stepped out, the seat is kept',
    inRoom: 'in the room',
    in_sync: 'in sync',
    catching_up: 'catching up',
    buffering: 'loading',
    slow: 'slow connection',
    ad: 'in an ad',
    away: 'looks elsewhere',
    blocked: 'has yet to tap play',
    failed: 'cannot play this film',
    alone: 'watches alone',
    standing: 'paused',
    ready: 'ready',
    /** How many sit in the room, as a heading. */
    row: (count: number) => (count < 2 ? 'Only you so far' : `${f.capital(inWords(count))} in the row`),
    more: (count: number) => `Show ${f.number(count)} more`,
    devices: { phone: 'on a phone', tablet: 'on a tablet', desktop: 'on a computer', tv: 'on a television' },
    waitedFor: (seconds: number) => `loading · ${f.number(seconds)} s`,
    without: 'Go on without',
    withoutWhom: (name: string) => `Go on without ${name}`,
  },

  spread: {
    /** How many are together, and how many come after. */
    words: (together: number, late: number) => {
      if (late === 0) return 'Everyone together'
      const after = `${inWords(late)} catching up`
      return f.capital(together < 2 ? after : `${inWords(together)} together, ${after}`)
    },
    behind: 'behind',
    ahead: 'ahead',
    reach: (seconds: number) => `±${f.number(seconds)} s`,
    more: (count: number) => `+${f.number(count)}`,
  },

  sync: {
    in_sync: 'in sync',
    catching_up: 'catching up',
    buffering: 'loading',
    slow: 'slow network',
    ad: 'in an ad',
    away: 'away',
    blocked: 'needs a tap',
    failed: 'cannot play',
    alone: 'on your own',
    standing: 'paused',
    ready: 'ready',
    lost: 'offline',
    idle: 'no film',
    ms: (ms: number) => `${f.number(Math.abs(Math.round(ms)))} ms`,
    /** Behind is positive. */
    offset: (ms: number) => `${f.number(Math.round(Math.abs(ms) / 100) / 10)} s ${ms > 0 ? 'behind' : 'ahead'}`,
    forAll: 'for everyone',
    since: (ms: number) => `since ${timecode(ms)}`,
    wait: 'a moment',
    choose: 'add one',
    stuck: 'gets stuck',
    after: 'back after it',
    onPicture: 'on the picture',
    roomGoesOn: 'room goes on',
    others: 'room waits',

    title: 'You and the room',
    means: {
      in_sync: 'You see the same moment as everyone in the room.',
      catching_up: 'You are not quite where the room is. Your player goes a little faster or slower until you are.',
      buffering: 'The film is still on its way to you. You join in where the room is by then.',
      slow: 'The film arrives more slowly than it plays. You fall behind now and then, and catch up.',
      ad: 'Your player shows an ad. After it you go to where the room is.',
      away: 'This window is in the background.',
      blocked: 'The browser wants one tap on the picture before it plays.',
      failed: 'This device cannot play the film. The room goes on, and waits for you no longer.',
      alone: 'You watch on your own. The room goes on without you.',
      standing: 'The film stands at the same frame for everyone.',
      ready: 'Your film is loaded. In a moment it goes on for everyone.',
      lost: 'The connection is gone. When it is back, you go to where the room is.',
      idle: 'As soon as there is a film, you see here how close you are to the room.',
    },
    distance: 'From the room',
    certain: 'Certain to',
    exact: (ms: number) => (ms === 0 ? '0 ms' : `${f.number(Math.abs(ms))} ms ${ms > 0 ? 'behind' : 'ahead'}`),
    /** Nobody is certain to less. */
    within: (ms: number) => `± ${f.number(Math.max(1, Math.ceil(ms)))} ms`,
    unknown: 'not known now',
    again: 'Sync again',
    alonePlease: 'Watch on my own',
    comeBack: 'Back to the room',
    aloneChip: 'You watch on your own',
    aloneAsked: 'The room asks who is ready',
    aloneReady: 'Back, I’m ready',

    device: 'Sound of this device',
    deviceHint:
      'Bluetooth headphones and televisions play sound late. Set by how much, and you hear what the others hear. It changes nothing for them.',
    late: (ms: number) => (ms === 0 ? 'not late' : ms > 0 ? `${f.number(ms)} ms late` : `${f.number(-ms)} ms early`),
    less: '10 ms less',
    more: '10 ms more',
    reset: 'Reset to 0',
    test: 'Test by ear',
    stop: 'Stop the test',
    testHint: 'Move the slider until the click and the light come together.',
  },

  hold: {
    names: (names: readonly string[]) => `Waiting for ${f.list(names)}`,
    many: (count: number) => `Waiting for ${f.count(count, { one: 'person', other: 'people' })}`,
    me: 'Your connection is catching up. The others wait for you.',
    goOn: 'Go on',
    goesOn: 'The film goes on',
  },

  gather: {
    ask: 'Ask who is ready',
    title: 'Is everyone ready?',
    count: (ready: number, total: number) =>
      `${f.number(ready)} of ${f.number(total)} ${f.form(ready, { one: 'is', other: 'are' })} ready`,
    me: 'I’m ready',
    done: 'You’re ready',
    start: 'Start now',
    notNow: 'Not now',
    ready: 'ready',
    asked: 'not yet',
    undo: 'You’re ready. Press to call the check off',
    countdown: (seconds: number) => `The film starts in ${f.count(seconds, { one: 'second', other: 'seconds' })}`,
  },

  /** Before the film has started for the first time. */
  lobby: {
    tab: 'Lobby',
    gathers: 'Everyone comes, then the curtain opens',
    opensIn: 'The curtain opens in',
    sooner: 'sooner, when everyone is ready',
    here: (count: number) => (count < 2 ? 'You are the first' : `${f.capital(inWords(count))} are here`),
    leads: (name: string) => `${name} opens the curtain`,
    row: 'Row 7, seats are free',
    nobodyLeads: 'The host opens the curtain',
  },

  player: {
    region: 'Player',
    play: 'Play',
    pause: 'Pause',
    back10: 'Back 10 seconds',
    ahead10: 'Ahead 10 seconds',
    seek: 'Place in the film',
    place: (ms: number, durationMs: number | null) =>
      durationMs === null ? timecode(ms) : `${timecode(ms)} of ${timecode(durationMs)}`,
    mute: 'Mute for me',
    unmute: 'Sound on for me',
    volume: 'Volume, only mine',
    percent: f.percent,
    speed: 'Speed for everyone',
    speedAlone: 'Speed, only mine',
    normal: 'Normal',
    subtitles: 'Subtitles, only mine',
    times: (rate: number) => `${f.number(rate)}×`,
    pip: 'Picture in picture',
    fullscreen: 'Full screen',
    exitFullscreen: 'Leave full screen',
    theatre: 'Theatre',
    exitTheatre: 'Leave the theatre',
    exitPip: 'Back into the page',
    panel: 'Width of the panel',
    pixels: (px: number) => `${f.number(px)} px`,
    went: (name: string) => `${name} →`,
    leapt: (seconds: number) => `${seconds < 0 ? '−' : '+'}${f.number(Math.abs(seconds))} s`,
    live: {
      badge: 'LIVE',
      behind: (s: number) => `${s < 90 ? `${f.number(s)} s` : f.length(s * 1_000)} behind live`,
      go: 'Go live',
      over: 'The broadcast is over',
    },
    tapPlay: 'Tap to play',
    tapSound: 'Tap for sound',
    buffering: 'Loading the film',
    touchPlay: 'Tap the picture to play',
    touchSound: 'No sound? Tap the picture once',
    ad: 'The site shows an advertisement. You join the others after it.',
    cramped: (site: string) => `${site} needs a wider picture`,
    crampedHint: 'Turn your phone on its side, or make more room beside the chat.',
    faults: {
      not_found: ['This video is gone', 'It was removed, or the link is not quite right.'],
      not_embeddable: ['It plays on its own site only', 'Its owner lets no other page show it.'],
      private: ['This video is private', 'Only those whom its owner has let in can watch it.'],
      region: ['Not available where you are', 'The site does not show it in your country.'],
      network: ['The site does not answer', 'Its player did not come. Your connection may block it.'],
      unsupported: ['The video does not open', 'The site does not send it, or the browser cannot play it.'],
      needs_identity: [
        'The site does not know us',
        'Something on the way hides which page shows the video: a VPN or a blocker.',
      ],
    },
    openOn: (site: string) => `Open on ${site}`,
    failed: 'The video does not open',
    failedKept: 'The site stopped sending it. Your place is kept:',
    failedPlain: 'The site does not send it, or the browser cannot play it.',
    otherLink: 'Other link',
    idle: 'What are we watching?',
    idleHint: 'Paste a link to a film, it opens for everyone',
    idleWait: 'The host is choosing a film',
    sample: 'Short sample film',
    notAllowed: (host: string | null) =>
      host === null ? 'Only the host controls the film here' : `Only ${host} controls the film here`,
  },

  keys: {
    title: 'Keyboard',
    space: 'Space',
    to: 'to',
    does: {
      toggle: 'Play, pause',
      fives: 'Back, ahead 5 seconds',
      tens: 'Back, ahead 10 seconds',
      tenths: 'Jump to a tenth of the film',
      frames: 'One frame back, ahead, while it stands',
      volume: 'Volume, only mine',
      mute: 'Mute',
      full: 'Full screen',
      theatre: 'Theatre',
      subtitles: 'Subtitles on, off',
      chat: 'Chat on, off',
      say: 'Write a message',
      help: 'This list',
      leave: 'Out of full screen or theatre',
    },
  },

  curtain: {
    yours: 'Everyone is here? Open the curtain',
    theirs: (name: string) => `${name} will open the curtain`,
    soon: 'The curtain opens soon',
  },

  reactions: {
    label: 'Reactions',
    open: 'React',
    heart: 'Heart',
    laugh: 'Laughter',
    gasp: 'Gasp',
    tear: 'Tear',
    flame: 'Fire',
    popcorn: 'Popcorn',
    /** What came lately, for who cannot see it. */
    news: (names: readonly string[]) => `In the room: ${f.list(names)}`,
  },

  chat: {
    log: 'Chat of the room',
    empty: 'Quiet so far',
    emptyHint: 'Say hello, people see where the film stood when you spoke',
    placeholder: 'Message',
    offline: 'We will send it when the connection is back',
    send: 'Send',
    left: (count: number) => (count < 0 ? `${f.number(-count)} too many` : `${f.number(count)} left`),
    sending: 'Sending',
    waiting: 'Waits for the connection',
    failed: 'Not sent',
    retry: 'Send again',
    fresh: (count: number) => f.count(count, { one: 'new message', other: 'new messages' }),
    older: 'Loading earlier messages',
    jump: (time: string) => `Go to ${time}`,
    toEnd: 'To the latest message',
    unread: 'New',
    showAll: 'Show all',
    not: 'In this room you can only read',

    /** On the time beside a message, which opens its menu. */
    more: (time: string, name: string) => `${time}, ${name}: reply and more`,
    reply: 'Reply',
    copy: 'Copy text',
    copied: 'Text copied',
    copyFailed: 'This browser does not let us copy',
    watch: (time: string) => `Go to ${time} in the film`,
    answering: (name: string) => `Reply to ${name}`,
    answeringMe: 'Reply to yourself',
    stopAnswering: 'Do not reply',
    /** Before what a message answers. */
    answers: (name: string, text: string) => `In reply to ${name}: ${text}`,
    tooFar: 'That message is too far back',
  },

  acts: {
    someone: 'Someone',
    joined: ' joined',
    left: ' left',
    manyJoined: ' joined',
    manyLeft: ' left',
    load: ' put on ',
    subtitles: ' added subtitles: ',
    pause: ' paused at ',
    play: ' pressed play at ',
    seekBack: ' went back to ',
    seekAhead: ' skipped to ',
    seek: ' moved to ',
    rate: ' set the speed to ',
    gather: ' asks: is everyone ready?',
    stall: 'The film waits',
    release: 'The film goes on',
    ended: 'The film is over',
    emptied: 'Everyone left, the film waits at ',
  },
} as const satisfies Shape

/** What is read on screens that come when they are asked for. */
export const later = {
  /** At the door of a room. */
  join: {
    invited: 'You are invited',
    name: 'Your name',
    namePlaceholder: 'What do friends call you?',
    nameNeeded: 'Tell us a name first',
    join: 'Join',
    enter: 'Come in',
    film: (title: string) => `Now showing: ${title}`,
    noFilm: 'The film is still being chosen',
    telegram: 'Open in Telegram',
    telegramOnly: 'This cinema opens inside Telegram',
    telegramHint: 'Open the bot, your name and photo come along by themselves',
    noBot: 'Open it from the chat where you got the link',
    row: 'Row 7',
    try: 'Try it with a short film',
    guest: 'Guest',
    codeOfTelegram: 'QR code of the link to Telegram',
    codeOfRoom: 'QR code of the invite',
    codeOfHouse: 'QR code of this page',
    scan: 'Point your phone’s camera here',
    showCode: 'Show the QR code',
    hideCode: 'Hide the QR code',
  },

  /** While a room is made or its film changed. */
  newRoom: {
    title: 'New room',
    hint: 'Paste a link to a film',
    link: 'Link to a video',
    placeholder: 'https://…',
    nothing:
      'The film appears here as soon as there is a link to it: from YouTube, VK Video, Rutube, Vimeo, Twitch, or to a video file',
    takeSample: 'Take the short sample film',
    checking: 'Opening the link',
    direct: 'Direct link',
    live: 'Live',
    sample: 'Sample film',
    own: 'From this server',
    opens: 'Opens for everyone, seeking works',
    opensNear: 'Opens here, seeking works. Others reach this address only from the same network',
    opensNoSeek: 'Opens here, but cannot be rewound: probably a live stream',
    filmTitle: 'Title of the film',
    rename: 'Change the title',
    insecure: 'The browser only plays links that begin with https',
    insecureHint: 'Try the same link with https, or another copy of the film',
    unplayable: 'The browser cannot play this link',
    unplayableHint:
      'The file may be gone, closed to others, or in a format browsers do not know. MP4 with H.264 works everywhere',
    unreachable: 'The site does not answer',
    unreachableHint: 'The address may have a typo, or the site is down or closed to this network',
    slow: 'The site answers too slowly',
    slowHint: 'You can start anyway, it may come round',
    start: 'Watch together',
    startEmpty: 'Open without a film',
    settings: 'Room settings',
    summary: (everyone: boolean, waits: boolean) =>
      `${everyone ? 'Everyone controls' : 'Only you control'} · ${waits ? 'waits for those who load' : 'waits for nobody'}`,
    roomTitle: 'Title',
    control: 'Who controls',
    everyone: 'Everyone',
    host: 'Only me',
    hostAlone: 'Only the host',
  },

  /** Films that lie on the server. */
  library: {
    title: 'From this server',
    search: 'Search by name',
    all: 'All films',
    more: 'Show more',
    empty: 'No films here',
    emptyHint: 'What browsers play appears here: MP4, WebM, MKV, MP3 and their kin',
    nothing: (words: string) => `Nothing called “${words}”`,
    nothingHint: 'Fewer words find more',
    failed: 'The films did not load',
    failedHint: 'The disk of the server may have to wake up first. Try again in a moment',
  },

  /** What the host sets while people are in the room. */
  subtitles: {
    title: 'Subtitles',
    off: 'No subtitles',
    ofFilm: 'from the film itself',
    ofMe: 'only mine',
    ofRoom: (name: string) => `added by ${name}`,
    unnamed: 'Unnamed',
    remove: (label: string) => `Take away from everyone: ${label}`,
    removeMine: (label: string) => `Take away: ${label}`,
    add: 'Add',
    file: 'Choose a file',
    fileHint: 'srt, vtt, ass or ssa, up to 2 MB',
    link: 'Link to subtitles',
    linkAdd: 'Add from the link',
    share: 'For the whole room',
    shareOn: 'Everyone who watches can read them',
    shareOff: 'The file stays on this device',
    onlyMine: 'You add them for yourself: the host adds those for everyone.',
    look: 'How I see them',
    offset: 'Shift',
    shifted: (ms: number) =>
      ms === 0 ? 'as written' : `${f.number(Math.abs(ms) / 1_000)} s ${ms > 0 ? 'later' : 'earlier'}`,
    shift: (ms: number) => `${f.number(Math.abs(ms) / 1_000)} s ${ms > 0 ? 'later' : 'earlier'}`,
    step: (ms: number) => `${ms > 0 ? '+' : '−'}${f.number(Math.abs(ms) / 1_000)}`,
    size: 'Size',
    sizes: { s: 'S', m: 'M', l: 'L', xl: 'XL' },
    colour: 'Colour',
    colours: { white: 'White', warm: 'Warm' },
    ground: 'Background',
    grounds: { none: 'None', shade: 'Shade', box: 'Dark' },
  },

  roomSettings: {
    title: 'Room settings',
    readOnly: 'Only the host changes these',
    controlHint: {
      everyone: 'Anyone may play, pause, seek and change the film',
      host: 'Only the host plays, pauses, seeks and changes the film',
    },
    saved: 'Saved',
  },

  /** My own page. */
  profile: {
    title: 'Profile',
    since: (at: number) => `In the house since ${f.month(at)} ${f.year(at)}`,
    guest: 'Guest of this browser',
    fromTelegram: 'Your name and photo come from Telegram',
    name: 'Your name',
    rename: 'Change your name',
    nameHint: 'Others see it on your seat and beside what you say',
    needed: 'Tell us a name first',
    saved: 'Your name is changed',
    cancel: 'Leave it',
    together: 'Together',
    nothing: 'Your evenings will add up here',
    nothingHint:
      'Hours together, weeks in a row and who sat beside you. Nothing is counted yet, and nothing is made up.',
    thisWeek: 'This week',
    days: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const,
    beside: 'Most often beside you',
    signOut: 'Sign out',
    signOutSure: 'Sign out on this device?',
    signOutHint:
      'This browser forgets you. You can come back with any name, but as somebody new: rooms you host stay behind.',
    stay: 'Stay',
  },

  /** What there is to choose of a film. */
  choices: {
    title: 'Speed, quality, sound',
    quality: 'Quality, only mine',
    qualityHint: 'At most; a slow connection gets less',
    sound: 'Sound, only mine',
    auto: 'Automatic',
    lines: (px: number) => `${px}p`,
    now: (px: number) => `now ${px}p`,
    nth: (n: number) => `Sound ${f.number(n)}`,
  },

  /** What this device remembers. */
  settings: {
    title: 'Settings',
    onDevice: 'Kept on this device',
    language: 'Language',
    asTelegram: (name: string) => `As in Telegram: ${name}`,
    asBrowser: (name: string) => `As in the browser: ${name}`,
    look: 'How it looks',
    theme: 'Theme',
    auto: 'Automatic',
    light: 'Light',
    dark: 'Dark',
    themeTelegram: 'As in Telegram',
    themeTelegramHint: 'Colours, light or dark, come from Telegram',
    filmLight: 'The film’s light',
    filmLightHint: 'The picture colours the room around it',
    still: 'Less motion',
    stillHint: 'Nothing glides or rises, the curtain is simply gone',
    stillSystem: 'Your device asks for less motion already',
    haptics: 'Haptics',
    hapticsHint: 'The phone answers with a light tap',
    sound: 'Sound',
    soundFailed: 'The test did not load',
    about: 'About',
    version: 'Version',
    api: 'API documentation',
    licence: 'Licence',
  },

  /** What each failure means and what to do about it; the plainest is `app.fail.unreachable`. */
  failures: {
    room_not_found: ['There is no such room', 'The link may be cut off, or the room was removed.'],
    room_closed: ['The room is closed', 'The host ended the evening. Another can begin at any time.'],
    room_full: ['All seats are taken', 'As soon as someone leaves, you can come in.'],
    signed_out: ['Your ticket has run out', 'Close this window and open it from the chat again.'],
    damaged: [
      'This ticket cannot be read',
      'The sign-in from Telegram arrived damaged. Open the room from the chat again.',
    ],
    clock: ['The clock here is slow', 'To the server your sign-in comes from the future. Try again in a few minutes.'],
    protocol_mismatch: ['There is a newer version', 'Reload, it takes a second.'],
    removed: ['You are no longer in this room', 'The host has closed the door.'],
    telegram_only: ['This cinema opens inside Telegram', 'Open the room from its link in the chat.'],
    foreign: ['This page belongs to another site', 'Open the room from its own link.'],
    too_old: ['This Telegram is too old', 'Update the app or your system’s web view, then open the room again.'],
    lost: ['Nothing is showing here', 'The address leads nowhere.'],
    too_many: ['Open in too many windows', 'Close the room in another window first.'],
    slow_down: ['That was a little fast', 'Take a breath. We go on by ourselves in a moment.'],
    internal: ['Something broke on our side', 'It is not you. Try again in a moment.'],
    offline: ['You are offline', 'As soon as the network is back, so are we.'],
  },

  /** What can be done about a failure. */
  mend: {
    trying: 'We keep trying by ourselves',
    front: 'To the front door',
    close: 'Close the window',
  },

  /** A new build is there. */
  update: {
    ready: 'A new version is ready',
    later: 'Later',
  },

  /** Each choice, and what it means. */
  wait: {
    title: 'Wait for those who load',
    auto: ['Automatic', `While up to ${f.number(TOGETHER_MAX)} are here the film waits, ${seconds()} at most`],
    together: ['Wait', `The film waits for everyone, ${seconds()} at most`],
    flow: ['Never wait', 'The film goes on, who was late catches up'],
  },
} as const satisfies Shape

/** What each refusal means; the server says the same to programs. */
export const errors: Record<ErrorCode, string> = ERROR_TEXTS.en
