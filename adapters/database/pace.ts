/** How much work is done at one go, found out from how long the last goes took. Pure. */
export class Pace {
  readonly #goalMs: number
  readonly #most: number
  #size: number

  /** Aims at so many milliseconds a go, with at most so many pieces. Begins small, since nothing is known. */
  constructor(goalMs: number, most: number) {
    this.#goalMs = goalMs
    this.#most = most
    this.#size = Math.min(16, most)
  }

  get size(): number {
    return this.#size
  }

  /** Told that `pieces` took so long. */
  took(pieces: number, ms: number): void {
    if (ms > this.#goalMs) {
      // One that was slow by chance, on a busy machine, must not bring the work to a standstill.
      const fitting = Math.floor((Math.min(pieces, this.#size) * this.#goalMs) / ms)
      this.#size = Math.max(1, Math.floor(this.#size / 4), fitting)
    }
    // A go that found little to do says nothing about a full one.
    else if (pieces >= this.#size && ms < this.#goalMs / 2) this.#size = Math.min(this.#most, this.#size * 2)
  }
}
