import type { BusinessKey } from '../../bus/ports/message.js'
import type { Store } from '../../bus/ports/store.js'
import type { SqlConnection } from './connection.js'
import { DROP_BODIES, DROP_BUSINESS_KEY, dropBusinessKeys } from './history-passes.js'
import { ManyValues } from './many.js'
import type { Space } from './space.js'
import { eraseLeft } from './upkeep-meetings.js'
import type { Writer } from './writer.js'

/** Rows that go in one transaction: others wait for it. */
const STEP = 500

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

/** Forgets a person on request. */
export function eraser(writer: Writer, now: () => number, space: Space): Store['erase'] {
  return async (key) => {
    let erased = 0
    for (;;) {
      const went = await writer.transaction((connection) => eraseSome(connection, key, now(), space))
      erased += went
      if (went < STEP) break
    }
    if (erased > 0) await writer.alone((connection) => space.leaveNoCopies(connection))
    const living = await writer.transaction(async (connection) => {
      const [row] = await connection.rows(KNOWN_LIVING, [key.name, key.value])
      return row![0] as number
    })
    return { erased, living }
  }
}

async function eraseSome(
  connection: SqlConnection,
  { name, value }: BusinessKey,
  at: number,
  space: Space,
): Promise<number> {
  await space.overwrite(connection, true)
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
  await space.overwrite(connection, false)
  return rows.length
}
