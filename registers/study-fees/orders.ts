import { referenceNumberFrom } from '../../schemas/identifiers/reference-number.js'
import type { OrderRow } from '../../schemas/study-fees/orders.js'
import type { FeeKind } from '../../schemas/study-fees/values.js'
import { nextNumber } from './counters.js'
import { decideOrder, evolveOrder, type OrderCommand, type OrderEvent, type OrderFacts } from './order-life.js'
import type { RefusalName } from './refusals.js'
import type { Db, OrderTable, StoredOrderState } from './tables.js'

export interface NewOrder {
  readonly id: string
  readonly kind: FeeKind
  readonly customer: string | null
  readonly payerName: string | null
  readonly payerEmail: string | null
  readonly language: string
  readonly title: string
  readonly rows: readonly OrderRow[]
  readonly createdAt: number
  readonly dueAt: number | null
  readonly renewalOf: string | null
}

export const MOST_CENTS = 99_999_999 // what Paytrail takes in one payment, and fits every ledger field

/** The first reference is 1000 0001 with its check digit: short enough to type, never with a leading zero. */
const FIRST_REFERENCE = 10_000_000

export function totalOf(rows: readonly OrderRow[]): number {
  return rows.reduce((sum, { quantity, unitCents }) => sum + quantity * unitCents, 0)
}

/** Writes an open order with its rows under a new reference number. */
export async function insertOrder(tx: Db, order: NewOrder): Promise<void> {
  const reference = referenceNumberFrom(String(FIRST_REFERENCE + (await nextNumber(tx, 'reference'))))
  await tx
    .insertInto('study_fees_order')
    .values({
      id: order.id,
      kind: order.kind,
      state: 'open',
      reason: null,
      note: null,
      customer_number: order.customer,
      payer_name: order.payerName,
      payer_email: order.payerEmail,
      language: order.language,
      title: order.title,
      reference,
      total_cents: totalOf(order.rows),
      currency: 'EUR',
      created_at: order.createdAt,
      changed_at: order.createdAt,
      due_at: order.dueAt,
      stamp: null,
      paid_stamp: null,
      paid_at: null,
      renewal_of: order.renewalOf,
      reminders: 0,
      reminded_at: null,
      erased_at: null,
      version: 1,
    })
    .execute()
  await insertRows(tx, order.id, order.rows)
}

export async function replaceRows(tx: Db, orderId: string, rows: readonly OrderRow[]): Promise<void> {
  await tx.deleteFrom('study_fees_order_row').where('order_id', '=', orderId).execute()
  await insertRows(tx, orderId, rows)
}

async function insertRows(tx: Db, orderId: string, rows: readonly OrderRow[]): Promise<void> {
  await tx
    .insertInto('study_fees_order_row')
    .values(
      rows.map((row, i) => ({
        order_id: orderId,
        row_no: i + 1,
        product: row.product,
        text: row.text,
        quantity: row.quantity,
        unit_cents: row.unitCents,
        vat_code: row.vatCode,
        vat_rate: row.vatRate,
      })),
    )
    .execute()
}

export async function rowsOf(db: Db, orderId: string): Promise<readonly OrderRow[]> {
  const rows = await db
    .selectFrom('study_fees_order_row')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('row_no')
    .execute()
  return rows.map((row) => ({
    product: row.product,
    text: row.text,
    quantity: row.quantity,
    unitCents: row.unit_cents,
    vatCode: row.vat_code,
    vatRate: row.vat_rate,
  }))
}

/** Reads an order and holds it until the transaction ends: two payments of one order never decide side by side. */
export async function lockOrder(tx: Db, id: string): Promise<OrderTable | undefined> {
  await tx
    .updateTable('study_fees_order')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  return tx.selectFrom('study_fees_order').selectAll().where('id', '=', id).executeTakeFirst()
}

export function factsOf(order: OrderTable): OrderFacts {
  return {
    state: order.state,
    ...(order.due_at === null ? {} : { dueAt: order.due_at }),
    ...(order.stamp === null ? {} : { stamp: order.stamp }),
    ...(order.paid_stamp === null ? {} : { paidStamp: order.paid_stamp }),
    ...(order.reason === null ? {} : { reason: order.reason }),
  }
}

export type Commanded =
  | { readonly done: readonly OrderEvent[]; readonly order: OrderTable }
  | { readonly refused: RefusalName }

/** Decides about a locked order and writes what follows. */
export async function command(tx: Db, order: OrderTable, command: OrderCommand, now: number): Promise<Commanded> {
  const facts = factsOf(order)
  const decision = decideOrder(facts, command)
  if ('refused' in decision) return decision
  if (decision.events.length === 0) return { done: [], order }
  const after = decision.events.reduce(evolveOrder, facts)
  const paid = decision.events.some(({ type }) => type === 'paid')
  const next = {
    state: after.state as StoredOrderState,
    reason: after.reason ?? null,
    stamp: after.stamp ?? null,
    paid_stamp: after.paidStamp ?? null,
    paid_at: paid ? now : after.paidStamp === undefined ? null : order.paid_at,
    changed_at: now,
  }
  await tx.updateTable('study_fees_order').set(next).where('id', '=', order.id).execute()
  return { done: decision.events, order: { ...order, ...next } }
}
