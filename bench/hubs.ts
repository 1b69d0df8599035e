import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { round } from './measure.js'
import type { Command, Progress, Settled, Times } from './mysql-hub.js'
import { AS_THE_HUB } from './part.js'

const PROGRAM = fileURLToPath(new URL('./mysql-hub.js', import.meta.url))
/** How long a process may take for what it is told. */
const WITHIN_MS = 300_000

type Told = Progress | { readonly done: string; readonly answer: unknown } | { readonly failed: string }

/** A hub process that does what it is told. */
class HubProcess {
  taken = 0
  onTaken = () => {}
  private readonly child: ChildProcess
  private answer: { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void } | undefined
  private said = ''
  /** Rejects when the process ends. */
  readonly gone: Promise<never>

  constructor(program: string) {
    this.child = fork(program, [], {
      execArgv: [...AS_THE_HUB, ...(process.env.BENCH_HUB_ARGS?.split(' ') ?? [])],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.said = (this.said + chunk.toString()).slice(-8_000)
    })
    this.child.on('message', (told: Told) => {
      if ('taken' in told) {
        this.taken = told.taken
        this.onTaken()
      } else if ('failed' in told) this.answer?.reject(new Error(told.failed))
      else this.answer?.resolve(told.answer)
    })
    // What is said to one that has just ended fails too; its end tells more.
    this.child.on('error', () => {})
    this.gone = new Promise((_, reject) =>
      this.child.once('exit', (code, signal) => {
        const error = new Error(`a hub process ended with ${code ?? signal}:\n${this.said}`)
        this.answer?.reject(error)
        reject(error)
      }),
    )
    // In the end they all do.
    this.gone.catch(() => {})
  }

  get pid(): number {
    return this.child.pid!
  }

  tell<Answer>(command: Command): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`a hub process did not ${command.do} in time:\n${this.said}`)),
        WITHIN_MS,
      )
      this.answer = {
        resolve: (answer) => {
          clearTimeout(late)
          resolve(answer as Answer)
        },
        reject: (error) => {
          clearTimeout(late)
          reject(error)
        },
      }
      this.child.send(command)
    })
  }

  hear(taken: number): void {
    this.child.send({ do: 'hear', taken } satisfies Command)
  }

  async end(): Promise<void> {
    if (this.said !== '') process.stderr.write(this.said)
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.disconnect()
    await gone
  }
}

/** Seconds of processor time that a process has taken, its threads included. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // After the name in brackets: state, ppid, … utime (14th of all), stime (15th), in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** What processes took of the machine, each as a share of one core; several of one name are added up. */
export type CpuShares = Readonly<Record<string, number>>

export function cpuOf(pids: Readonly<Record<string, readonly number[]>>): () => CpuShares {
  const all = () => Object.entries(pids).map(([name, of]) => [name, of.reduce((sum, pid) => sum + cpuSeconds(pid), 0)])
  const before = Object.fromEntries(all()) as Record<string, number>
  const began = performance.now()
  return () => {
    const seconds = (performance.now() - began) / 1_000
    return Object.fromEntries(
      all().map(([name, cpu]) => [name, round(((cpu as number) - before[name!]!) / seconds, 2)]),
    )
  }
}

export interface Course {
  readonly perSecond: number
  readonly unitsPerCommit: number
  /** Share of the time in which a hub was within a commit, the mean of all. */
  readonly committing: number
  /** Messages that came from another process for each that was sent, the announcements included. */
  readonly travelled: number
  readonly cpu: CpuShares
}

/** Hub processes that share books. They stay from round to round, and each round has books of its own. */
export class Hubs {
  private readonly all: readonly HubProcess[]
  private readonly withinMs: number

  /** `program` and `withinMs`, how long a round may take, are others than those of the bench for tests of this class. */
  constructor(count: number, { program = PROGRAM, withinMs = WITHIN_MS } = {}) {
    this.all = Array.from({ length: count }, () => new HubProcess(program))
    this.withinMs = withinMs
  }

  get pids(): readonly number[] {
    return this.all.map(({ pid }) => pid)
  }

  /** `seated` resolves when the partitions are shared out. */
  async open(
    { url, amqp, timed = false }: { readonly url: string; readonly amqp?: string; readonly timed?: boolean },
    seated: (processes: number) => Promise<void>,
  ): Promise<void> {
    for (const [at, hub] of this.all.entries())
      await hub.tell({ do: 'open', url, ...(amqp && { amqp }), name: `bench-${at}`, timed })
    await seated(this.all.length)
    for (const hub of this.all) hub.taken = 0
  }

  /** Each accepts its share; resolves when all have ended everywhere. */
  async run(
    { messages, callers, underWay }: { readonly messages: number; readonly callers: number; readonly underWay: number },
    others: Readonly<Record<string, readonly number[]>>,
  ): Promise<Course> {
    const of = this.all.length
    const each = Math.floor(messages / of)
    return this.measured(each * of, others, (hub, at) =>
      hub.tell({
        do: 'run',
        from: at * each,
        messages: each,
        callers: Math.max(1, Math.floor(callers / of)),
        underWay: Math.max(1, underWay / of),
        of,
      }),
    )
  }

  /** Each accepts its share at a fixed load. */
  async pace(messages: number, perSecond: number, others: Readonly<Record<string, readonly number[]>>) {
    const of = this.all.length
    const each = Math.floor(messages / of)
    const times: Times[] = []
    const course = await this.measured(
      each * of,
      others,
      (hub, at) => hub.tell({ do: 'pace', from: at * each, messages: each, perSecond: perSecond / of }),
      times,
    )
    return { course, times }
  }

  private async measured(
    messages: number,
    others: Readonly<Record<string, readonly number[]>>,
    start: (hub: HubProcess, at: number) => Promise<unknown>,
    times: Times[] = [],
  ): Promise<Course> {
    const { withinMs } = this
    let taken = 0
    let done = () => {}
    let late: NodeJS.Timeout | undefined
    const allTaken = new Promise<void>((resolve, reject) => {
      done = resolve
      late = setTimeout(
        () => reject(new Error(`after ${withinMs} ms only ${taken} of ${messages} messages had reached the sink`)),
        withinMs,
      )
    }).finally(() => clearTimeout(late))
    for (const hub of this.all)
      hub.onTaken = () => {
        taken = this.all.reduce((sum, one) => sum + one.taken, 0)
        if (this.all.length > 1) for (const one of this.all) one.hear(taken)
        if (taken >= messages) done()
      }
    const cpu = cpuOf({ hubs: this.pids, ...others })
    const began = performance.now()
    await Promise.race([Promise.all([...this.all.map(start), allTaken]), ...this.all.map(({ gone }) => gone)]).finally(
      done,
    )
    const settled = await Promise.all(this.all.map((hub) => hub.tell<Settled & Times>({ do: 'settle' })))
    const ms = performance.now() - began
    const shares = cpu()
    times.push(...settled)
    const sum = (of: (one: Settled) => number) => settled.reduce((total, one) => total + of(one), 0)
    return {
      perSecond: round((messages / ms) * 1_000, messages / ms < 1 ? 1 : 0),
      unitsPerCommit: round(sum(({ commits }) => commits.units) / sum(({ commits }) => commits.commits), 1),
      committing: round(sum(({ committing }) => committing) / settled.length, 2),
      travelled: round(sum(({ travelled }) => travelled) / messages, 2),
      cpu: shares,
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((hub) => hub.tell({ do: 'close' })))
  }

  async end(): Promise<void> {
    for (const hub of this.all) await hub.end()
  }
}
