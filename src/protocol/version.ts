/**
 * Version of the wire: frames, commands, events and the view.
 * It grows with every change that an older client could not read; a client of another version is told to reload.
 */
export const PROTOCOL_VERSION = 4
