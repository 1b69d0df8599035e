import { readFileSync } from 'node:fs'

// Nanoseconds that this thread has run, the first number of the file (Linux, Documentation/scheduler/sched-stats.rst).
const OWN_TIME = '/proc/thread-self/schedstat'

function ownTime(): number | undefined {
  try {
    return Number(readFileSync(OWN_TIME, 'latin1').split(' ')[0]) / 1e6
  } catch {
    return undefined
  }
}
const hasOwnTime = ownTime() !== undefined

/**
 * Milliseconds that this thread has worked, where the system tells; else what the clock says. A machine that does other
 * work meanwhile makes nothing hang.
 */
export const workedMs = (): number => (hasOwnTime ? ownTime()! : performance.now())
