import { addressOf, linked, NO_FILM, startOf } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** A UUID, or the same in 22 characters of base 58. */
const ID = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[1-9A-HJ-NP-Za-km-z]{22})(?![\w-])/

/**
 * PeerTube, on whoever's host: `host/id`. No policy could name the frames of hosts that nobody knows beforehand, so its
 * films play in our own `<video>`, from the playlist that `/api/v1/videos/id` tells of.
 */
export const peertube: Source = {
  name: 'PeerTube',
  knownBy: 'path',
  frames: [],
  read: (url) => {
    const address = addressOf(url)
    const [first = '', second = '', third = ''] = address.parts
    const inVideos = first === 'videos' && /^(?:watch|embed)$/.test(second)
    if (!inVideos && first !== 'w') return null
    const [id] = ID.exec(inVideos ? third : second) ?? []
    if (id !== undefined) return linked(`${url.host}/${id}`, `${url.origin}/w/${id}`, startOf(address, 'start'))
    const playlist = inVideos
      ? third === 'playlist' && ID.test(address.parts[3] ?? '')
      : second === 'p' && ID.test(third)
    return playlist ? NO_FILM : null
  },
}
