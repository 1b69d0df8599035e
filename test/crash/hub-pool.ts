import { setTimeout as rest } from 'node:timers/promises'
import { type TcpProxy, tcpProxy } from '../../sandbox/servers/tcp-proxy.js'
import { HubProcess, START_MS } from './hub-process.js'
import type { Called, Hubs } from './hubs.js'
import type { Go, HubOrders } from './protocol.js'
import type { Chance } from './shapes.js'

export interface PoolUse {
  readonly orders: HubOrders
  readonly chance: Chance
  readonly processes: number
  /** Where the database and the broker are; the hubs reach them through proxies. */
  readonly books: URL
  readonly broker: URL
  readonly leaseMs: number
  /** How long a place may be without a working hub; two minutes unless told. */
  readonly readyMs?: number
  /** How long a hub that is told to end may take; half a minute unless told. */
  readonly endMs?: number
  /** The program of the hubs, for those who try this class. */
  readonly program?: string
}

/** A place in which always one hub works, or two while one takes over from the other. */
export class Slot {
  readonly no: number
  readonly books: TcpProxy
  readonly broker: TcpProxy
  /** The hub that works. */
  hub: HubProcess | undefined
  /** One that has begun before the other has ended. */
  next: HubProcess | undefined

  constructor(no: number, books: TcpProxy, broker: TcpProxy) {
    this.no = no
    this.books = books
    this.broker = broker
  }

  get working(): readonly HubProcess[] {
    return [this.hub, this.next].filter((hub) => hub?.readyMs !== undefined && !hub.isToldToEnd) as HubProcess[]
  }
}

/** How long a call may take before the caller tries another hub. */
const CALL_MS = 3_000
const END_MS = 30_000

/** Several hubs on the same books. Whenever one ends, another takes its place. */
export class HubPool implements Hubs {
  private readonly use: PoolUse
  readonly slots: Slot[] = []
  readonly trouble: string[] = []
  readonly readyMs: number[] = []
  /** Set when a hub has done what no hub must: the run is worth nothing then. */
  failure: Error | undefined
  /** Why a hub could not start, the last time that one could not. */
  private cannotStart: string | undefined
  private readonly supervised: Promise<void>[] = []
  private standby: HubProcess
  private jobs = true
  private closing = false

  constructor(use: PoolUse) {
    this.use = use
    this.standby = this.another()
  }

  private another(): HubProcess {
    const { orders, program } = this.use
    return new HubProcess(orders, this.trouble, program)
  }

  /** Starts them all; returns when all are ready. */
  async open(): Promise<void> {
    const { books, broker, processes } = this.use
    for (let no = 0; no < processes; no++) {
      const slot = new Slot(no, await proxyOf(books), await proxyOf(broker))
      this.slots.push(slot)
      this.supervised.push(this.supervise(slot).catch((error: unknown) => this.fail(error as Error)))
    }
    await this.ready()
  }

  /** Until there is a working hub in every place. */
  async ready(): Promise<void> {
    await this.until(() => this.slots.every(({ working }) => working.length > 0) || undefined)
  }

  /** Until `look` finds something. Fails with the reason when hubs cannot start, or have done what none must. */
  async until<Found>(look: () => Found | undefined): Promise<Found> {
    const { readyMs = START_MS } = this.use
    const end = Date.now() + readyMs
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (this.failure !== undefined) throw this.failure
      if (Date.now() > end)
        throw new Error(`no hub works within ${readyMs} ms: ${this.cannotStart ?? 'none has said why'}`)
      await rest(20)
    }
  }

  /** One call to any of the hubs. */
  async call(what: string, body: unknown, withinMs = CALL_MS): Promise<Called> {
    const working = this.slots.flatMap((slot) => slot.working)
    return working[Math.floor(this.use.chance() * working.length)]?.call(what, body, withinMs)
  }

  /** No further runs of jobs in any hub, now or later. */
  async calm(): Promise<void> {
    this.jobs = false
    for (const { working } of this.slots)
      for (const hub of working) while (!hub.over && (await hub.call('calm', {}, CALL_MS))?.status !== 200);
  }

  /** Another hub begins, and when it works, the one before is told to end. */
  async renew(slot: Slot): Promise<void> {
    const next = await this.begun(slot)
    if (next === undefined || slot.hub === undefined || slot.hub.over) {
      await next?.kill()
      return
    }
    slot.next = next
    await this.leave(slot.hub)
  }

  /** Tells a hub to end in order, and waits for that. */
  async leave(hub: HubProcess): Promise<void> {
    const { endMs = END_MS } = this.use
    hub.signal('SIGTERM')
    await Promise.race([hub.ended, rest(endMs, undefined, { ref: false })])
    if (!hub.over) {
      this.fail(new Error(`a hub that was told to end has not done so within ${endMs} ms`))
      await hub.kill()
    } else if (hub.endedWith !== 0)
      this.fail(new Error(`a hub that was told to end has ended with ${hub.endedWith}: ${hub.troubled ?? 'no word'}`))
  }

  private fail(error: Error): void {
    this.failure ??= error
  }

  private async supervise(slot: Slot): Promise<void> {
    while (!this.closing && this.failure === undefined) {
      const hub = slot.next ?? (await this.begun(slot))
      slot.next = undefined
      slot.hub = hub
      if (hub === undefined) await rest(200)
      else await this.watched(hub)
    }
  }

  private async watched(hub: HubProcess): Promise<void> {
    await hub.ended
    if (hub.isToldToEnd || hub.killedAt !== undefined || this.closing) return
    this.fail(new Error('a hub ended by itself, and nobody had killed it'))
  }

  /** A hub that works, or undefined for one that could not start, or was killed before. */
  private async begun(slot: Slot): Promise<HubProcess | undefined> {
    const hub = this.standby
    this.standby = this.another()
    await hub.go(this.goOf(slot), this.use.readyMs).catch(async (error: unknown) => {
      await hub.kill()
      throw error
    })
    if (this.closing) await hub.kill()
    if (hub.readyMs === undefined) {
      this.cannotStart = hub.cannotStart ?? 'it ended'
      if (this.trouble.length < 100) this.trouble.push(`a hub could not start: ${this.cannotStart}`)
      return undefined
    }
    this.readyMs.push(hub.readyMs)
    if (!this.jobs) await hub.call('calm', {}, CALL_MS)
    return hub.over ? undefined : hub
  }

  private goOf({ books, broker }: Slot): Go {
    const { leaseMs } = this.use
    const shared = { books: through(this.use.books, books), broker: through(this.use.broker, broker), leaseMs }
    return { jobs: this.jobs, shared }
  }

  /** All hubs end in order, one after another. */
  async stop(): Promise<void> {
    this.closing = true
    for (const { working } of this.slots) for (const hub of working) await this.leave(hub)
    await this.kill()
  }

  async kill(): Promise<void> {
    this.closing = true
    const all = [this.standby, ...this.slots.flatMap(({ hub, next }) => [hub, next])]
    await Promise.all(all.map((hub) => hub?.kill()))
    await Promise.all(this.supervised)
    await this.standby.kill()
    await Promise.all(this.slots.flatMap(({ books, broker }) => [books.close(), broker.close()]))
    this.slots.length = 0
  }
}

const proxyOf = ({ hostname, port }: URL) => tcpProxy({ host: hostname, port: Number(port) })

function through(url: URL, { port }: TcpProxy): string {
  const own = new URL(url)
  own.port = String(port)
  return own.href
}
