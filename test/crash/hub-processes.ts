import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { until } from '../kit/event.js'
import type { Go, HubOrders, Said } from './protocol.js'

const PROGRAM = fileURLToPath(new URL('./hub-program.js', import.meta.url))

/** One process of the hub, from standing by to its death. */
class HubProcess {
  private readonly child: ChildProcess
  readonly ended: Promise<void>
  over = false
  port: number | undefined
  /** Milliseconds from the word to go until it was ready. */
  readyMs: number | undefined
  /** The boundary at which it has killed itself. */
  killedAt: string | undefined

  constructor(orders: HubOrders, trouble: string[]) {
    this.child = spawn(process.execPath, [PROGRAM, JSON.stringify(orders)], {
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
    else if (trouble.length < 100) trouble.push(said.sentence)
  }

  async go(go: Go): Promise<void> {
    await until('the hub to stand by', () => this.port !== undefined || this.over)
    this.child.stdin!.write(`${JSON.stringify(go)}\n`)
    await until('the hub to be ready', () => this.readyMs !== undefined || this.over)
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }
}

/** A row of hub processes on the same books: one works, the next stands by. */
export class HubProcesses {
  private readonly orders: HubOrders
  private working: HubProcess | undefined
  private next: HubProcess
  /** What any of them said at level warn or worse. */
  readonly trouble: string[] = []
  readonly readyMs: number[] = []

  constructor(orders: HubOrders) {
    this.orders = orders
    this.next = new HubProcess(orders, this.trouble)
  }

  /** Lets the next one work; returns when it is ready, or dead already. The one before must have ended. */
  async start(go: Go): Promise<HubProcess> {
    const hub = this.next
    await hub.go(go)
    this.working = hub
    this.next = new HubProcess(this.orders, this.trouble)
    if (hub.readyMs !== undefined) this.readyMs.push(hub.readyMs)
    return hub
  }

  /** One call to the hub that works now; undefined when there is none, or it died meanwhile. */
  async call(what: string, body: unknown, withinMs = 5_000): Promise<{ status: number; body: unknown } | undefined> {
    const hub = this.working
    if (hub?.port === undefined || hub.over) return undefined
    try {
      const answer = await fetch(`http://127.0.0.1:${hub.port}/${what}`, {
        method: 'POST',
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(withinMs),
      })
      return { status: answer.status, body: await answer.json() }
    } catch {
      return undefined
    }
  }

  /** Stops the one that works as SIGTERM would, and kills the one that stands by. */
  async stop(): Promise<void> {
    await this.next.kill()
    await this.call('stop', {}, 20_000)
    await this.working?.kill()
  }

  async kill(): Promise<void> {
    await this.next.kill()
    await this.working?.kill()
  }
}
