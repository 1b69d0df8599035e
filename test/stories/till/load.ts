import { randomUUID } from 'node:crypto'
import { until } from '../../kit/event.js'
import type { Fleet } from './fleet.js'

export interface Refusal {
  readonly what: string
  /** Milliseconds since 1970, when the call was made. */
  readonly at: number
  /** A status, or why there was none. */
  readonly came: number | string
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export interface LoadUse {
  readonly tills: number
  /** Between a sale and the next one at the same till. */
  readonly pauseMs: number
  /** So long a cashier waits for an answer before asking again, in milliseconds. */
  readonly patienceMs: number
}

export interface Load {
  /** Calls that were not answered with 2xx. They were made again, with the same idempotency key. */
  readonly refusals: readonly Refusal[]
  /** Counts that were not what they had to be: one sentence each. */
  readonly wrong: readonly string[]
  /** Sales by till that were accepted. */
  readonly sales: ReadonlyMap<string, number>
  /** Calls that were answered. */
  calls(): number
  /** Answers 202 to a question: it goes on, and is asked again. */
  later(): number
  /** The longest time from a question to its answer, in milliseconds. */
  slowestMs(): number
  /** No further sale; resolves when every call has its answer. */
  stop(): Promise<void>
}

/**
 * Cashiers at their tills, who each record and count one sale after another, and go on with the next when they know that
 * the one before was taken and have their number.
 */
export function startLoad({ balancer, key }: Fleet, { tills, pauseMs, patienceMs }: LoadUse): Load {
  const refusals: Refusal[] = []
  const wrong: string[] = []
  const sales = new Map<string, number>()
  let calls = 0
  let later = 0
  let slowest = 0
  let over = false

  const call = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const idempotencyKey = randomUUID()
    const began = performance.now()
    for (;;) {
      const at = Date.now()
      const what = `${path} ${JSON.stringify(body)}`
      try {
        const answer = await fetch(balancer.url + path, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': idempotencyKey,
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(patienceMs),
        })
        const answered = (await answer.json()) as Record<string, unknown>
        calls++
        if (!answer.ok) refusals.push({ what: `${what} ${JSON.stringify(answered)}`, at, came: answer.status })
        else if (answer.status === 202 && path === '/till/counts') later++
        else {
          slowest = Math.max(slowest, performance.now() - began)
          return answered
        }
      } catch (error) {
        refusals.push({ what, at, came: String((error as { cause?: unknown }).cause ?? error) })
      }
      await pause(50)
    }
  }
  const cashier = async (till: string) => {
    for (let n = 1; !over; n++) {
      await call('/till/sales', { till, n })
      sales.set(till, n)
      const { value } = await call('/till/counts', { till, n })
      if (value !== n) wrong.push(`sale ${n} of ${till} was counted as number ${String(value)}`)
      await pause(pauseMs)
    }
  }
  const working = Promise.all(Array.from({ length: tills }, (_, no) => cashier(`T${no + 1}`)))
  return {
    refusals,
    wrong,
    sales,
    calls: () => calls,
    later: () => later,
    slowestMs: () => slowest,
    async stop() {
      over = true
      await working
    },
  }
}

const BUSY_MS = 60_000

/** Resolves when so many more calls were answered: the load has gone through whatever was done before. */
export async function busy(load: Load, more = 100): Promise<void> {
  const from = load.calls()
  await until(`${more} more calls`, () => load.calls() >= from + more, BUSY_MS)
}
