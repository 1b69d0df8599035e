import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { told } from './faults.js'
import type { Sabotage } from './sabotage.js'
import type { Count, Finding, Slowest, Task, Told } from './work.js'

export interface FuzzOptions {
  readonly inputs: number
  readonly seed: number
  readonly sabotage?: Sabotage
  readonly threads?: number
  /** How long one input may take before its thread is given up. */
  readonly patienceMs?: number
  readonly progress?: (done: number) => void
}
export interface FuzzResult {
  readonly inputs: number
  readonly layouts: Readonly<Record<string, Count>>
  readonly xml: Readonly<Record<string, Count>>
  readonly crashes: number
  readonly hangs: number
  readonly silentLosses: number
  readonly disagreements: number
  readonly slowestMs: number
  readonly seed: number
}
export interface FuzzOutcome {
  readonly result: FuzzResult
  readonly slowest: Slowest
  readonly findings: readonly Finding[]
}

const WORK = new URL('./work.js', import.meta.url)
const PATIENCE_MS = 30_000
const XML = 'xml '

/** Judges so many inputs on several threads, and goes on behind one that does not end. */
export async function fuzz(options: FuzzOptions): Promise<FuzzOutcome> {
  const { inputs, seed, threads = Math.min(4, availableParallelism()), progress = () => {} } = options
  const counts: Record<string, Count> = {}
  const findings: Finding[] = []
  let slowest: Slowest = { n: 0, subject: '', ms: 0 }
  let done = 0
  const hear = (came: Told) => {
    for (const [name, count] of Object.entries(came.counts)) {
      counts[name] ??= { inputs: 0, accepted: 0, refused: 0, problems: 0 }
      const sum = counts[name]
      for (const key of Object.keys(sum) as (keyof Count)[]) sum[key] += count[key]
      done += count.inputs
    }
    findings.push(...came.found)
    if (came.slowest.ms > slowest.ms) slowest = came.slowest
    progress(done)
  }
  await Promise.all(
    Array.from({ length: threads }, async (_, i) => {
      const skip: number[] = []
      for (let from = i; from < inputs; ) {
        const ended = await share({ ...options, step: threads, skip }, from, (came) => {
          from = came.n + threads
          hear(came)
        })
        if (ended === undefined) break
        findings.push(ended)
        done++
        skip.push(ended.n)
      }
    }),
  )
  findings.sort((a, b) => a.n - b.n)
  const of = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length
  const named = (isXml: boolean) =>
    Object.fromEntries(
      Object.entries(counts)
        .filter(([name]) => name.startsWith(XML) === isXml)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => [name.replace(XML, ''), count]),
    )
  const result: FuzzResult = {
    inputs: done,
    layouts: named(false),
    xml: named(true),
    crashes: of('crash'),
    hangs: of('hang'),
    silentLosses: of('silentLoss'),
    disagreements: of('disagreement'),
    slowestMs: Math.round(slowest.ms),
    seed,
  }
  return { result, slowest, findings }
}

/** One thread's share, from an input on; resolves with what ended the thread before its time, if something did. */
function share(
  {
    inputs,
    seed,
    sabotage,
    step,
    skip,
    patienceMs = PATIENCE_MS,
  }: FuzzOptions & { readonly step: number; readonly skip: readonly number[] },
  from: number,
  hear: (came: Told) => void,
): Promise<Finding | undefined> {
  const now = new Int32Array(new SharedArrayBuffer(4)).fill(-1)
  const task: Task = { seed, from, until: inputs, step, skip, sabotage, now }
  const worker = new Worker(WORK, { workerData: task })
  return new Promise((resolve, reject) => {
    const finding = (kind: Finding['kind'], says: string): Finding => ({ n: at(), subject: 'unknown', kind, says })
    const at = () => Atomics.load(now, 0)
    let ended: Finding | undefined
    let last = -1
    let since = Date.now()
    const watch = setInterval(() => {
      if (at() !== last) {
        last = at()
        since = Date.now()
      } else if (last >= 0 && ended === undefined && Date.now() - since > patienceMs) {
        ended = finding('hang', `did not end in ${patienceMs} ms`)
        void worker.terminate()
      }
    }, 200)
    worker.on('message', hear)
    worker.once('error', (error) => {
      if (at() < 0) reject(error)
      else ended = finding('crash', told(error))
    })
    worker.once('exit', () => {
      clearInterval(watch)
      resolve(ended)
    })
  })
}
