/** The longest that setTimeout takes. */
const MOST_MS = 2 ** 31 - 1

/** One timer for the earliest time at which something is due; nothing polls. */
export class Wake {
  private readonly now: () => number
  private readonly due: () => void
  private timer: NodeJS.Timeout | undefined
  private at = Number.POSITIVE_INFINITY
  private closed = false

  constructor(now: () => number, due: () => void) {
    this.now = now
    this.due = due
  }

  /** Makes sure of a wake-up at this time at the latest. */
  by(time: number): void {
    if (this.closed || time >= this.at) return
    this.at = time
    clearTimeout(this.timer)
    this.timer = setTimeout(
      () => {
        this.at = Number.POSITIVE_INFINITY
        this.due()
      },
      Math.min(Math.max(time - this.now(), 0), MOST_MS),
    )
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }
}
