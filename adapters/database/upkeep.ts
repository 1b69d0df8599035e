import type { BusinessKey } from '../../bus/ports/message.js'
import type { Store } from '../../bus/ports/store.js'
import type { SqlConnection } from './connection.js'
import { decodeBusinessKeys } from './decoded.js'
import { ManyValues } from './many.js'
import { dayOf } from './rows.js'
import { eraseLeft, MeetingUpkeep } from './upkeep-meetings.js'
import type { Bound } from './values.js'
import type { Writer } from './writer.js'

export interface Keep {
  /** How long history is kept after the end, in milliseconds. Dead letters stay until they are replayed or dropped. */
  readonly history: number
  /** How long the runs of jobs are kept, in milliseconds; the newest of each job stays. */
  readonly jobRuns: number
}

/** Rows that go in one transaction: others wait for it. */
const STEP = 500

const OLD_ONCE = 'SELECT n FROM hub_once_key WHERE until <= ? LIMIT ?'
const DROP_ONCE = new ManyValues('DELETE FROM hub_once_key WHERE n IN ?')
const OLD_IDEMPOTENCY = 'SELECT client, idempotency_key FROM hub_idempotency WHERE until <= ? LIMIT ?'
const DROP_IDEMPOTENCY = 'DELETE FROM hub_idempotency WHERE client = ? AND idempotency_key = ?'
const OLD_HISTORY = "SELECT seq, business_keys FROM hub_history WHERE day < ? AND outcome <> 'dead-letter' LIMIT ?"
const DROP_HISTORY = new ManyValues('DELETE FROM hub_history WHERE seq IN ?')
const DROP_BODIES = new ManyValues('DELETE FROM hub_history_body WHERE seq IN ?')
const DROP_TRACES = new ManyValues('DELETE FROM hub_trace WHERE seq IN ?')
const DROP_BUSINESS_KEY = 'DELETE FROM hub_business_key WHERE name = ? AND value = ? AND seq = ?'
const OLD_JOB_RUNS =
  'SELECT r.job, r.scheduled_for FROM hub_job_run r WHERE r.scheduled_for < ? ' +
  'AND r.scheduled_for < (SELECT MAX(n.scheduled_for) FROM hub_job_run n WHERE n.job = r.job) LIMIT ?'
const DROP_JOB_RUN = 'DELETE FROM hub_job_run WHERE job = ? AND scheduled_for = ?'

const KNOWN_LIVING =
  'SELECT COUNT(*) FROM hub_business_key k JOIN hub_message m ON m.seq = k.seq WHERE k.name = ? AND k.value = ?'
const KNOWN_ENDED =
  'SELECT h.seq, h.id, h.business_keys, h.correlation_id FROM hub_business_key k JOIN hub_history h ON h.seq = k.seq ' +
  'WHERE k.name = ? AND k.value = ? LIMIT ?'
const ERASE_HISTORY = new ManyValues(
  'UPDATE hub_history SET business_keys = NULL, order_key = NULL, erased_at = ? WHERE seq IN ?',
)
// The order key of a dead letter stays: it may hold the key, which must be freed by name.
const ERASE_DEAD = new ManyValues(
  'UPDATE hub_dead_letter SET body = ?, raw = NULL, headers = NULL, business_keys = NULL, erased = 1 WHERE seq IN ?',
)
const ERASE_RESULTS = new ManyValues('UPDATE hub_record SET result = NULL WHERE seq IN ?')
const ERASE_ONCE = new ManyValues('UPDATE hub_once_key SET result = NULL WHERE result IS NOT NULL AND message_id IN ?')
const NOTHING = new Uint8Array(0)

