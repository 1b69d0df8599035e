import { parentPort, workerData } from 'node:worker_threads'
import type { Judged } from './faults.js'
import { type Sabotage, subjectsOf } from './sabotage.js'
import { inputOf, type Subject } from './subjects.js'

/** What a thread is told: its share of the inputs of a run. */
export interface Task {
  readonly seed: number
  readonly from: number
  readonly until: number
  /** Every so manieth input is this thread's. */
  readonly step: number
  /** Inputs that ended a thread before. */
  readonly skip: readonly number[]
  readonly sabotage: Sabotage | undefined
  /** The input that is being judged, so that somebody sees when it does not end. */
  readonly now: Int32Array
}
/** What a thread tells: what came of some inputs, the last of which is `n`. */
export interface Told {
  readonly n: number
  readonly counts: Readonly<Record<string, Count>>
  readonly found: readonly Finding[]
  readonly slowest: Slowest
}
export interface Count {
  inputs: number
  accepted: number
  refused: number
  problems: number
}
export interface Finding {
  readonly n: number
  readonly subject: string
  readonly kind: 'crash' | 'hang' | 'silentLoss' | 'disagreement'
  readonly says: string
}
export interface Slowest {
  readonly n: number
  readonly subject: string
  readonly ms: number
}

/** A reading that is slower than this hangs. */
export const HANG_MS = 1_000
/** What was slower than this is measured again: the machine may have done something else. */
const DOUBTFUL_MS = 100
const EACH = 100

/** Judges input number `n`, and again where it took long; the time is the least it took. */
export async function judgeTimed(subjects: readonly Subject[], seed: number, n: number) {
  let ms = Number.POSITIVE_INFINITY
  let judged: Judged | undefined
  let name = ''
  for (let times = 0; times < 3 && (times === 0 || ms > DOUBTFUL_MS); times++) {
    const { subject, input, random } = inputOf(subjects, seed, n)
    judged = await subject.judge(input, random)
    ms = Math.min(ms, judged.ms)
    name = subject.name
  }
  const faults = judged!.faults.map(({ kind, says }) => ({ n, subject: name, kind, says }))
  if (ms > HANG_MS) faults.push({ n, subject: name, kind: 'hang', says: `took ${Math.round(ms)} ms` })
  return { judged: judged!, faults, ms, name }
}

async function work({ seed, from, until, step, skip, sabotage, now }: Task): Promise<void> {
  const subjects = await subjectsOf(sabotage)
  let counts: Record<string, Count> = {}
  let found: Finding[] = []
  let slowest: Slowest = { n: from, subject: '', ms: 0 }
  let waiting = 0
  const tell = (n: number) => {
    parentPort!.postMessage({ n, counts, found, slowest } satisfies Told)
    counts = {}
    found = []
    waiting = 0
  }
  for (let n = from; n < until; n += step) {
    Atomics.store(now, 0, n)
    if (!skip.includes(n)) {
      const { judged, faults, ms, name } = await judgeTimed(subjects, seed, n)
      counts[name] ??= { inputs: 0, accepted: 0, refused: 0, problems: 0 }
      const count = counts[name]
      count.inputs++
      if (judged.accepted) count.accepted++
      else count.refused++
      count.problems += judged.problems
      found.push(...faults)
      if (ms > slowest.ms) slowest = { n, subject: name, ms }
    }
    if (++waiting === EACH || n + step >= until) tell(n)
  }
}

if (parentPort !== null) await work(workerData as Task)
