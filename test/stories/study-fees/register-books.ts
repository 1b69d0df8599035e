import { sqlite } from '../../../adapters/database/dialect.js'
import { builderOn, Lease } from '../../../adapters/database/kysely-door.js'
import { GuardedConnection } from '../../../adapters/database/libsql.js'
import { migrateOn } from '../../../adapters/database/migrations.js'
import { idFrom } from '../../../bus/ids.js'
import type { Chance } from '../../../registers/study-fees/chance.js'
import { createProcessingFee } from '../../../registers/study-fees/order-changes.js'
import { lockOrder } from '../../../registers/study-fees/orders.js'
import type { PaymentReport } from '../../../registers/study-fees/payment-life.js'
import { type Begun, beginPayment } from '../../../registers/study-fees/payments.js'
import { settle } from '../../../registers/study-fees/settle.js'
import type { Db, StudyFeesTables } from '../../../registers/study-fees/tables.js'
import { migrations } from '../../../registers/study-fees/tables.migrations.js'

export const NOON = Date.UTC(2026, 2, 2, 10)
export const ZONE = 'Europe/Helsinki'

/** Chance that can be foretold. */
export function countedChance(): Chance {
  let n = 0
  return {
    token: () => `token${String(++n).padStart(11, '0')}`,
    fourDigits: () => '0007',
  }
}

/** The pack's registers in memory, without a hub. `within` is a transaction. */
export async function registerBooks() {
  const connection = new GuardedConnection(':memory:')
  connection.exec('BEGIN')
  await migrateOn(connection, sqlite, [migrations], NOON)
  connection.exec('COMMIT')
  const db: Db = builderOn<StudyFeesTables>(connection, new Lease())
  let orders = 0
  const chance = countedChance()
  async function within<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    connection.exec('BEGIN')
    try {
      const result = await work(db)
      connection.exec('COMMIT')
      return result
    } catch (error) {
      connection.exec('ROLLBACK')
      throw error
    }
  }
  return {
    db,
    chance,
    within,
    close: () => connection.close(),
    /** An open order of 35.00 euros. */
    order: () =>
      within(async (tx) => {
        const id = idFrom('order', String(++orders))
        const payer = { name: 'Testi Henkilö', email: 'testi.henkilo@example.fi' }
        const answer = await createProcessingFee(
          tx,
          { kind: 'extra-time', payer },
          { id, now: NOON, cents: 3500, dueAt: NOON + 86_400_000 },
        )
        if (answer.result !== 'done') throw new Error(answer.sentence)
        return answer.order
      }),
    begin: (orderId: string, method: 'solopmt' | 'paytrail' = 'solopmt'): Promise<Begun> =>
      within(async (tx) => {
        const order = await lockOrder(tx, orderId)
        const begun = await beginPayment(
          tx,
          order!,
          {
            method,
            returnAddress: 'https://app.example.fi/done',
            sessionHash: null,
            now: NOON,
            timeZone: ZONE,
            messageId: idFrom('begin', orderId),
            askAt: NOON + 1_800_000,
          },
          chance,
        )
        if ('refused' in begun) throw new Error(begun.refused)
        return begun
      }),
    hear: (stamp: string, report: PaymentReport, now = NOON) =>
      within((tx) => settle(tx, { stamp, report, now, messageId: idFrom('hear', stamp), timeZone: ZONE })),
  }
}
