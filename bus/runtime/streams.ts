import { isStream } from '../steps/shared.js'
import { HUB_TOO_MANY } from './failure.js'

const MOST = 200_000

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

/**
 * Reads the streams at the top level of a body into memory, so that a change that iterates them waits for its
 * transaction only. At most 200,000 items each: HUB_TOO_MANY.
 */
export async function drained(body: unknown): Promise<unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  if (!Object.values(body).some(isRunning)) return body
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(body)) {
    if (!isRunning(value)) {
      out[name] = value
      continue
    }
    const items: unknown[] = []
    for await (const item of value)
      if (items.push(item) > MOST) throw HUB_TOO_MANY(`the stream ${name} of a change`, MOST)
    out[name] = new Drained(items)
  }
  return out
}
