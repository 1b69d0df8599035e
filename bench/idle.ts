import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import { booksOf, channel, schema } from '../bus/ends.js'
import type { ClosedFlow } from '../bus/flow.js'
import { flow } from '../bus/flow.js'
import { benchFolder, benchHub } from './hub.js'
import { memoryAfterGc, round } from './measure.js'
import { type BenchTables, ledgerOf, orderFields, settle, settled } from './shop.js'

export interface IdleOptions {
  readonly flows: number
}

export interface IdleResult {
  /** Bytes, of the whole process. */
  readonly rss: number
  readonly heap: number
  /** Books and engine, until the hub is ready. */
  readonly startSeconds: number
}

const ledger = ledgerOf(() => {})

/** A three-step flow with a channel and a schema of its own. */
function idleFlow(n: number): ClosedFlow {
  const Mine = schema(Type.Object(orderFields, { $id: `Bench.Order${n}`, additionalProperties: false }))
  return flow(`bench/idle-${n}`)
    .from(channel(`bench/orders-${n}`, Mine))
    .validate(Mine)
    .change({ in: booksOf<Kysely<BenchTables>>(), once: ({ orderId }) => orderId, announces: [settled], apply: settle })
    .to(ledger.take)
}

/** A hub with so many idle flows in this process: how long it takes to start, and the memory of all of it. */
export async function part({ flows }: IdleOptions): Promise<IdleResult> {
  const { folder, remove } = benchFolder()
  const built: ClosedFlow[] = []
  for (let n = 0; n < flows; n++) built.push(idleFlow(n))
  const began = performance.now()
  const hub = await benchHub(folder, built)
  const startSeconds = round((performance.now() - began) / 1_000, 3)
  const memory = await memoryAfterGc()
  await hub.close()
  remove()
  return { ...memory, startSeconds }
}
