import type { Order, OrderLine, OrderPage } from '../../schemas/study-fees/orders.js'
import type { FeeKind, OrderState, PaymentOutcome } from '../../schemas/study-fees/values.js'
import { transferredUpTo } from './ledger-batches.js'
import { rowsOf } from './orders.js'
import { iso } from './results.js'
import type { Db, OrderTable } from './tables.js'

export interface OrderFilter {
  readonly kinds: readonly FeeKind[]
  readonly state?: OrderState
  readonly customer?: string
  readonly reference?: string
  readonly after?: string
  readonly limit: number
}

/** A page of orders, newest first. `transferred` follows from the recorded batches, not from the order's row. */
export async function listOrders(db: Db, filter: OrderFilter): Promise<OrderPage> {
  const { kinds, state, customer, reference, after, limit } = filter
  const mark = await transferredUpTo(db)
  let query = db
    .selectFrom('study_fees_order as o')
    .leftJoin('study_fees_payment as payment', 'payment.stamp', 'o.stamp')
    .leftJoin('study_fees_paid_event as event', (join) =>
      join.onRef('event.stamp', '=', 'o.paid_stamp').on('event.kind', '=', 'paid'),
    )
    .selectAll('o')
    .select(['payment.outcome as outcome', 'event.seq as seq'])
    .where('o.kind', 'in', [...kinds])
  if (customer !== undefined) query = query.where('o.customer_number', '=', customer)
  if (reference !== undefined) query = query.where('o.reference', '=', reference)
  if (after !== undefined) query = query.where('o.id', '<', after)
  if (state === 'transferred') query = query.where('o.state', '=', 'paid').where('event.seq', '<=', mark)
  else if (state === 'paid')
    query = query
      .where('o.state', '=', 'paid')
      .where((eb) => eb.or([eb('event.seq', 'is', null), eb('event.seq', '>', mark)]))
  else if (state !== undefined) query = query.where('o.state', '=', state)
  const rows = await query
    .orderBy('o.id', 'desc')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    orders: page.map((row) => lineOf(row, stateOf(row, row.seq, mark), row.outcome)),
    ...(rows.length > limit && last !== undefined ? { next: last.id } : {}),
  }
}

function lineOf(order: OrderTable, state: OrderState, outcome: PaymentOutcome | null): OrderLine {
  return {
    id: order.id,
    kind: order.kind,
    state,
    title: order.title,
    reference: order.reference,
    totalCents: order.total_cents,
    createdAt: iso(order.created_at),
    ...(order.reason === null ? {} : { reason: order.reason }),
    ...(outcome === null ? {} : { outcome }),
    ...(order.customer_number === null ? {} : { customer: order.customer_number }),
    ...(order.payer_name === null ? {} : { payerName: order.payer_name }),
    ...(order.due_at === null ? {} : { dueAt: iso(order.due_at) }),
    ...(order.paid_at === null ? {} : { paidAt: iso(order.paid_at) }),
  }
}

function stateOf(order: OrderTable, seq: number | null, mark: number): OrderState {
  return order.state === 'paid' && seq !== null && Number(seq) <= mark ? 'transferred' : order.state
}

/** One order with rows, payments and the batch that took it; undefined when there is none, or not of these kinds. */
export async function readOrder(db: Db, id: string, kinds?: readonly FeeKind[]): Promise<Order | undefined> {
  const order = await db.selectFrom('study_fees_order').selectAll().where('id', '=', id).executeTakeFirst()
  if (order === undefined || (kinds !== undefined && !kinds.includes(order.kind))) return undefined
  const payments = await db
    .selectFrom('study_fees_payment')
    .selectAll()
    .where('order_id', '=', id)
    .orderBy('started_at')
    .orderBy('stamp')
    .execute()
  const batch = order.paid_stamp === null ? undefined : await batchOfStamp(db, order.paid_stamp)
  const { outcome: _, reason, ...line } = lineOf(order, batch === undefined ? order.state : 'transferred', null)
  return {
    ...line,
    currency: 'EUR',
    language: order.language as Order['language'],
    rows: [...(await rowsOf(db, id))],
    payments: payments.map((payment) => ({
      stamp: payment.stamp,
      method: payment.method,
      outcome: payment.outcome,
      amountConfirmed: payment.amount_confirmed === 1,
      startedAt: iso(payment.started_at),
      ...(payment.settled_at === null ? {} : { settledAt: iso(payment.settled_at) }),
      ...(payment.mismatch === null ? {} : { mismatch: payment.mismatch }),
    })),
    ...(reason === undefined ? {} : { reason }),
    ...(order.note === null ? {} : { note: order.note }),
    ...(order.payer_email === null ? {} : { payerEmail: order.payer_email }),
    ...(order.renewal_of === null ? {} : { renewalOf: order.renewal_of }),
    ...(batch === undefined ? {} : { batch }),
  }
}

async function batchOfStamp(db: Db, stamp: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('study_fees_paid_event as event')
    .innerJoin('study_fees_ledger_batch as batch', (join) =>
      join.onRef('batch.from_seq', '<=', 'event.seq').onRef('batch.to_seq', '>=', 'event.seq'),
    )
    .select('batch.number')
    .where('event.stamp', '=', stamp)
    .where('event.kind', '=', 'paid')
    .where('batch.state', '=', 'recorded')
    .executeTakeFirst()
  return row === undefined ? undefined : Number(row.number)
}
