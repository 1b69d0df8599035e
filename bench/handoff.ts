import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { booksOf } from '../bus/ends.js'
import { flow } from '../bus/flow.js'
import type { Told } from '../bus/message.js'
import { benchFolder, benchHub } from './hub.js'
import { percentile, round } from './measure.js'
import { type BenchTables, ledgerOf, type Order, orderNo, orders, settle, settled, taker } from './shop.js'

export interface HandoffOptions {
  readonly perSecond: number
  readonly seconds: number
}

export interface HandoffResult {
  readonly p50ms: number
  readonly p99ms: number
  /** From the call of `send` to the first step: acceptance with its fsync included. */
  readonly sendToStepP50ms: number
  readonly sendToStepP99ms: number
  readonly reached: number
}

/**
 * Acceptance answered → first step begins, at a fixed load of the three-step flow. A step that began before the answer
 * had reached its caller counts as 0.
 */
export async function part({ perSecond, seconds }: HandoffOptions): Promise<HandoffResult> {
  const { folder, remove } = benchFolder()
  const begun = new Map<string, number>()
  const answered = new Map<string, { readonly sent: number; readonly at: number }>()
  function noteBegin(order: Order, { messageId }: Told): Order {
    begun.set(messageId, performance.now())
    return order
  }
  const timed = flow('bench/settle')
    .from(orders)
    .transform(noteBegin)
    .change({ in: booksOf<Kysely<BenchTables>>(), once: ({ orderId }) => orderId, announces: [settled], apply: settle })
    .to(ledgerOf(() => {}).take)
  const hub = await benchHub(folder, [timed, taker])
  await hub.engine.pause('bench/tell', 'operator:bench')
  const total = perSecond * seconds
  const sends: Promise<void>[] = []
  const began = performance.now()
  let next = 0
  while (next < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * perSecond))
    for (; next < due; next++) {
      const sent = performance.now()
      sends.push(
        hub.engine.send(orders, orderNo(next)).then(({ messageId }) => {
          answered.set(messageId, { sent, at: performance.now() })
        }),
      )
    }
    await pause(1)
  }
  await Promise.all(sends)
  const reached = round(total / ((performance.now() - began) / 1_000))
  await hub.engine.idle()
  await hub.close()
  remove()
  // The first second belongs to the compiler.
  const counted = [...answered].slice(Math.min(perSecond, Math.floor(total / 4)))
  const handoff = counted.map(([id, { at }]) => Math.max(0, begun.get(id)! - at))
  const whole = counted.map(([id, { sent }]) => begun.get(id)! - sent)
  return {
    p50ms: round(percentile(handoff, 0.5), 2),
    p99ms: round(percentile(handoff, 0.99), 2),
    sendToStepP50ms: round(percentile(whole, 0.5), 2),
    sendToStepP99ms: round(percentile(whole, 0.99), 2),
    reached,
  }
}
