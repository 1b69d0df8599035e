import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { until } from '../kit/event.js'
import type { Called } from './hubs.js'
import type { Go, HubOrders, Said } from './protocol.js'

const PROGRAM = fileURLToPath(new URL('./hub-program.js', import.meta.url))

/** A start waits for servers that are away just now. */
export const START_MS = 120_000

/** One process of the hub, from standing by to its death. */
export class HubProcess {
  private readonly child: ChildProcess
  readonly ended: Promise<void>
  over = false
  port: number | undefined
  /** Milliseconds from the word to go until it was ready. */
  readyMs: number | undefined
  /** The boundary at which it has killed itself. */
  killedAt: string | undefined
  /** Why it could not begin. */
  cannotStart: string | undefined
  /** It was told to end, one way or the other. */
  isToldToEnd = false
  /** What it said of trouble last. */
  troubled: string | undefined

  /** `program` is another one than the hub only for those who try this class. */
  constructor(orders: HubOrders, trouble: string[], program = PROGRAM) {
    this.child = spawn(process.execPath, [program, JSON.stringify(orders)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.child.stdin!.on('error', () => {})
    const lines = createInterface({ input: this.child.stdout! })
    lines.on('line', (line) => this.heard(JSON.parse(line) as Said, trouble))
    // What it said last is heard before it counts as dead.
    const silent = new Promise<void>((resolve) => lines.once('close', () => resolve()))
    this.ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve())).then(async () => {
      await silent
      this.over = true
    })
  }

  private heard(said: Said, trouble: string[]): void {
    if (said.said === 'stands-by') this.port = said.port
    else if (said.said === 'ready') this.readyMs = said.ms
    else if (said.said === 'kills-itself') this.killedAt = said.at
    else if (said.said === 'cannot-start') this.cannotStart = said.sentence
    else {
      this.troubled = said.sentence
      if (trouble.length < 100) trouble.push(said.sentence)
    }
  }

  /** With what it has ended: a code, or the signal that ended it. */
  get endedWith(): number | string | null {
    return this.child.exitCode ?? this.child.signalCode
  }

  async go(go: Go, withinMs = START_MS): Promise<void> {
    await until('the hub to stand by', () => this.port !== undefined || this.over, START_MS)
    this.child.stdin!.write(`${JSON.stringify(go)}\n`)
    await until('the hub to be ready', () => this.readyMs !== undefined || this.over, withinMs)
  }

  async call(what: string, body: unknown, withinMs: number): Promise<Called> {
    if (this.port === undefined || this.over) return undefined
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/${what}`, {
        method: 'POST',
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(withinMs),
      })
      return { status: answer.status, body: await answer.json() }
    } catch {
      return undefined
    }
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    if (signal === 'SIGTERM') this.isToldToEnd = true
    this.child.kill(signal)
  }

  async kill(): Promise<void> {
    this.isToldToEnd = true
    this.child.kill('SIGKILL')
    await this.ended
  }
}
