import { ALL_PARTITIONS } from '../partition.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import type { Envelope, Receiver, Transport } from '../ports/transport.js'
import type { Placed, Stirred, UnitResult } from '../ports/unit.js'
import { type Arrived, Cursor } from './cursor.js'
import type { Dispatcher } from './dispatcher.js'
import { type After, systemTimers } from './timers.js'

interface DistributionUse {
  readonly store: Pick<Store, 'readyIn'>
  readonly transport: Transport
  readonly dispatcher: Dispatcher
  readonly after?: After | undefined
  readonly trouble: (sentence: string, error: unknown) => void
}

/** How long a missing message may be on its way before it is read from the books. */
const PATIENCE_MS = 30
/** Messages read from the books at one time. */
const PAGE = 256
/** A larger body is not sent to another process, which reads it from the books. */
const MOST_SENT = 131_072

/** Brings what was accepted here to the owners of its partitions, and takes in what others have accepted for ours. */
export class Distribution implements Receiver {
  private readonly use: DistributionUse
  private readonly cursors = new Map<number, Cursor>()
  private readonly reading = new Set<number>()
  private readonly patient = new Set<number>()
  /** Partitions that are being looked at, and whether that was asked for again meanwhile. */
  private readonly looking = new Map<number, boolean>()
  /** Closed partitions of which something came after that. */
  private readonly strays = new Set<number>()
  /** Envelopes given to the transport and taken from it; messages that were read from the books instead. */
  sent = 0
  arrived = 0
  found = 0

  constructor(use: DistributionUse) {
    this.use = use
  }

  /** A partition is ours. Up to this seq its messages were read, or will be, by their flows. */
  opened(partition: number, lastSeq: number): void {
    this.cursors.set(partition, new Cursor(lastSeq))
    this.read(partition)
  }

  closed(partition: number): void {
    this.cursors.delete(partition)
  }

  /** Nothing more comes here for a partition that was closed. Of what came too late, its owner is told to look. */
  left(partition: number): void {
    if (!this.strays.delete(partition)) return
    if (this.cursors.has(partition)) this.lookAgain(partition)
    else this.send([{ kind: 'look', partition }])
  }

  /** The books say that the partition has messages up to this seq. What is missing since the last time is read. */
  seen(partition: number, lastSeq: number): void {
    const cursor = this.cursors.get(partition)
    if (cursor === undefined) return
    if (cursor.isMissing) this.read(partition)
    cursor.expect(lastSeq)
  }

  /** Units were committed here. */
  committed(results: readonly UnitResult[]): void {
    const away: Envelope[] = []
    const here: Arrived[] = []
    for (const result of results) {
      if (result.state !== 'committed') continue
      for (const placed of result.placed ?? []) this.place(placed, here, away)
      for (const stirred of result.stirred ?? []) this.stir(stirred, away)
    }
    this.handOn(here)
    this.send(away)
  }

  private place({ message, seq, after, ready }: Placed, here: Arrived[], away: Envelope[]): void {
    const { partition } = message
    const cursor = this.cursors.get(partition)
    if (cursor !== undefined) {
      here.push(...cursor.take(ready ? { seq, after, message } : { seq, after }))
      if (cursor.isMissing) this.missing(partition)
    } else if (!ready) away.push({ kind: 'passed', partition, seq, after })
    else if (message.body.length + (message.raw?.length ?? 0) > MOST_SENT) away.push({ kind: 'look', partition, seq })
    else away.push({ kind: 'message', partition, seq, after, message })
  }

  /** A message is ready, or has a time, by what was done here. */
  stir({ id, partition, due }: Stirred, away?: Envelope[]): void {
    const { dispatcher } = this.use
    if (this.cursors.has(partition)) {
      if (due > 0) dispatcher.wakeBy(due)
      else dispatcher.awaken(id)
      return
    }
    const envelope: Envelope = { kind: 'stirred', partition, id, ...(due > 0 ? { due } : {}) }
    if (away === undefined) this.send([envelope])
    else away.push(envelope)
  }

  /** A key of a partition is held no more by this message, which did not run. */
  freed(partition: number, flow: string, key: string, messageId: string): void {
    if (this.cursors.has(partition)) this.use.dispatcher.releaseKey(flow, key, messageId)
    else this.send([{ kind: 'freed', partition, flow, key, messageId }])
  }

  /** Messages of a flow from this seq on became ready, in whatever partitions they are. */
  rewind(flow: string, seq: number): void {
    this.use.dispatcher.rewind(flow, seq)
    const others = ALL_PARTITIONS.filter((partition) => !this.cursors.has(partition))
    this.send(others.map((partition) => ({ kind: 'look', partition, flow, seq })))
  }

