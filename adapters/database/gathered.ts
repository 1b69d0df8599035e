import type { SqlConnection } from './connection.js'
import { HUB_MESSAGE_ERASED } from './errors.js'
import { GatheredMeetings } from './gathered-meetings.js'
import { addTo, Kind, SIZE_COLUMNS, type Size, SizeChanges, sizeOf } from './history-sizes.js'
import { Groups, ManyRows, ManySharing, ManyValues } from './many.js'
import type { EndedRows, Plan } from './plan.js'
import * as columns from './rows.js'
import type { Bound } from './values.js'

const insert = (table: string, names: string, width: number) => new ManyRows(`INSERT INTO ${table} (${names})`, width)
// REPLACE is upsert in the words that SQLite and MySQL share. Where it meets a row, it is the row's own newer state, or a
// key that is past its time.
const replace = (table: string, names: string, width: number) => new ManyRows(`REPLACE INTO ${table} (${names})`, width)

const MESSAGES = new ManySharing(columns.MESSAGE_SHARED, columns.MESSAGE_OWN, columns.MESSAGE_REQUIRED, (own) => [
  `INSERT INTO hub_message (${[...columns.MESSAGE_SHARED, ...own].join(', ')})`,
  'SELECT s.*, v.* FROM s CROSS JOIN v',
])
// Most of a history row is the living row's, and is copied inside the database.
const ENDED = new ManySharing(columns.ENDED_SHARED, columns.ENDED_OWN, columns.ENDED_OWN.length, () => [
  `INSERT INTO hub_history (${columns.HISTORY_INSERT})`,
  `SELECT ${columns.ENDED_FROM} FROM s CROSS JOIN v CROSS JOIN hub_message m ON m.seq = v.seq`,
])
const COPY_BODIES = new ManyValues(
  `INSERT INTO hub_history_body (${columns.BODY_INSERT}) SELECT seq, 0, body, raw, NULL FROM hub_message WHERE seq IN ?`,
)
const HISTORY = insert('hub_history', columns.HISTORY_INSERT, columns.HISTORY_INSERT_WIDTH)
const BODIES = insert('hub_history_body', columns.BODY_INSERT, columns.BODY_INSERT_WIDTH)
const DEAD = insert('hub_dead_letter', columns.DEAD_INSERT, columns.DEAD_INSERT_WIDTH)
const RECORDS = replace('hub_record', columns.RECORD_COLUMNS, columns.RECORD_WIDTH)
const TRACES = replace('hub_trace', columns.TRACE_COLUMNS, columns.TRACE_WIDTH)
const AUDIT = insert('hub_audit', columns.AUDIT_COLUMNS, columns.AUDIT_WIDTH)
const ONCE = replace('hub_once_key', columns.ONCE_COLUMNS, columns.ONCE_WIDTH)
const IDEMPOTENCY = replace('hub_idempotency', columns.IDEMPOTENCY_COLUMNS, columns.IDEMPOTENCY_WIDTH)
const JOB_RUNS = insert('hub_job_run', columns.JOB_RUN_COLUMNS, columns.JOB_RUN_WIDTH)
const BUSINESS_KEYS = replace('hub_business_key', 'name, value, seq', 3)
const END_LIVING = new ManyValues('DELETE FROM hub_message WHERE seq IN ?')
const END_RECORDS = new ManyValues('DELETE FROM hub_record WHERE seq IN ?')
const MOVE =
  'UPDATE hub_message SET state = ?, due = ?, tries = ?, starts = 0, last_code = CASE WHEN ? = 1 THEN last_code ELSE ? END, ' +
  'last_error = CASE WHEN ? = 1 THEN last_error ELSE ? END WHERE seq = ?'
const WAKE = new ManyValues("UPDATE hub_message SET state = 'ready', due = 0 WHERE seq IN ?")
const LEAVE_GATES = new ManyValues('DELETE FROM hub_gate WHERE seq IN ?')
const FREE_KEY = 'UPDATE hub_dead_letter SET holds_key = 0 WHERE holds_key = 1 AND flow = ? AND order_key = ?'
const REVIVE =
  `INSERT INTO hub_message (${columns.REVIVED_INSERT}) ` +
  `SELECT ${columns.REVIVED_SELECT} FROM hub_dead_letter WHERE seq = ?`
const DROP_DEAD = 'DELETE FROM hub_dead_letter WHERE seq = ?'
const DROP_HISTORY = 'DELETE FROM hub_history WHERE seq = ?'
const END_TRACES = new ManyValues('DELETE FROM hub_trace WHERE seq IN ?')
const SIZE_OF =
  `SELECT ${SIZE_COLUMNS.map((name) => `s.${name}`).join(', ')} FROM hub_history h ` +
  'JOIN hub_history_size s ON s.kind = h.kind AND s.day = h.day AND s.flow = h.flow WHERE h.seq = ?'
