// Written by `bun run sources` out of the folders beside it.

/** What each source is called, and whether its films are shown by a player of its own, in a frame. */
export const SITES = {
  dash: { name: 'DASH', framed: false },
  file: { name: 'file', framed: false },
  hls: { name: 'HLS', framed: false },
  peertube: { name: 'PeerTube', framed: false },
  rutube: { name: 'Rutube', framed: true },
  twitch: { name: 'Twitch', framed: true },
  vimeo: { name: 'Vimeo', framed: true },
  vk: { name: 'VK Video', framed: true },
  youtube: { name: 'YouTube', framed: true },
} as const
