import { createContext } from 'svelte'
import * as v from 'valibot'
import { RoomId } from '#protocol/ids.ts'

export type Route = { screen: 'home' } | { screen: 'new' } | { screen: 'room'; id: RoomId } | { screen: 'lost' }

/** The screen that a path names. */
export function routeOf(path: string): Route {
  if (path === '/' || path === '') return { screen: 'home' }
  if (path === '/new') return { screen: 'new' }
  const id = v.safeParse(RoomId, path.match(/^\/r\/([^/]+)\/?$/)?.[1])
  return id.success ? { screen: 'room', id: id.output } : { screen: 'lost' }
}

const pathOf = (route: Route): string =>
  route.screen === 'room' ? `/r/${route.id}` : route.screen === 'new' ? '/new' : '/'

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
  }

  get route(): Route {
    return this.#route
  }

  go(to: Route): void {
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
