/** Calls `work` once after `ms` milliseconds; what it returns takes that back. */
export type After = (ms: number, work: () => void) => () => void

/** The longest that setTimeout takes, a little under 25 days; whoever needs longer looks again when it is over. */
const MOST_MS = 2 ** 31 - 1

/** The system's timers. Tests that move a clock by hand give the engine their own. */
export const systemTimers: After = (ms, work) => {
  const timer = setTimeout(work, Math.min(Math.max(ms, 0), MOST_MS))
  return () => clearTimeout(timer)
}

/** Waits for work, for at most so many milliseconds. */
export async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