  /** Up to this seq the messages of a partition were handed on; 0 when it is not ours. */
  known(partition: number): number {
    return this.cursors.get(partition)?.known ?? 0
  }

  /** What was lost on the way is in the books. */
  linked(): void {
    for (const partition of this.cursors.keys()) this.lookAgain(partition)
  }

  /** Reads a partition again as if nothing of it were known. */
  lookAgain(partition: number): void {
    const { dispatcher } = this.use
    dispatcher.wakeBy(0)
    dispatcher.keys.doubt(partition)
    this.read(partition)
    const isLooking = this.looking.has(partition)
    this.looking.set(partition, isLooking)
    if (!isLooking) void this.look(partition)
  }

  /** Which flows have something ready there is one question; to ask for each flow would be as many as there are flows. */
  private async look(partition: number): Promise<void> {
    const { store, dispatcher } = this.use
    try {
      const rows = await store.readyIn([partition], 0, PAGE)
      if (rows.length === PAGE) dispatcher.rewindAll(partition)
      else for (const flow of new Set(rows.map(({ flow }) => flow))) dispatcher.rewind(flow, 0, partition)
    } catch {
      // Each flow tells when it cannot read, and tries until it can.
      dispatcher.rewindAll(partition)
    }
    const isAsked = this.looking.get(partition)
    this.looking.delete(partition)
    if (isAsked && this.cursors.has(partition)) this.lookAgain(partition)
  }

  async came(envelopes: readonly Envelope[]): Promise<void> {
    const here: Arrived[] = []
    const { dispatcher } = this.use
    this.arrived += envelopes.length
    for (const envelope of envelopes) {
      const { kind, partition } = envelope
      const cursor = this.cursors.get(partition)
      if (cursor === undefined) {
        // It was ours when it was sent. Its owner misses what was accepted, by its number, but nothing else.
        if (kind !== 'message' && kind !== 'passed') this.strays.add(partition)
        continue
      }
      if (kind === 'message' || kind === 'passed') {
        here.push(...cursor.take(envelope))
        if (cursor.isMissing) this.missing(partition)
      } else if (kind === 'stirred') this.stir({ id: envelope.id, partition, due: envelope.due ?? 0 })
      else if (kind === 'freed') dispatcher.releaseKey(envelope.flow, envelope.key, envelope.messageId)
      else if (envelope.flow !== undefined) dispatcher.rewind(envelope.flow, envelope.seq ?? 0, partition)
      else if (envelope.seq === undefined) this.lookAgain(partition)
      else {
        cursor.expect(envelope.seq)
        if (cursor.isMissing) this.read(partition)
      }
    }
    this.handOn(here)
  }

  private handOn(arrived: readonly Arrived[]): void {
    const messages: NewMessage[] = []
    const seqs: number[] = []
    for (const { message, seq } of arrived) {
      if (message === undefined) continue
      messages.push(message)
      seqs.push(seq)
    }
    if (messages.length > 0) this.use.dispatcher.arrived(messages, seqs)
  }

  private missing(partition: number): void {
    if (this.patient.has(partition)) return
    this.patient.add(partition)
    ;(this.use.after ?? systemTimers)(PATIENCE_MS, () => {
      this.patient.delete(partition)
      if (this.cursors.get(partition)?.isMissing) this.read(partition)
    })
  }

  private read(partition: number): void {
    const cursor = this.cursors.get(partition)
    if (cursor === undefined || this.reading.has(partition)) return
    this.reading.add(partition)
    this.readOn(partition, cursor)
      .catch((error: unknown) => this.use.trouble(`partition ${partition} could not be read from the books`, error))
      .finally(() => this.reading.delete(partition))
  }

  private async readOn(partition: number, cursor: Cursor): Promise<void> {
    do {
      // Given out before the books are asked, so that they know of it.
      const { wanted } = cursor
      const rows: readonly LivingMessage[] = await this.use.store.readyIn([partition], cursor.known, PAGE)
      if (this.cursors.get(partition) !== cursor) return
      const found = rows.filter(({ seq }) => seq > cursor.known)
      this.found += found.length
      this.use.dispatcher.found(found)
      const last = rows.at(-1)?.seq ?? 0
      this.handOn(cursor.read(rows.length < PAGE ? Math.max(wanted, last) : last))
      if (rows.length < PAGE && !cursor.isMissing) return
    } while (cursor.isMissing)
  }

  private send(envelopes: readonly Envelope[]): void {
    if (envelopes.length === 0) return
    this.sent += envelopes.length
    this.use.transport.send(envelopes).catch((error: unknown) => this.use.trouble('envelopes could not be sent', error))
  }
}
