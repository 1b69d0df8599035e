import { type Duration, milliseconds } from '../../bus/duration.js'
import type { After } from '../../bus/runtime/timers.js'

interface Timer {
  readonly at: number
  readonly no: number
  readonly ms: number
  readonly owner: object
  work(): void | Promise<void>
}

/** Most things that one move of the clock may set off: whatever sets its own timer again and again is found out. */
const MOST = 100_000

/**
 * A clock that stands still until a test moves it. Whatever becomes due on the way is done at its own time and in order;
 * everything that follows from it has come to rest before the clock goes on. Nobody really waits.
 */
export class HandClock {
  #now: number
  #made = 0
  #soon = 0
  #timers: Timer[] = []
  readonly #atRest: () => Promise<void>

  /** `atRest` resolves when nothing more happens unless time goes on. */
  constructor(start: Date, atRest: () => Promise<void>) {
    this.#now = start.getTime()
    this.#atRest = atRest
  }

  /** Milliseconds since 1970. */
  now = (): number => this.#now

  get date(): Date {
    return new Date(this.#now)
  }

  /** The next time at which something is due, a deadline included; none when nobody waits for time. */
  get next(): Date | undefined {
    const [first] = this.#timers
    return first === undefined ? undefined : new Date(first.at)
  }

  /** Moves on by a length of time, such as `3d` or `250ms`. Throws HUB_DURATION. */
  advance(by: Duration): Promise<void> {
    return this.#to(this.#now + milliseconds(by))
  }

  /** Moves on to a moment. A clock does not go backwards. */
  to(moment: Date | string): Promise<void> {
    const at = new Date(moment).getTime()
    if (!(at >= this.#now))
      throw new RangeError(`the clock shows ${this.date.toISOString()} and cannot go to ${String(moment)}`)
    return this.#to(at)
  }

  /**
   * Moves on until nobody waits for time any more, but not further than this; answers whether nobody does. The next
   * time of a job counts as nobody.
   */
  async runOut(most: Duration = '400d'): Promise<boolean> {
    const end = new Date(this.#now + milliseconds(most))
    while (await this.step(end));
    return this.#waited() === undefined
  }

  /** Moves on to the next time at which something is due, but not further than this; answers whether there is one. */
  async step(most: Date): Promise<boolean> {
    await this.#atRest()
    const next = this.#waited()
    if (next === undefined || next.at > most.getTime()) return false
    await this.#to(next.at)
    return true
  }

  #waited(): Timer | undefined {
    return this.#timers.find(({ owner }) => owner !== this)
  }

  async #to(end: number): Promise<void> {
    for (let done = 0; done < MOST; done++) {
      await this.#atRest()
      const first = this.#timers[0]
      if (first === undefined || first.at > end) {
        this.#now = Math.max(this.#now, end)
        return
      }
      this.#timers.shift()
      this.#now = Math.max(this.#now, first.at)
      await first.work()
    }
    throw new RangeError(`more than ${MOST} things became due in one move of the clock`)
  }

  /** Timers of one owner; those of the clock itself are the times of jobs. What is due at once is done at once, without anybody moving the clock. */
  timersOf(owner: object): After {
    return (ms, work) => {
      if (ms <= 0) return this.#atOnce(work)
      const timer: Timer = { at: this.#now + ms, no: this.#made++, ms, owner, work }
      this.#timers.push(timer)
      this.#timers.sort((a, b) => a.at - b.at || a.no - b.no)
      return () => this.#drop((other) => other === timer)
    }
  }

  #atOnce(work: () => void): () => void {
    this.#soon++
    let open = true
    const done = () => {
      if (open) this.#soon--
      open = false
    }
    const immediate = setImmediate(() => {
      done()
      work()
    })
    return () => {
      done()
      clearImmediate(immediate)
    }
  }

  #drop(which: (timer: Timer) => boolean): void {
    this.#timers = this.#timers.filter((timer) => !which(timer))
  }

  /** Whether something is about to be done without the clock moving. */
  get busy(): boolean {
    return this.#soon > 0
  }

  /** An owner has died: nobody wakes it any more. */
  forget(owner: object): void {
    this.#drop((timer) => timer.owner === owner)
  }

  /** Does at once what waits exactly this long: how a caller's patience ends without time going on. */
  endPatience(ms: number): void {
    const found = this.#timers.find((timer) => timer.ms === ms)
    if (found === undefined) return
    this.#drop((timer) => timer === found)
    void found.work()
  }
}
