import { addressOf, isOf, linked, NO_FILM, startOf } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** Parts of a path that the id follows. */
const BEFORE_ID = /^(?:v|vi|e|embed|shorts|live|watch|video)$/i
/** What stands in an id's place, is as long as one, and is none. */
const NO_ID = /^(?:videoseries|live_stream)$/

/** Eleven characters, and then nothing that could be a twelfth. */
const idIn = (text: string): string | undefined =>
  NO_ID.test(text) ? undefined : /^[\w-]{11}(?![\w-])/.exec(text)?.[0]

/** YouTube: films, Shorts and broadcasts. Which of a link is live, its player knows. */
export const youtube: Source = {
  name: 'YouTube',
  knownBy: 'host',
  frames: ['https://www.youtube.com', 'https://www.youtube-nocookie.com'],
  read: (url) => {
    const address = addressOf(url)
    const { host, parts, ask } = address
    const short = isOf(host, 'youtu.be')
    if (!short && !isOf(host, 'youtube.com', 'youtube-nocookie.com', 'youtubekids.com', 'youtube.googleapis.com')) {
      return null
    }
    const [first = '', second = ''] = parts
    const id = idIn(short ? first : BEFORE_ID.test(first) ? second : '') ?? idIn(ask('v'))
    if (id === undefined) return NO_FILM
    const startMs = startOf(address, 't', 'start', 'time_continue')
    return linked(id, `https://www.youtube.com/watch?v=${id}`, startMs, /^shorts$/i.test(first) ? false : null)
  },
}
