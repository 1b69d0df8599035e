/** What is to be closed at the end, the last opened first. */
export type Closing = (() => Promise<unknown>)[]

export interface Interruptible {
  readonly closing: Closing
  /** Resolves when a signal comes, which from now on is not an interruption but the end that was waited for. */
  untilTold(): Promise<void>
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does some work and closes what it has opened, however it ends: with a result, with an error, or with Ctrl-C or another
 * signal that asks this process to end. After a signal it ends as the signal wants, once everything is closed. A second
 * signal ends it at once.
 */
export async function interruptible<Result>(work: (use: Interruptible) => Promise<Result>): Promise<Result> {
  const closing: Closing = []
  let told: (signal: NodeJS.Signals) => void = () => {}
  const interrupted = new Promise<NodeJS.Signals>((resolve) => {
    told = resolve
  })
  const heard = (signal: NodeJS.Signals) => {
    for (const each of SIGNALS) process.off(each, heard)
    told(signal)
  }
  for (const each of SIGNALS) process.on(each, heard)
  const untilTold = () =>
    new Promise<void>((resolve) => {
      told = () => resolve()
    })
  const working = work({ closing, untilTold })
  const came = await Promise.race([
    working.then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    ),
    interrupted.then((signal) => ({ signal })),
  ])
  const faults = await closed(closing)
  for (const each of SIGNALS) process.off(each, heard)
  if ('signal' in came) {
    process.kill(process.pid, came.signal)
    return new Promise(() => {})
  }
  if ('error' in came) throw came.error
  if (faults.length > 0) throw faults[0]
  return came.result
}

/** Closes everything, whatever of it fails; gives what did. */
async function closed(closing: Closing): Promise<readonly unknown[]> {
  const faults: unknown[] = []
  for (let close = closing.pop(); close !== undefined; close = closing.pop()) {
    try {
      await close()
    } catch (error) {
      faults.push(error)
    }
  }
  return faults
}
