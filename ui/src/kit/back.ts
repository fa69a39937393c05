import { createContext } from 'svelte'

/** Registers what "back" does until the returned undo is called; the newest wins. */
export type OnBack = (handler: () => void) => () => void

/** The way back of whatever the app runs in: what lies over a screen closes by it first. */
export const [getOnBack, setOnBack] = createContext<OnBack>()
