import type { End, TraceRow } from '../../bus/ports/unit.js'
import type { Row, SqlConnection } from './connection.js'
import { ManyRows } from './many.js'
import type { Bound } from './values.js'

/** What is kept of an ended message: only that it ended, all of it, all of a failure, or an open dead letter. */
export const Kind = { row: 0, done: 1, dropped: 2, dead: 3 } as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** Ended messages that come and go together. */
export interface Group {
  readonly kind: Kind
  /** Of the end, days since 1970. */
  readonly day: number
  readonly flow: string
}

export interface Size {
  messages: number
  /** In hub_history and its indexes, and of business keys. */
  rowBytes: number
  bodyBytes: number
  traceBytes: number
}

export interface GroupSize extends Group, Size {}

export function bytesIn({ rowBytes, bodyBytes, traceBytes }: Size): number {
  return rowBytes + bodyBytes + traceBytes
}

export function kindOf(outcome: End['outcome'], whole: boolean): Kind {
  if (outcome === 'dead-letter') return Kind.dead
  if (!whole) return Kind.row
  return outcome === 'done' ? Kind.done : Kind.dropped
}

// What a row takes with its entries in indexes, beside what varies much: measured with dbstat
// (docs/how-to/history.md). Adding up the lengths of all columns took as long as two percent of a message (measured).
const ROW = 300
const CORRELATED = 95
const KNOWN_BY = 65
const BODY = 30
const TRACE = 52

/** Bytes that the row of an ended message takes, as good as they are told without looking at pages. */
export function rowBytesOf({ message: { id, correlationId, businessKeys }, reason }: End): number {
  const known = businessKeys.length * KNOWN_BY + (correlationId === id ? 0 : CORRELATED)
  return ROW + known + (reason === undefined ? 0 : reason.length)
}

/** Bytes of a row of BODY_INSERT. */
export function bodyBytesOf(row: readonly Bound[]): number {
  return BODY + lengthOf(row[2]) + lengthOf(row[3]) + lengthOf(row[4])
}

export function copiedBytesOf({ message: { body, raw } }: End): number {
  return BODY + body.length + (raw?.length ?? 0)
}

export function traceBytesOf({ flow, outcome, steps }: TraceRow): number {
  return TRACE + flow.length + outcome.length + steps.length
}

function lengthOf(value: Bound | undefined): number {
  return value instanceof Uint8Array ? value.length : 0
}

export const SIZE_COLUMNS = ['kind', 'day', 'flow', 'messages', 'row_bytes', 'body_bytes', 'trace_bytes']

/** Of SIZE_COLUMNS. */
export function sizeOf(row: Row): GroupSize {
  const [kind, day, flow, messages, rowBytes, bodyBytes, traceBytes] = row as unknown as [
    kind: Kind,
    day: number,
    flow: string,
    messages: number,
    rowBytes: number,
    bodyBytes: number,
    traceBytes: number,
  ]
  return { kind, day, flow, messages, rowBytes, bodyBytes, traceBytes }
}

const ADD =
  'UPDATE hub_history_size SET messages = messages + ?, row_bytes = row_bytes + ?, body_bytes = body_bytes + ?, ' +
  'trace_bytes = trace_bytes + ? WHERE kind = ? AND day = ? AND flow = ?'
const BEGIN = new ManyRows(
  'INSERT INTO hub_history_size (messages, row_bytes, body_bytes, trace_bytes, kind, day, flow)',
  7,
)

/** What one transaction adds to the sums and takes from them. */
export class SizeChanges {
  readonly all: GroupSize[] = []

  of(kind: Kind, day: number, flow: string): Size {
    // A commit has few groups, and mostly the one of the message before.
    for (let at = this.all.length - 1; at >= 0; at--) {
      const one = this.all[at]!
      if (one.flow === flow && one.kind === kind && one.day === day) return one
    }
    const made: GroupSize = { kind, day, flow, messages: 0, rowBytes: 0, bodyBytes: 0, traceBytes: 0 }
    this.all.push(made)
    return made
  }

  /** Takes so many messages away from a group, each as large as its average. Answers with how large they were. */
  take(group: GroupSize, messages: number): Size {
    const share = group.messages === 0 ? 1 : Math.min(1, messages / group.messages)
    const taken: Size = {
      messages: Math.min(messages, group.messages),
      rowBytes: Math.round(group.rowBytes * share),
      bodyBytes: Math.round(group.bodyBytes * share),
      traceBytes: Math.round(group.traceBytes * share),
    }
    addTo(this.of(group.kind, group.day, group.flow), taken, -1)
    return taken
  }

  async write(connection: SqlConnection): Promise<void> {
    for (const { kind, day, flow, ...size } of this.all) {
      const added: Bound[] = [size.messages, size.rowBytes, size.bodyBytes, size.traceBytes, kind, day, flow]
      if ((await connection.run(ADD, added)) === 0) await BEGIN.run(connection, [added])
    }
  }
}

export function addTo(size: Size, other: Size, times = 1): void {
  size.messages += times * other.messages
  size.rowBytes += times * other.rowBytes
  size.bodyBytes += times * other.bodyBytes
  size.traceBytes += times * other.traceBytes
}

const SUMS =
  'SELECT flow, kind, SUM(row_bytes) + SUM(body_bytes) + SUM(trace_bytes) FROM hub_history_size GROUP BY flow, kind'

/** Bytes of the whole history by flow and kind, kept in step with what is committed. */
export class Totals {
  /** Of those that a budget counts: all but dead letters. */
  counted = 0
  /** Of counted ones, the dropped. */
  failures = 0
  readonly #flows = new Map<string, { counted: number; failures: number }>()

  async load(connection: SqlConnection): Promise<void> {
    const rows = await connection.rows(SUMS, [])
    this.counted = this.failures = 0
    this.#flows.clear()
    for (const [flow, kind, bytes] of rows as unknown as [string, Kind, number][]) this.#add(flow, kind, bytes)
  }

  of(flow: string): { readonly counted: number; readonly failures: number } {
    return this.#flows.get(flow) ?? { counted: 0, failures: 0 }
  }

  get flows(): Iterable<string> {
    return this.#flows.keys()
  }

  /** Told when a transaction has been committed. */
  committed({ all }: SizeChanges): void {
    for (const one of all) this.#add(one.flow, one.kind, bytesIn(one))
  }

  #add(flow: string, kind: Kind, bytes: number): void {
    if (kind === Kind.dead) return
    let own = this.#flows.get(flow)
    if (own === undefined) {
      own = { counted: 0, failures: 0 }
      this.#flows.set(flow, own)
    }
    for (const one of [this, own]) {
      one.counted += bytes
      if (kind === Kind.dropped) one.failures += bytes
    }
  }
}
