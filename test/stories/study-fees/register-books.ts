import { sqlite } from '../../../adapters/database/dialect.js'
import { builderOn, Lease } from '../../../adapters/database/kysely-door.js'
import { GuardedConnection } from '../../../adapters/database/libsql.js'
import { migrateOn } from '../../../adapters/database/migrations.js'
import { idFrom } from '../../../bus/ids.js'
import { type Told, together } from '../../../registers/study-fees/announcements.js'
import type { Chance } from '../../../registers/study-fees/chance.js'
import { type KtlRow, matchKtl, storeKtl } from '../../../registers/study-fees/ktl.js'
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

export const paytrailOk = (reference: string, amountCents = 3500): PaymentReport => ({
  by: 'callback',
  proven: true,
  outcome: 'PAID',
  providerId: '4b300af6-9a22-11e8-9184-abb6de7fd2d0',
  amountCents,
  currency: 'EUR',
  reference,
})
export const bankPaid = (reference: string): PaymentReport => ({
  by: 'browser',
  proven: true,
  outcome: 'PAID',
  providerId: 'PEPM20260302000001',
  reference,
})
export const cancelled: PaymentReport = { by: 'browser', proven: false, outcome: 'CANCELLED' }

export const posting = {
  sender: 'HUB',
  company: 'UNI1',
  mode: 'T',
  voucherType: 'VM',
  receivableAccount: '1739',
  bankAccount: '1910',
  extraTimeAccount: '3271',
  restoringAccount: '3272',
  studyFeeAccount: '3250',
  costCentre: '2627',
} as const
export const claiming = (n: number) => ({
  layout: 'hub-gl' as const,
  posting,
  now: NOON,
  timeZone: ZONE,
  messageId: idFrom('claim', String(n)),
})
export const ktlRow = (reference: string, more: Partial<KtlRow> = {}): KtlRow => ({
  account: '12345600000785',
  bookingDay: '20260302',
  paymentDay: '20260301',
  archiveId: '2603ABCD00000001',
  reference: reference.padStart(20, '0'),
  payerName: 'TESTIHENKILÖ',
  amountCents: 3500,
  correction: false,
  returnCode: '0',
  ...more,
})
export const ktlFile = (n: number) => ({ id: idFrom('ktl', String(n)), name: `ktl-${n}.txt`, now: NOON })
/** A file as the flows take it: stored, then matched chunk by chunk. */
export async function importKtl(books: Awaited<ReturnType<typeof registerBooks>>, n: number, rows: readonly KtlRow[]) {
  const chunks = await books.within((tx) => storeKtl(tx, ktlFile(n), rows))
  const told: Told[] = []
  for (const chunk of chunks) told.push(await books.within((tx) => matchKtl(tx, chunk, { now: NOON, timeZone: ZONE })))
  const statement = await books.db
    .selectFrom('study_fees_ktl_file')
    .selectAll()
    .where('id', '=', ktlFile(n).id)
    .executeTakeFirstOrThrow()
  return { statement, told: together(...told), chunks }
}
