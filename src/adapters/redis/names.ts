/**
 * What every key begins with. The number is the format of what is kept under it: instances of two formats, as during
 * an update, must never read each other's rooms.
 */
export const KEY_PREFIX = 'watchparty:4:'
