import type { Chance } from './chance.js'
import { customerOf, payerKey } from './customers.js'
import type { RefusalName } from './refusals.js'
import type { Db } from './tables.js'

/** Whom to forget: a customer with all orders, or the payer of one order, who may have had no number. */
export type Erasing = { readonly customer: string } | { readonly orderId: string }

export interface Erased {
  readonly orders: readonly string[]
  readonly references: readonly string[]
  /** What messages of the payers are known by. */
  readonly payers: readonly string[]
  /** Bank transactions whose payer name went. */
  readonly transactions: number
  /** Vouchers that still name the person, since they stand by name in a ledger file that the law says to keep. */
  readonly keptVouchers: number
}

/**
 * Takes the person out of the registers. Amounts, references, days, stamps and batch numbers stay: accounting law needs
 * them and they name nobody. One pseudonym takes the place of the number, so that sums per payer stay right.
 */
export async function erasePerson(
  tx: Db,
  erasing: Erasing,
  now: number,
  chance: Chance,
): Promise<Erased | { readonly refused: RefusalName }> {
  const orders = await tx
    .selectFrom('study_fees_order')
    .select(['id', 'state', 'reference', 'payer_email'])
    .where((eb) =>
      'customer' in erasing ? eb('customer_number', '=', erasing.customer) : eb('id', '=', erasing.orderId),
    )
    .execute()
  if (orders.some(({ state }) => state === 'being-performed')) return { refused: 'person-has-payment' }
  const pseudonym = `erased-${chance.token()}`
  const known = 'customer' in erasing ? await customerOf(tx, erasing.customer) : undefined
  const emails = [known?.email, ...orders.map(({ payer_email }) => payer_email)]
  const payers = [...new Set(emails.flatMap((email) => (email ? [payerKey(email)] : [])))]
  const customers = 'customer' in erasing ? await forgetCustomer(tx, erasing.customer, pseudonym, now) : 0n
  if (orders.length === 0 && customers === 0n) return { refused: 'person-unknown' }
  let transactions = 0
  let keptVouchers = 0
  for (const { id, state } of orders) {
    await tx
      .updateTable('study_fees_order')
      .set({
        customer_number: pseudonym,
        payer_name: null,
        payer_email: null,
        erased_at: now,
        changed_at: now,
        ...(state === 'open' ? { state: 'closed' as const, note: 'the payer’s data were erased' } : {}),
      })
      .where('id', '=', id)
      .execute()
    await tx.updateTable('study_fees_payment').set({ session_hash: null }).where('order_id', '=', id).execute()
    const named = await tx
      .updateTable('study_fees_ktl_transaction')
      .set({ payer_name: null })
      .where('order_id', '=', id)
      .where('payer_name', 'is not', null)
      .executeTakeFirst()
    transactions += Number(named.numUpdatedRows)
    keptVouchers += await forgetEvents(tx, id, pseudonym)
  }
  return {
    orders: orders.map(({ id }) => id),
    references: orders.map(({ reference }) => reference),
    payers,
    transactions,
    keptVouchers,
  }
}

async function forgetCustomer(tx: Db, number: string, pseudonym: string, now: number): Promise<bigint> {
  const { numUpdatedRows } = await tx
    .updateTable('study_fees_customer')
    .set({ number: pseudonym, name: '-', email: '-', erased_at: now, changed_at: now })
    .where('number', '=', number)
    .executeTakeFirst()
  return numUpdatedRows
}

/** Only the sales-invoice layout writes names: what lies in such a batch stays as it was sent, or a resend would differ. */
async function forgetEvents(tx: Db, orderId: string, pseudonym: string): Promise<number> {
  const events = await tx
    .selectFrom('study_fees_paid_event as event')
    .leftJoin('study_fees_ledger_batch as batch', (join) =>
      join.onRef('batch.from_seq', '<=', 'event.seq').onRef('batch.to_seq', '>=', 'event.seq'),
    )
    .select(['event.seq', 'batch.layout'])
    .where('event.order_id', '=', orderId)
    .execute()
  let kept = 0
  for (const { seq, layout } of events) {
    if (layout === 'proe') kept += 1
    else
      await tx
        .updateTable('study_fees_paid_event')
        .set({ customer_number: pseudonym, payer_name: null })
        .where('seq', '=', seq)
        .execute()
  }
  return kept
}