const ERASED_AT = 'SELECT erased_at FROM hub_history WHERE seq = ? AND erased_at IS NOT NULL'
const STILL_ERASED = 'UPDATE hub_history SET erased_at = ? WHERE seq = ?'

/**
 * The rows of the units taken so far, gathered so that each table is written with few statements. What a later unit makes
 * needless is never written: the row of a message that ends in the commit that accepted it, the records of one that ended.
 */
export class Gathered {
  readonly #connection: SqlConnection
  #messages = new Map<number, Plan['accepts'][number]>()
  #moves = new Map<number, Bound[]>()
  #records = new Map<number, Map<string, Bound[]>>()
  #endedLiving: number[] = []
  #ended = new Groups()
  #copyBodies: number[] = []
  #history: Bound[][] = []
  #bodies: Bound[][] = []
  #dead: Bound[][] = []
  #businessKeys: Bound[][] = []
  #traces: Bound[][] = []
  #audit: Bound[][] = []
  #once: Bound[][] = []
  #idempotency: Bound[][] = []
  #jobRuns: Bound[][] = []
  #recordsOf: number[] = []
  #woken: number[] = []
  #emptied: number[] = []
  #unsaid = new SizeChanges()
  #meetings: GatheredMeetings | undefined

  /** What all that was written changes in the sums of the history. */
  readonly sizes = new SizeChanges()

  constructor(connection: SqlConnection) {
    this.#connection = connection
  }

  /** Takes what brings back or buries dead letters: that acts on rows, so all before it must stand in the books. */
  async takeRare(plan: Plan): Promise<void> {
    const fromDeath = plan.ends.filter(({ was }) => was === 'dead')
    await this.write()
    // One who was given up stands nowhere any more.
    await LEAVE_GATES.run(
      this.#connection,
      plan.revived.map(({ seq }) => seq),
    )
    this.take(plan)
    await this.write()
    for (const end of fromDeath) await this.#bury(end)
    for (const [flow, key] of plan.freed) await this.#connection.run(FREE_KEY, [flow, key])
    for (const { seq } of plan.revived) {
      await this.#outOfSums(seq)
      await this.#connection.run(REVIVE, [seq])
      await this.#connection.run(DROP_DEAD, [seq])
      await this.#connection.run(DROP_HISTORY, [seq])
    }
    await this.#writeSums()
  }

  /** Takes a unit's rows, to be written with those of the others. */
  take(plan: Plan): void {
    for (const accepted of plan.accepts) this.#messages.set(accepted.seq, accepted)
    for (const { seq, name, row } of plan.records) {
      const ofMessage = this.#records.get(seq)
      if (ofMessage === undefined) this.#records.set(seq, new Map([[name, row]]))
      else ofMessage.set(name, row)
    }
    for (const { seq, row } of plan.moves)
      if (row === undefined) this.#wake(seq)
      else this.#moves.set(seq, row)
    for (const end of plan.ends) if (end.was !== 'dead') this.#end(end)
    for (const { kind, day, flow, row, bytes } of plan.traces) {
      this.#traces.push(row)
      this.#unsaid.of(kind, day, flow).traceBytes += bytes
    }
    push(this.#businessKeys, plan.businessKeys)
    push(this.#audit, plan.audit)
    for (const { row } of plan.once) this.#once.push(row)
    if (plan.idempotency !== undefined) this.#idempotency.push(plan.idempotency)
    if (plan.jobRun !== undefined) this.#jobRuns.push(plan.jobRun)
    const { meetingRows } = plan
    if (meetingRows === undefined) return
    this.#meetings ??= new GatheredMeetings()
    this.#meetings.gather(meetingRows)
  }

  /** A move that is not written yet is one to ready now; one that comes later counts instead. */
  #wake(seq: number): void {
    const moved = this.#moves.get(seq)
    if (moved === undefined) this.#woken.push(seq)
    else this.#moves.set(seq, ['ready', 0, ...moved.slice(2)])
  }

  #end(ended: EndedRows): void {
    const { seq, copied, history, body, dead, was, kind } = ended
    this.#count(ended)
    const unwritten = this.#messages.delete(seq)
    this.#moves.delete(seq)
    if (was === 'living' && !unwritten) this.#endedLiving.push(seq)
    if (dead === undefined) {
      this.#records.delete(seq)
      if (was === 'living' && !unwritten) this.#recordsOf.push(seq)
    } else this.#dead.push(dead)
    if (history !== undefined) this.#history.push(history)
    if (copied !== undefined) this.#ended.add(copied.shared, copied.own)
    if (body !== undefined) this.#bodies.push(body)
    else if (dead === undefined && kind !== Kind.row) this.#copyBodies.push(seq)
    // Traces of earlier runs; the last one's is not written at all.
    if (kind === Kind.row && was === 'living' && !unwritten) this.#emptied.push(seq)
  }

