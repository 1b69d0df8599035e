import { HubProcess } from './hub-process.js'
import type { Called, Hubs } from './hubs.js'
import type { Go, HubOrders } from './protocol.js'

/** A row of hub processes on the same books: one works, the next stands by. */
export class HubProcesses implements Hubs {
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
  async call(what: string, body: unknown, withinMs = 5_000): Promise<Called> {
    return this.working?.call(what, body, withinMs)
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
