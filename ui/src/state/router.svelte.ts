import { createContext } from 'svelte'
import * as v from 'valibot'
import { RoomId } from '#protocol/ids.ts'

/** Screens that are one each, by their addresses. */
const PLACES = { home: '/', new: '/new', me: '/me', settings: '/settings' } as const
const SCREENS = ['home', 'new', 'me', 'settings'] as const satisfies readonly (keyof typeof PLACES)[]

export type Route = { screen: (typeof SCREENS)[number] } | { screen: 'room'; id: RoomId } | { screen: 'lost' }

/** The screen that a path names. */
export function routeOf(path: string): Route {
  for (const place of SCREENS) if (PLACES[place] === (path || '/')) return { screen: place }
  const id = v.safeParse(RoomId, path.match(/^\/r\/([^/]+)\/?$/)?.[1])
  return id.success ? { screen: 'room', id: id.output } : { screen: 'lost' }
}

/** The address of a screen: a plain link to it is enough. */
export const pathOf = (route: Route): string =>
  route.screen === 'room' ? `/r/${route.id}` : route.screen === 'lost' ? '/' : PLACES[route.screen]

/** The screen that a click on a link leads to; null when it is none, or none of ours, or not meant for this tab. */
function routeOfClick(event: MouseEvent): Route | null {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event
  if (defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return null
  const link = target instanceof Element ? target.closest('a') : null
  if (link === null || link.target !== '' || link.origin !== location.origin) return null
  const route = routeOf(link.pathname)
  return route.screen === 'lost' ? null : route
}

/** Which screen is shown; the address and the browser's history follow. */
export class Router {
  #route = $state.raw<Route>({ screen: 'home' })
  /** Screens of ours that lie behind this one. */
  #depth = 0

  /** Starts at `first` where Telegram names a room, else where the address says. */
  constructor(first: Route | null) {
    this.#route = first ?? routeOf(location.pathname)
    // Query and fragment hold what Telegram handed over: not for the history.
    history.replaceState(null, '', pathOf(this.#route))
    addEventListener('popstate', () => {
      this.#depth = Math.max(0, this.#depth - 1)
      this.#route = routeOf(location.pathname)
    })
    // A link to a screen of ours leads there without loading the page anew; to another tab, as the browser does.
    document.addEventListener('click', (event) => {
      const route = routeOfClick(event)
      if (route === null) return
      event.preventDefault()
      this.go(route)
    })
  }

  get route(): Route {
    return this.#route
  }

  go(to: Route): void {
    if (this.#route.screen !== 'lost' && pathOf(to) === pathOf(this.#route)) return
    history.pushState(null, '', pathOf(to))
    this.#depth += 1
    this.#route = to
  }

  /** The screen before, or home for who came in by a link. */
  back(): void {
    if (this.#depth > 0) return history.back()
    this.#route = { screen: 'home' }
    history.replaceState(null, '', '/')
  }
}

export const [getRouter, setRouter] = createContext<Router>()
