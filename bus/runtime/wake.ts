import { type After, systemTimers } from './timers.js'

/** One timer for the earliest time at which something is due; nothing polls. */
export class Wake {
  private readonly now: () => number
  private readonly due: () => void
  private readonly after: After
  private cancel: () => void = () => {}
  private at = Number.POSITIVE_INFINITY
  private closed = false

  constructor(now: () => number, due: () => void, after: After = systemTimers) {
    this.now = now
    this.due = due
    this.after = after
  }

  /** Makes sure of a wake-up at this time at the latest. */
  by(time: number): void {
    if (this.closed || time >= this.at) return
    this.at = time
    this.cancel()
    this.cancel = this.after(Math.max(time - this.now(), 0), () => {
      this.at = Number.POSITIVE_INFINITY
      this.due()
    })
  }

  close(): void {
    this.closed = true
    this.cancel()
  }
}
