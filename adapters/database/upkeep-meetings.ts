import type { SqlConnection } from './connection.js'
import { ManyValues } from './many.js'

/** A claim is kept this long at least, in milliseconds: its message may be on the way. */
const KEEP_CLAIMS = 86_400_000
/** Rows that one step looks at: most of them are still needed. */
const LOOKED_AT = 300

const OLD_MEMORIES = 'SELECT gate, gate_key FROM hub_gate WHERE seq = 0 AND until > 0 AND until <= ? LIMIT ?'
const DROP_MEMORY = 'DELETE FROM hub_gate WHERE gate = ? AND gate_key = ? AND seq = 0'
const STANDING =
  'SELECT g.seq, m.seq FROM (SELECT DISTINCT seq FROM hub_gate WHERE seq > ? ORDER BY seq LIMIT ?) g ' +
  'LEFT JOIN hub_message m ON m.seq = g.seq'
const DROP_STANDING = new ManyValues('DELETE FROM hub_gate WHERE seq IN ?')
const nextWhole = (table: string) => `SELECT MIN(seq) FROM ${table} WHERE seq > ?`
const IS_NEEDED =
  'SELECT 1 FROM hub_message WHERE seq = ? UNION ALL SELECT 1 FROM hub_dead_letter WHERE seq = ? LIMIT 1'
// A held part is somebody's to release or remove, and is found by its row.
const PARTS = "SELECT split, no FROM hub_part WHERE seq = ? AND state <> 'held' ORDER BY split, no LIMIT ?"
const DROP_PARTS = "DELETE FROM hub_part WHERE seq = ? AND split = ? AND no <= ? AND state <> 'held'"
const DROP_SPLITS = 'DELETE FROM hub_split WHERE seq = ?'
const OLD_CLAIMS =
  'SELECT at, id, correlation_id FROM hub_claim WHERE at < ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?'
const DROP_CLAIMS = new ManyValues('DELETE FROM hub_claim WHERE id IN ?')
// A message that began its own story has no correlation id of its own written down.
const IS_LIVING =
  'SELECT 1 FROM hub_message WHERE correlation_id = ? UNION ALL ' +
  'SELECT 1 FROM hub_message WHERE id = ? AND correlation_id IS NULL LIMIT 1'
const IS_GIVEN_UP =
  'SELECT 1 FROM hub_dead_letter WHERE correlation_id = ? AND erased = 0 UNION ALL ' +
  'SELECT 1 FROM hub_history h JOIN hub_dead_letter d ON d.seq = h.seq ' +
  'WHERE h.id = ? AND h.correlation_id IS NULL AND d.erased = 0 LIMIT 1'

const ERASE_AS_PART = new ManyValues('UPDATE hub_part SET result = NULL WHERE result IS NOT NULL AND child IN ?')
const ERASE_AS_WHOLE = new ManyValues('UPDATE hub_part SET result = NULL WHERE result IS NOT NULL AND seq IN ?')
const DROP_CLAIMS_OF = 'DELETE FROM hub_claim WHERE correlation_id = ?'

type Step = (connection: SqlConnection, most: number) => Promise<number>

/**
 * Removes what nobody meets, waits for or claims any more. What is still needed is passed over, and the next step goes on
 * behind it, so that no step takes long however much is needed.
 */
export class MeetingUpkeep {
  #standing = 0
  #parts = 0
  #splits = 0
  #claim: readonly [at: number, id: string] = [-1, '']

  /** Each removes up to so many rows and answers with how many went. */
  steps(at: number): readonly Step[] {
    return [
      (connection, most) => pruneMemories(connection, at, most),
      (connection, most) => this.#pruneStanding(connection, most),
      (connection, most) => this.#pruneParts(connection, most),
      (connection, most) => this.#pruneSplits(connection, most),
      (connection, most) => this.#pruneClaims(connection, at - KEEP_CLAIMS, most),
    ]
  }

