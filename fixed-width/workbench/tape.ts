/** Of a line that is too long to be one, so many bytes are kept to be shown. */
export const MOST_SHOWN = 16 * 1024

/** Bytes of a file as they go by, so that lines can be looked at when a reader says where they were. */
export class Tape {
  #held: Buffer = Buffer.alloc(0)
  /** Bytes of the file before `#held`. */
  #base = 0
  /** Bytes that were left out of the line that is not yet over, behind its first ones. */
  #left = 0

  add(chunk: Uint8Array): void {
    if (this.#left > 0) {
      // Inside of something huge: its beginning is known, and how long it is will be told.
      this.#left += chunk.length
      this.#latest = Buffer.from(chunk)
      return
    }
    this.#held = this.#held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#held, chunk])
  }
  #latest: Buffer | undefined

  /** The bytes of the file from `at`, at most `MOST_SHOWN` of them. */
  slice(at: number, bytes: number): Buffer {
    const take = Math.min(bytes, MOST_SHOWN)
    const from = at - this.#base
    if (from + take <= this.#held.length || this.#latest === undefined) return this.#held.subarray(from, from + take)
    // Behind something huge: it lies in what came last.
    const end = this.#base + this.#held.length + this.#left
    const start = at - (end - this.#latest.length)
    return this.#latest.subarray(Math.max(0, start), Math.max(0, start + take))
  }

  /** Everything before `at` has been looked at. */
  drop(at: number): void {
    const end = this.#base + this.#held.length + this.#left
    if (this.#left > 0 && at > this.#base) {
      const latest = this.#latest!
      this.#held = Buffer.from(latest.subarray(Math.min(latest.length, Math.max(0, at - (end - latest.length)))))
      this.#latest = undefined
      this.#left = 0
    } else this.#held = this.#held.subarray(at - this.#base)
    this.#base = at
    if (this.#held.length > HUGE) {
      this.#left = this.#held.length - MOST_SHOWN
      this.#held = Buffer.from(this.#held.subarray(0, MOST_SHOWN))
      this.#latest = Buffer.alloc(0)
    }
  }
}
const HUGE = 4 * 1024 * 1024
