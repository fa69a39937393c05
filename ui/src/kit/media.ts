import { MediaQuery } from 'svelte/reactivity'

/** Room for a picture and a panel side by side. */
export const wide = new MediaQuery('(min-width: 900px) and (min-height: 501px)')

/** A phone on its side: the picture takes everything. */
export const lying = new MediaQuery('(orientation: landscape) and (max-height: 500px)')
