import { LIMITS } from './limits.js'

/** What gives the items of a list one by one; undefined for what is neither list nor stream. */
export function iteratorOf(given: unknown): AsyncIterator<unknown> | undefined {
  const stream = given as Partial<AsyncIterable<unknown>> & Partial<Iterator<unknown>>
  if (typeof given !== 'object' || given === null) return undefined
  if (typeof stream[Symbol.asyncIterator] === 'function') return stream[Symbol.asyncIterator]!()
  if (typeof stream.next !== 'function') return undefined
  return {
    next: async () => stream.next!(),
    return: async () => stream.return?.() ?? { done: true, value: undefined },
  }
}

/** A list so long that what is written is handed out between its items. */
const LONG = 256

/** The objects with a stream or a long list somewhere below; `streams` says whether there is a stream. */
export function streamingIn(value: unknown): { readonly objects: ReadonlySet<unknown>; readonly streams: boolean } {
  const objects = new Set<unknown>()
  let streams = false
  const visit = (each: unknown, depth: number): boolean => {
    if (typeof each !== 'object' || each === null || each instanceof Uint8Array) return false
    if (iterates(each)) {
      streams = true
      return true
    }
    if (depth > 3 * LIMITS.depth) return false
    let found = Array.isArray(each) && each.length > LONG
    for (const item of Array.isArray(each) ? each : Object.values(each)) if (visit(item, depth + 1)) found = true
    if (found) objects.add(each)
    return found
  }
  visit(value, 0)
  return { objects, streams }
}

const iterates = (value: object) =>
  Symbol.asyncIterator in value || typeof (value as { next?: unknown }).next === 'function'
