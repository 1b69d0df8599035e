import type { Store } from '../../bus/ports/store.js'
import type { PartFate } from '../../bus/ports/unit.js'
import type { Row, SqlConnection } from './connection.js'
import { compact } from './decoded.js'
import { dropBusinessKeys } from './history-passes.js'
import { ManyValues } from './many.js'
import { limitOf } from './pages.js'
import type { Writer } from './writer.js'

const LIVING_SEQ = 'SELECT seq, partition_no FROM hub_message WHERE id = ?'
const SEAT = 'SELECT fence FROM hub_partition WHERE no = ? AND owner = ?'
const ENDED_SEQ = 'SELECT seq FROM hub_history WHERE id = ?'
const FATES =
  'SELECT no, part_key, message_id, state, said, result FROM hub_part WHERE seq = ? AND split = ? AND no > ? ORDER BY no LIMIT ?'
const CLAIM = 'SELECT body FROM hub_claim WHERE id = ?'
// The word of the state is the condition of the index and stands in the statement.
const HELD =
  'SELECT p.no, p.child, p.message_id, m.state, m.business_keys FROM hub_part p LEFT JOIN hub_message m ON m.seq = p.child ' +
  "WHERE p.state = 'held' AND p.seq = ? AND p.split = ? ORDER BY p.no LIMIT ?"
const NOT_HELD = "UPDATE hub_part SET state = 'open' WHERE state = 'held' AND seq = ? AND split = ? AND no <= ?"
const RELEASE = new ManyValues("UPDATE hub_message SET state = 'ready' WHERE state = 'held' AND seq IN ?")
const COUNTED = 'SELECT 1 FROM hub_split WHERE seq = ? AND split = ? AND parts >= 0'
const DROP_PART = new ManyValues('DELETE FROM hub_part WHERE seq = ? AND split = ? AND no IN ?')
const DROP_MESSAGES = new ManyValues('DELETE FROM hub_message WHERE seq IN ?')
const DROP_RECORDS = new ManyValues('DELETE FROM hub_record WHERE seq IN ?')

type Parts = Pick<Store, 'releaseParts' | 'removeHeldParts' | 'partFates' | 'claim'>

/** Parts of messages beside the commits of units. `forget` is told the ids of messages that were removed. */
export function partsOf(
  writer: Writer,
  reading: () => SqlConnection,
  forget: (ids: readonly string[]) => void,
  sharedBy?: string,
): Parts {
  return {
    releaseParts: (parentId, split, limit, seat) =>
      writer.transaction(async (connection) => {
        const whole = await seqOf(connection, parentId)
        if (whole === undefined || (await hasLostSeat(connection, whole, seat, sharedBy))) return undefined
        const { seq } = whole
        for (;;) {
          const found = await connection.rows(HELD, [seq, split, limitOf({ limit })])
          if (found.length === 0) return undefined
          const held = childrenOf(found.filter(isHeld))
          await connection.run(NOT_HELD, [seq, split, lastOf(found)])
          await RELEASE.run(connection, held)
          // Parts that somebody moved before are passed over.
          if (held.length > 0) return held.reduce((one, other) => Math.min(one, other))
        }
      }),

    async removeHeldParts(parentId, split, limit, seat) {
      const gone = await writer.transaction(async (connection) => {
        const whole = await seqOf(connection, parentId)
        if (whole === undefined || (await hasLostSeat(connection, whole, seat, sharedBy))) return []
        return removeHeld(connection, whole, split, limitOf({ limit }))
      }, forget)
      return gone.length
    },

    async partFates(parentId, split, after, limit) {
      const connection = reading()
      const seq = (await seqOf(connection, parentId))?.seq
      if (seq === undefined) return []
      return (await connection.rows(FATES, [seq, split, after, limitOf({ limit })])).map(decodeFate)
    },

    async claim(id) {
      const [row] = await reading().rows(CLAIM, [id])
      return row?.[0] as Uint8Array | undefined
    },
  }
}

/** Parts that count for a whole which waits for them stay: it would wait for ever. */
async function removeHeld(connection: SqlConnection, { seq, lives }: Whole, split: number, limit: number) {
  if (lives && (await connection.rows(COUNTED, [seq, split])).length > 0) return []
  for (;;) {
    const found = await connection.rows(HELD, [seq, split, limit])
    if (found.length === 0) return []
    const held = found.filter(isHeld)
    const seqs = childrenOf(held)
    const places = held.map(([no]) => no as number)
    await DROP_PART.run(connection, places, [seq, split])
    await DROP_MESSAGES.run(connection, seqs)
    await DROP_RECORDS.run(connection, seqs)
    for (const [, child, , , keys] of held) await dropBusinessKeys(connection, child as number, keys as string | null)
    await connection.run(NOT_HELD, [seq, split, lastOf(found)])
    if (held.length > 0) return held.map(([, , id]) => id as string)
  }
}

interface Whole {
  readonly seq: number
  readonly lives: boolean
  readonly partition?: number
}

/** Another process runs the whole by now, and what this one knows of its parts may be old. */
async function hasLostSeat(
  connection: SqlConnection,
  { partition }: Whole,
  seat: number | undefined,
  sharedBy: string | undefined,
): Promise<boolean> {
  if (seat === undefined || sharedBy === undefined || partition === undefined) return false
  const [row] = await connection.rows(SEAT, [partition, sharedBy])
  return row?.[0] !== seat
}

async function seqOf(connection: SqlConnection, id: string): Promise<Whole | undefined> {
  const [living] = await connection.rows(LIVING_SEQ, [id])
  if (living !== undefined) return { seq: living[0] as number, lives: true, partition: living[1] as number }
  const [ended] = await connection.rows(ENDED_SEQ, [id])
  return ended === undefined ? undefined : { seq: ended[0] as number, lives: false }
}

const isHeld = ([, , , state]: Row) => state === 'held'
const childrenOf = (rows: readonly Row[]) => rows.map(([, child]) => child as number)
const lastOf = (rows: readonly Row[]) => rows[rows.length - 1]![0] as number

function decodeFate([no, key, messageId, state, said, result]: Row): PartFate {
  const told = state === 'held' ? 'open' : state
  return compact({ no, key, messageId, state: told, said, result } as PartFate)
}
