/** Tells where days begin, here where one reads. Asks the calendar once a day, not once for every message. */
export class Days {
  #from = 0
  #to = 0

  /** Whether this instant is in another day than the one before it. */
  begins(at: number): boolean {
    if (at >= this.#from && at < this.#to) return false
    const day = new Date(at)
    this.#from = day.setHours(0, 0, 0, 0)
    this.#to = day.setDate(day.getDate() + 1)
    return true
  }
}
