/**
 * Addresses of screens: each is the one page, which looks at its address itself. The server answers them with it, and a
 * browser that has lost the server with the copy it kept.
 */
export const SCREEN_PATH = /^\/(?:new|me|settings|r\/[^/]+)?$/
