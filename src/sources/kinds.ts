// Written by `bun run sources` out of the folders beside it.

/** How films are played: by whose source they are. */
export const KINDS = ['dash', 'file', 'hls', 'peertube', 'rutube', 'twitch', 'vimeo', 'vk', 'youtube'] as const
