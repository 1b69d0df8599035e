import type { ConnectionHandle, OpenUse } from '../adapter.js'
import type { ConnectionState } from '../hub.js'
import { type ConnectionLimits, DEFAULT_LIMITS } from '../limits.js'
import { Circuit } from './circuit.js'
import { type Cut, Deadlines } from './deadlines.js'
import { HUB_NO_CLIENT } from './failure.js'
import { patient } from './streams.js'
import type { After } from './timers.js'

/** An end of a connection, and what holds for one use of it unless the connection's own limits say otherwise. */
export interface Place {
  readonly uri: string
  readonly connection: ConnectionHandle
  /** Milliseconds for one use; for a stream, for each part of it. */
  readonly deadlineMs: number
  /** Uses of this end at one time; as many as come unless told. */
  readonly concurrency?: number
}

export interface OutsideUse {
  readonly limitsOf?: (connection: ConnectionHandle) => ConnectionLimits
  /** Aborted when the hub cuts off what runs. */
  readonly stop: AbortSignal
  readonly chance: { now(): number; readonly after?: After | undefined }
  readonly log: OpenUse['log']
}

/** The opened connections of one hub. Every use of one goes through its circuit, under a deadline. */
export class Outside {
  private readonly of: OutsideUse
  private readonly clients = new Map<string, unknown>()
  private readonly handles = new Map<string, ConnectionHandle>()
  private readonly circuits = new Map<string, Circuit>()
  private readonly deadlines: Deadlines

  constructor(of: OutsideUse) {
    this.of = of
    this.deadlines = new Deadlines(of.stop, of.chance.after)
  }

  /** Opens each connection once. A failure closes what was opened. */
  async open(
    handles: Iterable<ConnectionHandle>,
    optionsOf: (handle: ConnectionHandle) => unknown,
    use: OpenUse,
  ): Promise<void> {
    const { limitsOf = () => DEFAULT_LIMITS, stop, chance, log } = this.of
    try {
      for (const handle of handles) {
        const { name, adapter } = handle
        if (this.clients.has(name)) continue
        this.clients.set(name, await handle.open(optionsOf(handle), use))
        this.handles.set(name, handle)
        this.circuits.set(name, new Circuit({ name, adapter, limits: limitsOf(handle), stop, chance, log }))
      }
    } catch (error) {
      await this.close()
      throw error
    }
  }

  clientOf(connection: ConnectionHandle): unknown {
    if (!this.clients.has(connection.name)) throw HUB_NO_CLIENT(connection.name)
    return this.clients.get(connection.name)
  }

  private circuitOf({ name }: ConnectionHandle): Circuit {
    const circuit = this.circuits.get(name)
    if (circuit === undefined) throw HUB_NO_CLIENT(name)
    return circuit
  }

  /** The refusal that a use of this connection would meet now, so that nothing need be written down before it. */
  refusal(connection: ConnectionHandle): Error | undefined {
    return this.circuitOf(connection).refusal()
  }

  /**
   * Uses an end once: when its turn comes, while its circuit lets it through, until its deadline. Throws HUB_CIRCUIT_OPEN,
   * HUB_DEADLINE, HUB_DRAINING and what `work` throws. `around` sees only what is let through, and sees its deadline.
   */
  use<T>(
    place: Place,
    work: (client: unknown, cut: Cut, traceparent?: string) => Promise<T>,
    around: (tried: (traceparent?: string) => Promise<T>) => Promise<T> = (tried) => tried(),
  ): Promise<T> {
    const circuit = this.circuitOf(place.connection)
    const client = this.clientOf(place.connection)
    const ms = circuit.deadlineMs ?? place.deadlineMs
    return circuit.use(place, (begun) =>
      around((traceparent) => this.deadlines.within(place.uri, ms, (cut) => begun(work(client, cut, traceparent)))),
    )
  }

  /**
   * Uses an end that gives a stream; the deadline is that of each part. It takes no place of the limit, because what is
   * done with its parts may need one.
   */
  stream<T>(place: Place, read: (client: unknown, signal: AbortSignal) => AsyncIterable<T>): AsyncIterable<T> {
    const circuit = this.circuitOf(place.connection)
    const client = this.clientOf(place.connection)
    const ms = circuit.deadlineMs ?? place.deadlineMs
    return {
      [Symbol.asyncIterator]: () => {
        const visit = circuit.enter()
        const { uri: what } = place
        const { stop, chance } = this.of
        return patient((signal) => read(client, signal), { what, ms, stop, chance }, visit)[Symbol.asyncIterator]()
      },
    }
  }

  /** The state of every connection, for operators and metrics. */
  connections(): readonly ConnectionState[] {
    return [...this.circuits.values()].map((circuit) => circuit.view())
  }

  async close(): Promise<void> {
    for (const [name, handle] of [...this.handles].reverse()) await handle.close?.(this.clients.get(name))
    this.clients.clear()
    this.handles.clear()
    this.circuits.clear()
  }
}
