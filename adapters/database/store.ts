import type { Kysely } from 'kysely'
import { type HistoryPolicy, type HistoryRule, keepsWhole, ruleOf } from '../../bus/history.js'
import type { Seats } from '../../bus/ports/seats.js'
import type { Store } from '../../bus/ports/store.js'
import type { End } from '../../bus/ports/unit.js'
import { Committer } from './commit.js'
import type { Soon, SqlConnection } from './connection.js'
import { fateReads } from './fates.js'
import { heldReads } from './held-keys.js'
import { Totals } from './history-sizes.js'
import { HistoryUpkeep } from './history-upkeep.js'
import { historyReads } from './history-use.js'
import { livingReads } from './living.js'
import { office } from './office.js'
import { partsOf } from './parts.js'
import type { Space } from './space.js'
import type { HubTables } from './tables.js'
import { type Keep, upkeep } from './upkeep.js'
import type { Writer } from './writer.js'

export interface StoreParts {
  readonly dialect: Store['dialect']
  readonly writer: Writer
  /** A connection that sees what is committed. */
  readonly reading: () => SqlConnection
  readonly db: Kysely<HubTables>
  readonly now: () => number
  readonly keep: Keep & { readonly onceKeys: number }
  readonly history: HistoryPolicy
  readonly space: Space
  /** Of books that several processes may have open. */
  readonly seats?: Seats
  /** The writer's last act, outside of a transaction. */
  readonly closing: (connection: SqlConnection) => Soon<void>
  /** Gives back what is beside the writer, after it was closed. */
  readonly closed: () => Soon<void>
}

/** The books as the engine's port. */
export async function openStore(parts: StoreParts): Promise<Store> {
  const { dialect, writer, reading, db, now, keep, history, space, seats } = parts
  const totals = new Totals()
  await totals.load(reading())
  const committer = new Committer(writer, {
    now,
    keeping: {
      onceMs: keep.onceKeys,
      // A server would make a table of what differs from row to row first.
      written: dialect === 'mysql',
      whole: keeperOf(history),
    },
    totals,
    lastSeq: await lastSeqOf(reading()),
    ...(seats && { sharedBy: seats.self }),
  })
  let tookOver = false
  let closing: Promise<void> | undefined

  const close = async () => {
    await writer.close(async (connection) => {
      if (tookOver) await connection.run("DELETE FROM hub_state WHERE name = 'in-use'", [])
    }, parts.closing)
    await parts.closed()
  }

  return {
    dialect,
    ...(seats && { seats }),
    commit: (units) => committer.commit(units),
    lastSeq: async () => committer.lastSeq,
    ...livingReads(reading),
    ...heldReads(reading),
    ...partsOf(writer, reading, (ids) => committer.forget(ids), seats?.self),
    ...fateReads(reading, db),
    ...office(writer, reading, db, now, () => {
      tookOver = true
    }),
    ...upkeep({
      writer,
      now,
      keep,
      history: new HistoryUpkeep(history, totals),
      totals,
      shared: seats !== undefined,
      space,
    }),
    ...historyReads(reading, history, space),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** Decides for each message that ends, and so looks rules up by flow once. */
function keeperOf(policy: HistoryPolicy): (end: End) => boolean {
  const rules = new Map<string, HistoryRule>()
  return ({ message: { id, flow }, outcome }) => {
    let rule = rules.get(flow)
    if (rule === undefined) {
      rule = ruleOf(policy, flow)
      rules.set(flow, rule)
    }
    return keepsWhole(rule, outcome, id)
  }
}

async function lastSeqOf(connection: SqlConnection): Promise<number> {
  const [row] = await connection.rows("SELECT value FROM hub_state WHERE name = 'last-seq'", [])
  return row === undefined ? 0 : (row[0] as number)
}
