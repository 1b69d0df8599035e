import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'

export const round = (value: number, digits = 0) => Math.round(value * 10 ** digits) / 10 ** digits

/** The value below which this share (0 to 1) of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** How far apart the best and the worst of some rates are, as a share of the best: 0 on a quiet machine. */
export function spread(rates: readonly number[]): number {
  const best = Math.max(...rates)
  return round((best - Math.min(...rates)) / best, 2)
}

/** Milliseconds that this disk needs to make one page durable: the median of some. */
export function fsyncMs(folder: string, times = 60): number {
  const path = join(folder, 'fsync')
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4_096, 1)
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const began = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    took.push(performance.now() - began)
  }
  closeSync(file)
  rmSync(path)
  return round(percentile(took, 0.5), 3)
}

/** CPU time of this process as a share of one core since the last call. */
export function cpuMeter(): () => number {
  let cpu = process.cpuUsage()
  let at = performance.now()
  return () => {
    const used = process.cpuUsage(cpu)
    const now = performance.now()
    const share = (used.user + used.system) / 1_000 / (now - at)
    cpu = process.cpuUsage()
    at = now
    return round(share, 2)
  }
}

const collect = (globalThis as { gc?: () => void }).gc

/** Memory that is still used when all that can go has gone. Needs `--expose-gc`. */
export async function memoryAfterGc(): Promise<{ readonly rss: number; readonly heap: number }> {
  if (collect === undefined) throw new Error('memory is measured in a process that was started with --expose-gc')
  for (let n = 0; n < 4; n++) {
    collect()
    await turn()
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, heap: heapUsed + external }
}