/** Keeps the books small, and forgets people on request. */
export function upkeep(writer: Writer, now: () => number, keep: Keep): Pick<Store, 'prune' | 'erase'> {
  const meetings = new MeetingUpkeep()
  return {
    async prune(at, limit) {
      const kinds = [
        (connection: SqlConnection, most: number) => pruneOnce(connection, at, most),
        (connection: SqlConnection, most: number) => pruneIdempotency(connection, at, most),
        (connection: SqlConnection, most: number) => pruneHistory(connection, dayOf(at - keep.history), most),
        (connection: SqlConnection, most: number) => pruneJobRuns(connection, at - keep.jobRuns, most),
        ...meetings.steps(at),
      ]
      let gone = 0
      for (const kind of kinds) {
        for (;;) {
          const most = Math.min(STEP, limit - gone)
          if (most <= 0) break
          const went = await writer.transaction((connection) => kind(connection, most))
          gone += went
          if (went < most) break
        }
      }
      // Gives freed pages back to the file system, some at a time.
      if (gone > 0) await writer.alone((connection) => connection.exec(`PRAGMA incremental_vacuum(${STEP})`))
      return gone
    },

    async erase(key) {
      let erased = 0
      for (;;) {
        const went = await writer.transaction((connection) => eraseSome(connection, key, now()))
        erased += went
        if (went < STEP) break
      }
      if (erased > 0) await writer.alone(leaveNoCopies)
      const living = await writer.transaction(async (connection) => {
        const [row] = await connection.rows(KNOWN_LIVING, [key.name, key.value])
        return row![0] as number
      })
      return { erased, living }
    },
  }
}

/** What free pages and the write-ahead log still hold of it goes too. */
async function leaveNoCopies(connection: SqlConnection): Promise<void> {
  await connection.exec('PRAGMA incremental_vacuum')
  await connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

async function pruneOnce(connection: SqlConnection, at: number, most: number): Promise<number> {
  const rows = await connection.rows(OLD_ONCE, [at, most])
  await DROP_ONCE.run(
    connection,
    rows.map(([n]) => n as number),
  )
  return rows.length
}

async function pruneIdempotency(connection: SqlConnection, at: number, most: number): Promise<number> {
  const rows = await connection.rows(OLD_IDEMPOTENCY, [at, most])
  for (const row of rows) await connection.run(DROP_IDEMPOTENCY, row as Bound[])
  return rows.length
}

async function pruneHistory(connection: SqlConnection, day: number, most: number): Promise<number> {
  const rows = (await connection.rows(OLD_HISTORY, [day, most])) as unknown as [number, string | null][]
  const seqs = rows.map(([seq]) => seq)
  for (const [seq, keys] of rows) await dropBusinessKeys(connection, seq, keys)
  for (const drop of [DROP_BODIES, DROP_TRACES, DROP_HISTORY]) await drop.run(connection, seqs)
  return rows.length
}

async function pruneJobRuns(connection: SqlConnection, before: number, most: number): Promise<number> {
  const rows = await connection.rows(OLD_JOB_RUNS, [before, most])
  for (const row of rows) await connection.run(DROP_JOB_RUN, row as Bound[])
  return rows.length
}

async function eraseSome(connection: SqlConnection, { name, value }: BusinessKey, at: number): Promise<number> {
  // Deleted bytes are overwritten, not only forgotten.
  await connection.exec('PRAGMA secure_delete = ON')
  const rows = (await connection.rows(KNOWN_ENDED, [name, value, STEP])) as unknown as [
    seq: number,
    id: string,
    keys: string | null,
    correlationId: string | null,
  ][]
  const seqs = rows.map(([seq]) => seq)
  for (const [seq, , keys] of rows) {
    await dropBusinessKeys(connection, seq, keys)
    // Also where the history says nothing of it, so that the same row is not found for ever.
    await connection.run(DROP_BUSINESS_KEY, [name, value, seq])
  }
  await DROP_BODIES.run(connection, seqs)
  await ERASE_RESULTS.run(connection, seqs)
  await ERASE_DEAD.run(connection, seqs, [NOTHING])
  await ERASE_HISTORY.run(connection, seqs, [at])
  await ERASE_ONCE.run(
    connection,
    rows.map(([, id]) => id),
  )
  await eraseLeft(
    connection,
    rows.map(([seq, id, , correlationId]) => ({ seq, correlationId: correlationId ?? id })),
  )
  await connection.exec('PRAGMA secure_delete = FAST')
  return rows.length
}

async function dropBusinessKeys(connection: SqlConnection, seq: number, stored: string | null): Promise<void> {
  for (const { name, value } of decodeBusinessKeys(stored)) await connection.run(DROP_BUSINESS_KEY, [name, value, seq])
}
