import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { startUpkeep } from '../roof/upkeep.js'
import { benchFolder, benchHub } from './hub.js'
import { memoryAfterGc, round } from './measure.js'
import {
  type BenchTables,
  ledgerOf,
  orderNo,
  orders,
  type PayableOrder,
  settle,
  settled,
  taker,
  threeSteps,
} from './shop.js'

export interface SoakHubOptions {
  readonly minutes: number
  /** Messages a second. */
  readonly rate: number
  readonly sampleSeconds: number
  /** HUB_HISTORY_BUDGET. */
  readonly budgetMb: number
}

export interface Sample {
  readonly second: number
  readonly messages: number
  readonly rssMb: number
  readonly heapMb: number
  readonly booksMb: number
}

export interface SoakHubResult {
  readonly samples: readonly Sample[]
}

const DAY = 86_400_000
/** Days of the hub's clock in one run, however long: what is kept for days comes and goes many times. */
const DAYS = 20
/**
 * For how long ended messages and once-keys are kept, in days of the hub's clock. The budget of history in bytes is what
 * these days come to, so that it has to hold what whole days would leave beyond it.
 */
const KEPT_DAYS = 2
/** Room for the write-ahead log and for pages that wait to be used again. */
const ROOM_MB = 96

/**
 * Megabytes that the books may have under the budget, for messages of which each leaves so many bytes. What is kept goes by
 * whole days, so up to one more day stands; half as much again is allowed for pages that are not full.
 */
export function boundMb(minutes: number, rate: number, bytesPerMessage: number): number {
  const secondsKept = ((KEPT_DAYS + 1) * minutes * 60) / DAYS
  return round((rate * secondsKept * bytesPerMessage * 1.5) / 1e6 + ROOM_MB)
}

/** The budget of history in megabytes, for messages of which each leaves so many bytes. */
export function budgetMb(minutes: number, rate: number, bytesPerMessage: number): number {
  return Math.ceil((rate * KEPT_DAYS * ((minutes * 60) / DAYS) * bytesPerMessage) / 1e6)
}

/** Messages under way above which the load waits: a hub that cannot keep up is told by its rate, not by its memory. */
const MOST_UNDER_WAY = 4_000
/** How often upkeep looks whether there is something to remove: a day here is shorter than ten seconds. */
const UPKEEP_EVERY_MS = 500

/**
 * A hub under a steady load of the three-step flow, its announcement taken by a second flow, with a clock on which days
 * pass quickly. Samples memory (after a collection of garbage) and the size of the books, and prints each as a line.
 */
export async function part({ minutes, rate, sampleSeconds, budgetMb }: SoakHubOptions): Promise<SoakHubResult> {
  const { folder, remove } = benchFolder()
  const began = Date.now()
  const faster = DAY / ((minutes * 60_000) / DAYS)
  const now = () => Math.floor(began + (Date.now() - began) * faster)
  let ended = 0
  const ledger = ledgerOf(() => {
    ended++
  })
  const keep = `${KEPT_DAYS}d` as const
  const hub = await benchHub(folder, [threeSteps(ledger, settleCustomer), taker], {
    chance: { now, random: Math.random },
    onceKeepMs: KEPT_DAYS * DAY,
    keep: { onceKeys: keep },
    history: { for: keep, budget: `${budgetMb}MB` },
    now,
  })
  const over = began + minutes * 60_000
  let sent = 0
  const sampled: Sample[] = []
  const take = async () => {
    const { rss, heap } = await memoryAfterGc()
    const sample = {
      second: Math.round((Date.now() - began) / 1_000),
      messages: ended,
      rssMb: round(rss / 1e6, 1),
      heapMb: round(heap / 1e6, 1),
      booksMb: round(bytesIn(folder) / 1e6, 1),
    }
    sampled.push(sample)
    process.stdout.write(`${JSON.stringify(sample)}\n`)
  }
  const load = async () => {
    while (Date.now() < over) {
      const due = Math.floor(((Date.now() - began) / 1_000) * rate)
      // What was not sent in time is not caught up in one burst.
      const wave: Promise<unknown>[] = []
      while (sent < due && sent - ended < MOST_UNDER_WAY && wave.length < 512)
        wave.push(hub.engine.send(orders, orderNo(sent++)))
      await Promise.all(wave)
      await pause(2)
    }
  }
  const sampling = every(sampleSeconds * 1_000, over, take)
  const upkeep = startUpkeep({
    store: hub.books.store,
    now,
    everyMs: UPKEEP_EVERY_MS,
    log: (level, sentence, facts) => process.stderr.write(`${level}: ${sentence} ${JSON.stringify(facts)}\n`),
  })
  await Promise.all([load(), sampling])
  await hub.engine.idle()
  await upkeep.stop()
  await hub.close()
  remove()
  return { samples: sampled }
}

/** One row per customer, so that the register itself does not grow for ever. */
async function settleCustomer(
  order: PayableOrder,
  tx: Kysely<BenchTables>,
  announce: Parameters<typeof settle>[2],
): Promise<PayableOrder> {
  await settle({ ...order, orderId: order.customer }, tx, () => {})
  announce(settled, order)
  return order
}

/** Does the work again and again until the time is over. */
async function every(ms: number, over: number, work: () => Promise<void>): Promise<void> {
  for (let next = Date.now() + ms; next < over; next += ms) {
    await pause(Math.max(0, next - Date.now()))
    await work()
  }
}

/** All the files of the books. */
function bytesIn(folder: string): number {
  return ['books.sqlite', 'books.sqlite-wal', 'books.sqlite-shm']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .reduce((sum, path) => sum + statSync(path).size, 0)
}
