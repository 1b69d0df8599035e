import { limitLayout, limitOf, rowsOf } from './fixed-width-layout.js'
import { memoryAfterGc, round } from './measure.js'
import type { Part } from './part.js'

export interface MemoryOptions {
  /** Records that go out and in again. */
  readonly records: number
}
export interface MemoryResult {
  /** How much more resident memory there was at most than after the first tenth. */
  readonly rssGrowthMegabytes: number
  readonly rssMegabytes: number
  readonly seconds: number
}

/** Samples are taken this many times on the way. */
const SAMPLES = 100

/**
 * Records written by the layout and read from what was written, streaming, so that out and in are measured at once. Memory
 * is looked at as it stands, garbage included: a hub has no more of it than the machine gives.
 */
export const part: Part<MemoryOptions, MemoryResult> = async ({ records: total }) => {
  const limit = await limitOf()
  const rows = rowsOf(limit)
  function* groups() {
    for (let n = 0; n < total / rows.length; n++) yield rows
  }
  const began = performance.now()
  const each = total / SAMPLES
  let read = 0
  let before = 0
  let most = 0
  let next = each
  for await (const batch of limitLayout.readBatches(limitLayout.write(groups()))) {
    read += batch.length
    if (read < next) continue
    next += each
    const { rss } = process.memoryUsage()
    // The first tenth is for the compiler and for the heap to find its size.
    if (read <= total / 10) before = Math.max(before, rss)
    else most = Math.max(most, rss)
  }
  if (read !== total) throw new Error(`${read} records came in of ${total} that went out`)
  const { rss } = await memoryAfterGc()
  return {
    rssGrowthMegabytes: round(Math.max(0, most - before) / 1e6, 1),
    rssMegabytes: round(Math.max(most, rss) / 1e6),
    seconds: round((performance.now() - began) / 1_000, 1),
  }
}