  /** Writes what was gathered and begins anew. */
  async write(): Promise<void> {
    const to = this.#connection
    const messages = new Groups()
    for (const { shared, row } of this.#messages.values()) messages.add(shared, row)
    await MESSAGES.run(to, messages)
    await WAKE.run(to, this.#woken)
    for (const row of this.#moves.values()) await to.run(MOVE, row)
    await ENDED.run(to, this.#ended)
    await COPY_BODIES.run(to, this.#copyBodies)
    await END_LIVING.run(to, this.#endedLiving)
    await END_RECORDS.run(to, this.#recordsOf)
    if (this.#records.size > 0)
      await RECORDS.run(
        to,
        [...this.#records.values()].flatMap((ofMessage) => [...ofMessage.values()]),
      )
    await HISTORY.run(to, this.#history)
    await BODIES.run(to, this.#bodies)
    await DEAD.run(to, this.#dead)
    await BUSINESS_KEYS.run(to, this.#businessKeys)
    await TRACES.run(to, this.#traces)
    await END_TRACES.run(to, this.#emptied)
    await AUDIT.run(to, this.#audit)
    await ONCE.run(to, this.#once)
    await IDEMPOTENCY.run(to, this.#idempotency)
    await JOB_RUNS.run(to, this.#jobRuns)
    await this.#meetings?.write(to)
    await this.#writeSums()
    this.#messages = new Map()
    this.#moves = new Map()
    this.#records = new Map()
    this.#endedLiving = []
    this.#ended = new Groups()
    this.#copyBodies = []
    this.#recordsOf = []
    this.#history = []
    this.#bodies = []
    this.#dead = []
    this.#businessKeys = []
    this.#traces = []
    this.#audit = []
    this.#once = []
    this.#idempotency = []
    this.#jobRuns = []
    this.#woken = []
    this.#emptied = []
    this.#meetings = undefined
  }

  /** A dead letter ends for good: what was erased of it stays erased. */
  async #bury(ended: EndedRows): Promise<void> {
    const { seq, history, body } = ended
    const to = this.#connection
    this.#count(ended).traceBytes += await this.#outOfSums(seq)
    const [erased] = await to.rows(ERASED_AT, [seq])
    await to.run(DROP_DEAD, [seq])
    await to.run(DROP_HISTORY, [seq])
    await END_RECORDS.run(to, [seq])
    await HISTORY.run(to, [history!])
    if (erased === undefined) await BODIES.run(to, [body!])
    else await to.run(STILL_ERASED, [erased[0] as number, seq])
  }

  async #writeSums(): Promise<void> {
    await this.#unsaid.write(this.#connection)
    for (const one of this.#unsaid.all) addTo(this.sizes.of(one.kind, one.day, one.flow), one)
    this.#unsaid = new SizeChanges()
  }

  #count({ kind, day, flow, rowBytes, bodyBytes }: EndedRows): Size {
    const size = this.#unsaid.of(kind, day, flow)
    size.messages++
    size.rowBytes += rowBytes
    size.bodyBytes += bodyBytes
    return size
  }

  /** A dead letter is one no more. Answers with the bytes that its traces take. */
  async #outOfSums(seq: number): Promise<number> {
    const [row] = await this.#connection.rows(SIZE_OF, [seq])
    return row === undefined ? 0 : this.#unsaid.take(sizeOf(row), 1).traceBytes
  }
}

function push(to: Bound[][], rows: readonly Bound[][]): void {
  for (const row of rows) to.push(row)
}

const ERASED = new ManyValues('SELECT seq FROM hub_dead_letter WHERE erased = 1 AND seq IN ?')

/** A dead letter whose body was erased cannot live again. Throws HUB_MESSAGE_ERASED. */
export async function refuseErased(connection: SqlConnection, revived: Plan['revived']): Promise<void> {
  if (revived.length === 0) return
  const seqs = revived.map(({ seq }) => seq)
  const erased = new Set((await ERASED.rows(connection, seqs)).map(([seq]) => seq as number))
  for (const { id, seq } of revived) if (erased.has(seq)) throw HUB_MESSAGE_ERASED(id)
}
