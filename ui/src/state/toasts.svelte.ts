import { createContext } from 'svelte'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'info' | 'bad'
}

/** How long a toast stays, ms, and how many at once. */
const STAYS_MS = 4_000
const SHOWN = 3

/** What to tell me now. */
export class Toasts {
  #list = $state.raw<readonly Toast[]>([])
  #lastId = 0

  get list(): readonly Toast[] {
    return this.#list
  }

  show(text: string, tone: Toast['tone'] = 'info'): void {
    this.#lastId += 1
    const id = this.#lastId
    this.#list = [...this.#list.filter((toast) => toast.text !== text), { id, text, tone }].slice(-SHOWN)
    setTimeout(() => this.dismiss(id), STAYS_MS)
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id)
  }
}

export const [getToasts, setToasts] = createContext<Toasts>()
