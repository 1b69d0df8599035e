import { isStream } from '../steps/shared.js'
import type { Visit } from './circuit.js'
import { HUB_DEADLINE, HUB_TOO_MANY } from './failure.js'
import { type After, systemTimers } from './timers.js'

const MOST = 200_000
const DEADLINE_MS = 30_000
const NEVER = new AbortController().signal

/** A stream that was read to its end: iterating it waits for nothing. */
class Drained implements AsyncIterable<unknown> {
  readonly items: readonly unknown[]
  constructor(items: readonly unknown[]) {
    this.items = items
  }
  async *[Symbol.asyncIterator]() {
    yield* this.items
  }
}

const isRunning = (value: unknown): value is AsyncIterable<unknown> => isStream(value) && !(value instanceof Drained)

export interface Patience {
  /** What is waited for, for the sentence of the error. */
  readonly what: string
  /** Milliseconds that each part may take; the time that its reader takes is not counted. */
  readonly ms: number
  readonly stop: AbortSignal
  readonly chance: { readonly after?: After | undefined }
}

/** A stream that belongs to no connection. */
const NOBODY: Visit = { answered() {}, failed: (error) => error, left() {} }

/** A timer for each part would be dear. One looks so often in the time of a part; a part may take so much longer. */
const LOOKS = 4

const nextOf = <T>(from: AsyncIterator<T>) => from.next()

/** Reads a source part by part, each in its time. */
class Patient<T> implements AsyncIterator<T> {
  private readonly open: (signal: AbortSignal) => AsyncIterable<T>
  private readonly of: Patience
  private readonly visit: Visit
  private readonly abort = new AbortController()
  private from: AsyncIterator<T> | undefined
  private over = false
  private asked = 0
  private fail: ((error: unknown) => void) | undefined
  private cancel: (() => void) | undefined
  private readonly stopped = () => this.giveUp(HUB_DEADLINE(`${this.of.what} (the hub is stopping)`, this.of.ms))

  constructor(open: (signal: AbortSignal) => AsyncIterable<T>, of: Patience, visit: Visit) {
    this.open = open
    this.of = of
    this.visit = visit
    of.stop.addEventListener('abort', this.stopped, { once: true })
  }

  next(): Promise<IteratorResult<T>> {
    return this.over ? Promise.resolve({ done: true, value: undefined }) : this.inTime(nextOf<T>)
  }

  async return(): Promise<IteratorResult<T>> {
    const nothing = { done: true, value: undefined } as const
    if (this.over) return nothing
    this.visit.left()
    this.abort.abort()
    if (this.from?.return !== undefined)
      await this.inTime(async (from) => {
        await from.return!()
        return nothing
      })
    this.end()
    return nothing
  }

  /** Waits for the source at most as long as a part may take. */
  private inTime(ask: (from: AsyncIterator<T>) => Promise<IteratorResult<T>>): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      this.fail = reject
      this.asked++
      if (this.cancel === undefined) this.look(this.asked, 0)
      const failed = (error: unknown) => {
        if (this.fail !== reject) return
        this.end()
        reject(this.visit.failed(error))
      }
      if (this.of.stop.aborted) return this.stopped()
      try {
        this.from ??= this.open(this.abort.signal)[Symbol.asyncIterator]()
        ask(this.from).then((came) => {
          if (this.fail !== reject) return
          this.fail = undefined
          if (came.done === true) this.end()
          if (ask === nextOf) this.visit.answered()
          resolve(came)
        }, failed)
      } catch (error) {
        failed(error)
      }
    })
  }

  private look(asked: number, looks: number): void {
    const { what, ms, chance } = this.of
    this.cancel = (chance.after ?? systemTimers)(ms / LOOKS, () => {
      this.cancel = undefined
      if (this.fail === undefined) return
      if (asked !== this.asked) this.look(this.asked, 0)
      else if (looks + 1 < LOOKS) this.look(asked, looks + 1)
      else this.giveUp(HUB_DEADLINE(what, ms))
    })
  }

  private giveUp(error: unknown): void {
    const { fail } = this
    if (fail === undefined) return
    this.end()
    this.abort.abort(error)
    // It may be stuck for ever, so nobody waits for it.
    this.from?.return?.().catch(() => {})
    fail(this.visit.failed(error))
  }

  private end(): void {
    this.over = true
    this.fail = undefined
    this.cancel?.()
    this.cancel = undefined
    this.of.stop.removeEventListener('abort', this.stopped)
  }
}

/**
 * A stream that is ended when it gives nothing for a time, or when the hub stops: HUB_DEADLINE. `open` gets a signal that
 * is aborted then, and when the stream is left before its end; what does not heed it finds nobody waiting.
 */
export function patient<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  of: Patience,
  visit: Visit = NOBODY,
): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new Patient(open, of, visit) }
}

/**
 * Reads the streams at the top level of a body into memory, so that a change that iterates them waits for its
 * transaction only. At most 200,000 items each: HUB_TOO_MANY. One that gives nothing for `ms`: HUB_DEADLINE.
 */
export async function drained(
  body: unknown,
  { ms = DEADLINE_MS, stop = NEVER, chance = {} }: Partial<Omit<Patience, 'what'>> = {},
): Promise<unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  if (!Object.values(body).some(isRunning)) return body
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(body)) {
    if (!isRunning(value)) {
      out[name] = value
      continue
    }
    const what = `the stream ${name} of a change`
    const items: unknown[] = []
    for await (const item of patient(() => value, { what, ms, stop, chance }))
      if (items.push(item) > MOST) throw HUB_TOO_MANY(what, MOST)
    out[name] = new Drained(items)
  }
  return out
}
