import type { FlowNode } from '../../bus/node.js'
import { ALL_PARTITIONS, partitionOf } from '../../bus/partition.js'
import type { LivingMessage } from '../../bus/ports/message.js'
import type { Member, Partition, Seats } from '../../bus/ports/seats.js'
import type { KeyHolder, Store } from '../../bus/ports/store.js'
import type { Envelope, Receiver, Transport } from '../../bus/ports/transport.js'
import { Dispatcher } from '../../bus/runtime/dispatcher.js'
import type { Came } from '../../bus/runtime/shop.js'
import type { After } from '../../bus/runtime/timers.js'
import { turns } from './late-books.js'

/** Lets what was set off come to rest, books in memory answering at once. */
export const settled = () => turns(40)

type Open<T> = { -readonly [Key in keyof T]: T[Key] }
type Row = Open<LivingMessage>

/** Shared books in memory: what lives, who holds keys, who is a member and who owns what. */
export class SeatedBooks {
  readonly living = new Map<string, Row>()
  readonly deadHolders: KeyHolder[] = []
  readonly members = new Map<string, Member>()
  readonly partitions: Open<Partition>[] = ALL_PARTITIONS.map((no) => ({ no, fence: 0, lastSeq: 0 }))
  /** What the books were asked, in order. */
  readonly reads: { readonly of: string; readonly partitions?: readonly number[]; readonly rows: number }[] = []

  accept(id: string, flow: string, more: Partial<LivingMessage> = {}): Row {
    const seq = Math.max(...this.partitions.map(({ lastSeq }) => lastSeq)) + 1
    const partition = partitionOf(more.key ?? id)
    const row = { id, flow, partition, state: 'ready', due: 0, starts: 0, seq, ...more } as Row
    this.living.set(id, row)
    this.partitions[partition]!.lastSeq = seq
    return row
  }

  private read(of: string, which: (row: Row) => boolean, limit: number, partitions?: readonly number[]): Row[] {
    const found = [...this.living.values()].filter(which).sort((one, other) => one.seq - other.seq)
    const rows = found.slice(0, limit).map((row) => ({ ...row }))
    this.reads.push({ of, ...(partitions && { partitions }), rows: rows.length })
    return rows
  }

  readonly store = {
    ready: async (flow: string, after: number, limit: number, partition?: number) =>
      this.read(
        'ready',
        (row) => row.flow === flow && row.state === 'ready' && row.seq > after && row.partition === partition,
        limit,
      ),
    readyIn: async (partitions: readonly number[], after: number, limit: number) =>
      this.read(
        'readyIn',
        (row) => partitions.includes(row.partition) && row.state === 'ready' && row.seq > after,
        limit,
        partitions,
      ),
    livingAfter: async (after: number, limit: number) => this.read('livingAfter', ({ seq }) => seq > after, limit),
    living: async (id: string) => this.read('living', (row) => row.id === id, 1)[0],
    firstOfKey: async (flow: string, key: string) =>
      this.read('firstOfKey', (row) => row.flow === flow && row.key === key, 1)[0],
    keyHolders: async ({ flow, key }: { flow?: string; key?: string }) => {
      this.reads.push({ of: 'keyHolders', rows: 1 })
      return { rows: this.deadHolders.filter((one) => one.flow === flow && one.key === key) }
    },
    heldKeys: async () => ({ rows: [...this.deadHolders] }),
    due: async () => [],
    nextDue: async () => undefined,
    flowStates: async () => [],
    counts: async () => [...this.living.values()].map(({ flow, state }) => ({ flow, state, count: 1 })),
  } as unknown as Store

  join(id: string, more: Partial<Member> = {}): void {
    this.members.set(id, { id, name: id, version: '1', startedAt: 0, until: 1, leaving: false, alone: false, ...more })
  }

  seatsOf(self: string, alone = false): Seats {
    const seating = () => ({
      now: 0,
      members: [...this.members.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
      partitions: this.partitions.map((one) => ({ ...one })),
    })
    return {
      self,
      beat: async (_lease, leaving) => {
        this.join(self, { leaving, alone })
        return seating()
      },
      look: async () => seating(),
      claim: async (wanted) =>
        this.partitions
          .filter(({ no, owner }) => wanted.includes(no) && (owner === undefined || !this.members.has(owner)))
          .map((one) => {
            one.owner = self
            one.fence++
            return { ...one, owner: self, unclean: false }
          }),
      release: async (given) => {
        for (const no of given) delete this.partitions[no]!.owner
      },
      leave: async () => {
        this.members.delete(self)
        for (const one of this.partitions) if (one.owner === self) delete one.owner
      },
    }
  }
}

/** A way to the others on which nothing comes by itself. */
export class SeatedTransport implements Transport {
  readonly name = 'embedded'
  readonly linked = true
  readonly givenUp = 0
  readonly sent: Envelope[] = []
  receiver: Receiver | undefined
  isOpen = false
  /** What `take` waits for. */
  taken: Promise<unknown> = Promise.resolve()
  readonly isAlone: boolean

  constructor(isAlone = false) {
    this.isAlone = isAlone
  }

  async open(receiver: Receiver): Promise<void> {
    this.receiver = receiver
    this.isOpen = true
  }
  async send(envelopes: readonly Envelope[]): Promise<void> {
    this.sent.push(...envelopes)
  }
  async take(): Promise<void> {
    await this.taken
  }
  async close(): Promise<void> {
    this.isOpen = false
  }
}

/** Timers that a test lets ring. */
export class HandTimers {
  private set: (() => void)[] = []

  readonly after: After = (_ms, work) => {
    this.set.push(work)
    return () => {
      this.set = this.set.filter((one) => one !== work)
    }
  }

  /** All that are set by now ring, and what follows comes to rest. */
  async ring(): Promise<void> {
    for (const work of this.set.splice(0)) work()
    await settled()
  }
}

/** A dispatcher on such books whose runs end when the test says so. */
export class SeatedRuns {
  /** Ids in the order in which their runs began. */
  readonly begun: string[] = []
  readonly running = new Map<string, (came: Came) => void>()
  readonly dispatcher: Dispatcher
  private readonly books: SeatedBooks

  constructor(books: SeatedBooks, timers: HandTimers, { flows, limit }: { flows: readonly string[]; limit: number }) {
    this.books = books
    this.dispatcher = new Dispatcher({
      store: books.store,
      now: () => 0,
      after: timers.after,
      run: (_, { message }) => {
        this.begun.push(message.id)
        return new Promise((resolve) => this.running.set(message.id, resolve))
      },
      guard: (startables) => startables,
      heldBack: () => 0,
      trouble: (sentence, error) => {
        throw new Error(sentence, { cause: error })
      },
      parted: true,
    })
    for (const id of flows) this.dispatcher.addLane({ id } as FlowNode, limit, false, false)
    this.dispatcher.start()
  }

  /** Ends the run that began first of those under way. */
  async end(came: Came = { is: 'done' }): Promise<void> {
    const [id, resolve] = [...this.running][0]!
    this.running.delete(id)
    if (came.is === 'done') this.books.living.delete(id)
    resolve(came)
    await settled()
  }
}
