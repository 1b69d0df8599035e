import type { ConnectionHandle, EffectEnd, OpenUse } from '../adapter.js'
import { HUB_DEADLINE, HUB_NO_CLIENT } from './failure.js'
import { type After, systemTimers } from './timers.js'

/** At most `most` tasks at a time; the others wait their turn, first come first served. */
export class Limiter {
  private free: number
  private readonly queue: (() => void)[] = []
  constructor(most: number) {
    this.free = most
  }
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--
    else await new Promise<void>((resolve) => this.queue.push(resolve))
    try {
      return await task()
    } finally {
      const next = this.queue.shift()
      if (next === undefined) this.free++
      else next()
    }
  }
}

/**
 * Gives `work` a signal and at most `ms` milliseconds. What finishes later finds nobody waiting: its answer is not
 * used. Rejects with HUB_DEADLINE.
 */
export function withDeadline<T>(
  what: string,
  ms: number,
  { stop, chance }: { readonly stop: AbortSignal; readonly chance: { readonly after?: After | undefined } },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController()
  return new Promise<T>((resolve, reject) => {
    const end = () => {
      cancel()
      stop.removeEventListener('abort', stopped)
    }
    const stopped = () => {
      end()
      const error = HUB_DEADLINE(`${what} (the hub is stopping)`, ms)
      abort.abort(error)
      reject(error)
    }
    const cancel = (chance.after ?? systemTimers)(ms, () => {
      end()
      const error = HUB_DEADLINE(what, ms)
      abort.abort(error)
      reject(error)
    })
    if (stop.aborted) return stopped()
    stop.addEventListener('abort', stopped, { once: true })
    work(abort.signal).then(
      (value) => {
        end()
        resolve(value)
      },
      (error: unknown) => {
        end()
        reject(error)
      },
    )
  })
}

/** The opened connections of one hub, and the limit of each endpoint. */
export class Outside {
  private readonly clients = new Map<string, unknown>()
  private readonly handles = new Map<string, ConnectionHandle>()
  private readonly limits = new Map<string, Limiter>()

  /** Opens each connection once. A failure closes what was opened. */
  async open(
    handles: Iterable<ConnectionHandle>,
    optionsOf: (handle: ConnectionHandle) => unknown,
    use: OpenUse,
  ): Promise<void> {
    try {
      for (const handle of handles) {
        if (this.clients.has(handle.name)) continue
        this.clients.set(handle.name, await handle.open(optionsOf(handle), use))
        this.handles.set(handle.name, handle)
      }
    } catch (error) {
      await this.close()
      throw error
    }
  }

  clientOf(connection: ConnectionHandle): unknown {
    if (!this.clients.has(connection.name)) throw HUB_NO_CLIENT(connection.name)
    return this.clients.get(connection.name)
  }

  limitOf({ uri, how }: EffectEnd): Limiter {
    let limit = this.limits.get(uri)
    if (limit === undefined) {
      limit = new Limiter(how.concurrency ?? 16)
      this.limits.set(uri, limit)
    }
    return limit
  }

  async close(): Promise<void> {
    for (const [name, handle] of [...this.handles].reverse()) await handle.close?.(this.clients.get(name))
    this.clients.clear()
    this.handles.clear()
  }
}
