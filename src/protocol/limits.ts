/** Every number that both ends must agree on, with its unit and reason. */

/** Graphemes in a chat message: what a reader counts as characters. */
export const CHAT_MAX_GRAPHEMES = 2_000
/** UTF-16 units in a chat message: four for each grapheme, so that stacked marks cannot grow without bound. */
export const CHAT_MAX_UNITS = 8_000
/** Graphemes of a message that an answer to it quotes. */
export const QUOTE_MAX_GRAPHEMES = 120
/** Messages that a room keeps in memory and in a snapshot; older ones are read from the store. */
export const FEED_KEPT = 100
/** UTF-16 units of text that a snapshot holds at most, so that a hundred longest messages cannot make it megabytes. */
export const FEED_KEPT_UNITS = 100_000
/** Messages in one page of history. */
export const HISTORY_PAGE = 50
/** Graphemes in a person's name; Telegram allows 64 + 64 for first and last name. */
export const NAME_MAX_GRAPHEMES = 64
/** Graphemes in the title of a room or a film. */
export const TITLE_MAX_GRAPHEMES = 120
/** UTF-16 units in a link to a video. */
export const URL_MAX_UNITS = 2_048
/** Folders and films in one page of the server's own library. */
export const LIBRARY_PAGE = 50
/** UTF-16 units of a path in the library: longer ones would not fit into a link. */
export const LIBRARY_PATH_MAX_UNITS = 1_024
/** UTF-16 units of what is looked for in the library. */
export const LIBRARY_QUERY_MAX_UNITS = 120
/** Bytes of a file of subtitles; a whole series in one is under 1 MB. */
export const SUBTITLES_MAX_BYTES = 2 * 1_024 * 1_024
/** Cues in a file of subtitles; a long film has 2,000, one with signs drawn in it ten times as many. */
export const SUBTITLES_MAX_CUES = 20_000
/** UTF-16 units of the WebVTT that a file becomes: escapes and times are longer there. */
export const SUBTITLES_MAX_UNITS = 2 * SUBTITLES_MAX_BYTES
/** Graphemes of what subtitles are called. */
export const LABEL_MAX_GRAPHEMES = 120
/** UTF-16 units of a language tag. Source: RFC 5646 asks to provide for 35. */
export const LANGUAGE_MAX_UNITS = 35
/** Files of subtitles that a room keeps for one film. */
export const SUBTITLES_PER_FILM = 12

/** UTF-16 units of raw init data; Telegram's own stay under 2 kB, a start parameter may add 512. */
export const INIT_DATA_MAX_UNITS = 8_192

/** Bytes in one frame from a client; the longest message is 24 kB in UTF-8 and JSON escapes little of it. */
export const FRAME_MAX_BYTES = 32 * 1_024
/** Bytes in one request body. */
export const BODY_MAX_BYTES = 32 * 1_024
/** Frames a client may send in a second, on average; a drag of the scrub bar sends about ten. */
export const FRAMES_PER_SECOND = 20
/** Frames a client may send at once after a pause: the ten pings of a burst, and what it had waiting. */
export const FRAMES_BURST = 60
/** Frames above the rate within `BAD_FRAMES_WINDOW_MS` that close a socket; the others are only refused. */
export const REFUSED_FRAMES_MAX = 300
/** Invalid frames within `BAD_FRAMES_WINDOW_MS` that close a socket. */
export const BAD_FRAMES_MAX = 10
export const BAD_FRAMES_WINDOW_MS = 60_000

/** A socket that has not said hello after this is closed, ms. */
export const HELLO_TIMEOUT_MS = 5_000
/** A socket that answers no protocol-level ping for this long is dead, ms; browsers answer them even in the background. */
export const SILENCE_MAX_MS = 30_000
/**
 * How often a client that has settled asks for the time and the room's number, ms: in between its clock strays by a
 * millisecond at most. `PONG_TIMEOUT_MS` without an answer is a lost line.
 */
export const PING_EVERY_MS = 20_000
export const PONG_TIMEOUT_MS = 4_000
/** Who loses the connection keeps the seat for this long, ms: a reload is neither a departure nor an arrival. */
export const PRESENCE_GRACE_MS = 20_000

/** Playback changes begin this far ahead, ms, so that every viewer can be told before it happens; while none has told. */
export const PLAYBACK_LEAD_MS = 200
/** The shortest and the longest lead, ms, whatever the viewers report; who needs more catches up. */
export const PLAYBACK_LEAD_MIN_MS = 120
export const PLAYBACK_LEAD_MAX_MS = 600
/** A room waits this long at most, ms, for players that have told they are loading. */
export const HOLD_MAX_MS = 8_000
/** After a start or a seek it waits this long, ms, for players that have told nothing yet. */
export const BARRIER_MS = 2_500
/** A room waits this long for one person within `PATIENCE_WINDOW_MS`, ms; then it goes on without. */
export const PATIENCE_MS = 15_000
export const PATIENCE_WINDOW_MS = 300_000
/** Up to so many people, a room waits for those who load unless it is told otherwise. */
export const TOGETHER_MAX = 8
/** How long people have to say that they are ready, ms. */
export const GATHER_MAX_MS = 60_000
/** Three, two, one, ms. */
export const COUNTDOWN_MS = 3_000
/** Up to so many people, everyone is told how everyone's player is doing. */
export const HEALTH_SEEN_MAX = 50
/** A room is told of reactions this often at most, ms: what comes meanwhile is told together. */
export const REACTIONS_EVERY_MS = 250
/** Of a burst of reactions so many are told with whose they were; in a large room the others are a number. */
export const REACTIONS_SHOWN = 8
/** The longest film or stream we keep a position for, ms (a week). */
export const POSITION_MAX_MS = 7 * 24 * 3_600_000
/** Slowest and fastest speed of a room. Source: what `HTMLMediaElement` plays with sound in every browser. */
export const RATE_MIN = 0.25
export const RATE_MAX = 4

/** Events that an instance keeps for viewers who come back; who missed more gets a snapshot. */
export const EVENTS_KEPT = 256
