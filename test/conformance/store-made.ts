import type { Generated, Kysely } from 'kysely'
import type { Test } from 'tap'
import { defineMigrations } from '../../adapters/database/migrations.js'
import type { HistorySettings } from '../../bus/history.js'
import { newId } from '../../bus/ids.js'
import type { LivingMessage, NewMessage } from '../../bus/ports/message.js'
import type { HeldKey, Store } from '../../bus/ports/store.js'
import type { End, StepRecord, TraceRow, Unit, UnitResult } from '../../bus/ports/unit.js'

/** Books as the suite needs them: they can be closed and opened, can crash, and have a clock that the test moves. */
export interface StoreUnderTest {
  /** The open store; another one after reopen and crash. */
  readonly store: Store
  /** Milliseconds since 1970, as the store sees it. */
  now: number
  /** Closes the store and opens the same books again. */
  reopen(): Promise<Store>
  /** Opens what a process that was killed now would leave. */
  crash(): Promise<Store>
}

/**
 * A pack's tables, so that changes have something to change: `probe_row (name text primary key, n integer)`, and
 * `probe_numbered (no, name text)`, whose rows number themselves.
 */
export interface ProbeTables {
  probe_row: { name: string; n: number }
  probe_numbered: { no: Generated<number>; name: string }
}

/** Makes the tables of ProbeTables. */
export const probeMigrations = defineMigrations('probe', {
  '0001-row': (db, type) =>
    db.schema
      .createTable('probe_row')
      .addColumn('name', type.text(50), (column) => column.primaryKey().notNull())
      .addColumn('n', type.integer, (column) => column.notNull()),
  '0002-numbered': (db, type) =>
    db.schema
      .createTable('probe_numbered')
      .addColumn('no', type.rowNumber, (column) => column.primaryKey())
      .addColumn('name', type.text(50), (column) => column.notNull()),
})

/** Opens fresh, empty books with probeMigrations and changes limited to 500 ms at most; closes them with the test. */
export type OpenStore = (t: Test, now: number, history?: Partial<HistorySettings>) => Promise<StoreUnderTest>

export const NOON = Date.UTC(2026, 2, 2, 12)
export const DAY = 86_400_000
export const FLOW = 'probe/flow'

export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'))
}

export function text(stored: Uint8Array | undefined): string | undefined {
  return stored === undefined ? undefined : Buffer.from(stored).toString('utf8')
}

export function message(more: Partial<NewMessage> = {}): NewMessage {
  const id = more.id ?? newId()
  return {
    id,
    correlationId: id,
    channel: 'probe/channel',
    flow: FLOW,
    partition: 3,
    state: 'ready',
    due: 0,
    acceptedAt: NOON,
    body: bytes('{"n":1}'),
    contentType: 'application/json',
    headers: {},
    flowPrint: 'f1',
    schemaPrint: 's1',
    businessKeys: [],
    ...more,
  }
}

/** What an accepted message looks like when it is loaded. */
export function loaded(accepted: NewMessage, seq: number, more: Partial<LivingMessage> = {}): LivingMessage {
  return { ...accepted, seq, tries: 0, starts: 0, fence: 0, ...more }
}

export function record(messageId: string, name: string, more: Partial<StepRecord> = {}): StepRecord {
  return { messageId, name, kind: 'effect', state: 'intended', attempts: 1, at: NOON, ...more }
}

export function trace(messageId: string, run: number): TraceRow {
  return { messageId, flow: FLOW, run, startedAt: NOON, endedAt: NOON + 5, outcome: 'done', steps: bytes('[]') }
}

export function end(ended: NewMessage | LivingMessage, more: Partial<End> = {}): End {
  return { message: ended, outcome: 'done', tries: 1, at: NOON + 1_000, ...more }
}

export function dead(ended: NewMessage | LivingMessage, more: Partial<End> = {}): End {
  return end(ended, { outcome: 'dead-letter', code: 'HUB_PROBE', reason: 'nobody answered', ...more })
}

export async function one(store: Store, unit: Unit): Promise<UnitResult> {
  const [result] = await store.commit([unit])
  return result!
}

/** What became of a unit, without what only books that several processes share tell of it. */
export function bare(result: UnitResult | undefined): UnitResult | undefined {
  if (result?.state !== 'committed') return result
  const { placed: _placed, stirred: _stirred, ...told } = result
  return told
}

/** Accepts messages, one unit each, and answers with them as they live. */
export async function accepted(store: Store, ...messages: readonly NewMessage[]): Promise<LivingMessage[]> {
  const results = await store.commit(messages.map((each) => ({ writes: { accept: [each] } })))
  return results.map((result, index) => {
    if (result.state !== 'committed') throw new Error(`not accepted: ${JSON.stringify(result)}`)
    return loaded(messages[index]!, result.seqs[0]!)
  })
}

/** A change that writes one row of the probe's table. */
export function writesRow(name: string, n: number): NonNullable<Unit['apply']> {
  return async (tx) => {
    const db = tx as Kysely<ProbeTables>
    const { numUpdatedRows } = await db.updateTable('probe_row').set({ n }).where('name', '=', name).executeTakeFirst()
    if (numUpdatedRows === 0n) await db.insertInto('probe_row').values({ name, n }).execute()
    return { writes: {}, result: bytes(`wrote ${name}`) }
  }
}

/** What the probe's table holds, read in a unit of its own. */
export async function rows(store: Store): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  const result = await one(store, {
    apply: async (tx) => {
      const db = tx as Kysely<ProbeTables>
      for (const { name, n } of await db.selectFrom('probe_row').selectAll().orderBy('name').execute()) found[name] = n
      return { writes: {} }
    },
  })
  if (result.state !== 'committed') throw new Error(`could not read: ${JSON.stringify(result)}`)
  return found
}

/** Who holds order keys, read in pages so small that they end between and within flows. */
export async function heldOf(store: Store): Promise<HeldKey[]> {
  const held: HeldKey[] = []
  let after: string | undefined
  do {
    const { rows, next } = await store.heldKeys({ limit: 2, ...(after === undefined ? {} : { after }) })
    held.push(...rows)
    after = next
  } while (after !== undefined)
  return held
}

export function codeOfFailure(result: UnitResult): unknown {
  return result.state === 'failed' ? (result.error as { code?: unknown }).code : `not failed but ${result.state}`
}