  async #pruneStanding(connection: SqlConnection, most: number): Promise<number> {
    const rows = [...(await connection.rows(STANDING, [this.#standing, LOOKED_AT]))] as unknown as [
      seq: number,
      living: number | null,
    ][]
    rows.sort(([one], [other]) => one - other)
    const gone: number[] = []
    let last = 0
    for (const [seq, living] of rows) {
      if (living === null) gone.push(seq)
      last = seq
      if (gone.length >= most) break
    }
    this.#standing = rows.length < LOOKED_AT && gone.length < most ? 0 : last
    await DROP_STANDING.run(connection, gone)
    return gone.length
  }

  async #pruneParts(connection: SqlConnection, most: number): Promise<number> {
    let gone = 0
    for (let looked = 0; looked < LOOKED_AT; looked++) {
      const seq = await next(connection, 'hub_part', this.#parts)
      if (seq === undefined) {
        this.#parts = 0
        break
      }
      if (!(await isNeeded(connection, seq))) {
        const rows = await connection.rows(PARTS, [seq, most - gone])
        const last = new Map(rows as unknown as [number, number][])
        for (const [split, no] of last) await connection.run(DROP_PARTS, [seq, split, no])
        gone += rows.length
        // There may be more of the same.
        if (gone >= most) break
      }
      this.#parts = seq
    }
    return gone
  }

  async #pruneSplits(connection: SqlConnection, most: number): Promise<number> {
    let gone = 0
    for (let looked = 0; looked < LOOKED_AT && gone < most; looked++) {
      const seq = await next(connection, 'hub_split', this.#splits)
      this.#splits = seq ?? 0
      if (seq === undefined) break
      if (!(await isNeeded(connection, seq))) gone += await connection.run(DROP_SPLITS, [seq])
    }
    return gone
  }

  async #pruneClaims(connection: SqlConnection, before: number, most: number): Promise<number> {
    const [at, id] = this.#claim
    const rows = await connection.rows(OLD_CLAIMS, [before, at, id, LOOKED_AT])
    const gone: string[] = []
    this.#claim = [-1, '']
    for (const [at, id, correlationId] of rows as unknown as [number, string, string][]) {
      if (!(await isClaimed(connection, correlationId))) gone.push(id)
      if (gone.length >= most || rows.length === LOOKED_AT) this.#claim = [at, id]
      if (gone.length >= most) break
    }
    await DROP_CLAIMS.run(connection, gone)
    return gone.length
  }
}

/** Forgets what ended messages left with others: standing, results of parts, and claims that no other message needs. */
export async function eraseLeft(
  connection: SqlConnection,
  ended: readonly { readonly seq: number; readonly correlationId: string }[],
): Promise<void> {
  const seqs = ended.map(({ seq }) => seq)
  await ERASE_AS_PART.run(connection, seqs)
  await ERASE_AS_WHOLE.run(connection, seqs)
  await DROP_STANDING.run(connection, seqs)
  for (const correlationId of new Set(ended.map(({ correlationId }) => correlationId)))
    if (!(await isClaimed(connection, correlationId))) await connection.run(DROP_CLAIMS_OF, [correlationId])
}

async function pruneMemories(connection: SqlConnection, at: number, most: number): Promise<number> {
  const rows = (await connection.rows(OLD_MEMORIES, [at, most])) as unknown as [string, string][]
  for (const [gate, key] of rows) await connection.run(DROP_MEMORY, [gate, key])
  return rows.length
}

async function next(connection: SqlConnection, table: string, after: number): Promise<number | undefined> {
  const [row] = await connection.rows(nextWhole(table), [after])
  return (row![0] as number | null) ?? undefined
}

async function isNeeded(connection: SqlConnection, seq: number): Promise<boolean> {
  return (await connection.rows(IS_NEEDED, [seq, seq])).length > 0
}

async function isClaimed(connection: SqlConnection, correlationId: string): Promise<boolean> {
  const parameters = [correlationId, correlationId]
  if ((await connection.rows(IS_LIVING, parameters)).length > 0) return true
  return (await connection.rows(IS_GIVEN_UP, parameters)).length > 0
}
