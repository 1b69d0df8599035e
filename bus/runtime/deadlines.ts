import { HUB_DEADLINE } from './failure.js'
import type { After } from './timers.js'

/** Tells work that nobody waits for it any more. The signal is made when it is asked for: most work is over long before. */
export class Cut {
  private made: AbortController | undefined
  private reason: Error | undefined

  get signal(): AbortSignal {
    if (this.made === undefined) {
      this.made = new AbortController()
      if (this.reason !== undefined) this.made.abort(this.reason)
    }
    return this.made.signal
  }

  get isCut(): boolean {
    return this.reason !== undefined
  }

  abort(reason: Error): void {
    this.reason = reason
    this.made?.abort(reason)
  }
}

/** One piece of work under a deadline. */
class Work {
  readonly what: string
  readonly ms: number
  readonly until: number
  readonly cut = new Cut()
  reject: (error: Error) => void
  over = false
  /** Takes back a timer of its own. */
  cancel: (() => void) | undefined

  constructor(what: string, ms: number, until: number, reject: (error: Error) => void) {
    this.what = what
    this.ms = ms
    this.until = until
    this.reject = reject
  }

  end(error: Error): void {
    this.over = true
    this.cut.abort(error)
    this.reject(error)
  }
}

/** The longest that setTimeout takes. */
const MOST_MS = 2 ** 31 - 1
const COMPACT = 1_024
const nobody = () => {}

/** Work of one length of time, in the order in which it is due: one timer, for the first of it. */
class Line {
  private readonly works: Work[] = []
  private head = 0
  private open = 0
  private timer: NodeJS.Timeout | undefined

  add(work: Work): void {
    this.works.push(work)
    if (this.timer === undefined) this.wait()
    // Only what is under way keeps the process alive.
    if (this.open++ === 0) this.timer!.ref()
  }

  /** What is over leaves from the head on; behind work that is slow, only its shell stays for a while. */
  left(one: Work): void {
    one.reject = nobody
    if (--this.open === 0) this.timer?.unref()
    while (this.works[this.head]?.over === true) this.head++
    this.compact()
  }

  private compact(): void {
    if (this.head < COMPACT && this.head < this.works.length) return
    this.works.splice(0, this.head)
    this.head = 0
  }

  underWay(): readonly Work[] {
    return this.works.slice(this.head).filter(({ over }) => !over)
  }

  private wait(): void {
    const next = this.works[this.head]
    if (next === undefined) return
    const ms = next.until - performance.now()
    this.timer = setTimeout(() => this.look(), Math.min(Math.max(Math.ceil(ms), 1), MOST_MS))
    if (this.open === 0) this.timer.unref()
  }

  private look(): void {
    const now = performance.now()
    for (;;) {
      const next = this.works[this.head]
      if (next === undefined || (!next.over && next.until > now)) break
      this.head++
      if (next.over) continue
      this.open--
      next.end(HUB_DEADLINE(next.what, next.ms))
    }
    this.compact()
    this.timer = undefined
    this.wait()
  }
}

/**
 * Work that may take so long and no longer. All work of one length of time shares a timer, and an abort signal is made only
 * for work that looks at it, because most work is over before anybody would.
 */
export class Deadlines {
  private readonly lines = new Map<number, Line>()
  private readonly timed = new Set<Work>()
  private readonly stop: AbortSignal
  private readonly after: After | undefined

  /** `after` are the timers of a clock that is moved by hand; each piece of work has one of its own there. */
  constructor(stop: AbortSignal, after?: After) {
    this.stop = stop
    this.after = after
    stop.addEventListener('abort', () => this.stopped(), { once: true })
  }

  /**
   * Gives `work` at most `ms` milliseconds. What finishes later finds nobody waiting: its answer is not used. Rejects with
   * HUB_DEADLINE, also when the hub cuts off what runs.
   */
  within<T>(what: string, ms: number, work: (cut: Cut) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.stop.aborted) {
        reject(cutOff(what, ms))
        return
      }
      const { line, one } = this.begin(what, ms, reject)
      const ended = () => {
        if (one.over) return
        one.over = true
        if (line !== undefined) line.left(one)
        else {
          one.cancel!()
          this.timed.delete(one)
        }
      }
      const failed = (error: unknown) => {
        ended()
        reject(error)
      }
      try {
        work(one.cut).then((value) => {
          ended()
          resolve(value)
        }, failed)
      } catch (error) {
        // Thrown before it gave a promise.
        failed(error)
      }
    })
  }

  private begin(what: string, ms: number, reject: (error: Error) => void) {
    const one = new Work(what, ms, performance.now() + ms, reject)
    if (this.after !== undefined) {
      one.cancel = this.after(ms, () => {
        this.timed.delete(one)
        one.end(HUB_DEADLINE(what, ms))
      })
      this.timed.add(one)
      return { line: undefined, one }
    }
    let line = this.lines.get(ms)
    if (line === undefined) {
      line = new Line()
      this.lines.set(ms, line)
    }
    line.add(one)
    return { line, one }
  }

  private stopped(): void {
    for (const one of this.timed) {
      one.cancel!()
      one.end(cutOff(one.what, one.ms))
    }
    this.timed.clear()
    for (const line of this.lines.values())
      for (const one of line.underWay()) {
        one.end(cutOff(one.what, one.ms))
        line.left(one)
      }
  }
}

function cutOff(what: string, ms: number): Error {
  return HUB_DEADLINE(`${what} (the hub is stopping)`, ms)
}
