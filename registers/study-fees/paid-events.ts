import type { OrderRow } from '../../schemas/study-fees/orders.js'
import { nextNumber } from './counters.js'
import { rowsOf } from './orders.js'
import type { Db, OrderTable, PaidEventTable, PaymentTable } from './tables.js'

export interface NewPaidEvent {
  readonly kind: 'paid' | 'correction'
  readonly fact: string
  readonly order: OrderTable
  readonly payment: PaymentTable
  readonly providerId: string
  readonly valueDay: string
  readonly at: number
  /** The event that a correction takes back. */
  readonly corrects: number | null
}

const DESCRIPTIONS = {
  'extra-time': 'KÄSITTELYMAKSU LISÄAIKA',
  restoring: 'KÄSITTELYMAKSU PALAUTUS',
  'study-fee': 'OPINTOMAKSU',
} as const

/**
 * Writes a candidate for the ledger. Its number comes from a counter that is held until the commit, so the events up to
 * any number are all there once that number is seen: a batch takes a range and nothing slips in below it.
 */
export async function appendPaidEvent(tx: Db, event: NewPaidEvent): Promise<number> {
  const { order, payment } = event
  const seq = await nextNumber(tx, 'paid-event')
  await tx
    .insertInto('study_fees_paid_event')
    .values({
      seq,
      kind: event.kind,
      fact: event.fact,
      order_id: order.id,
      stamp: payment.stamp,
      order_kind: order.kind,
      method: payment.method,
      amount_cents: payment.amount_cents,
      currency: payment.currency,
      reference: payment.reference,
      provider_id: event.providerId,
      value_day: event.valueDay,
      description: DESCRIPTIONS[order.kind],
      rows: JSON.stringify(await rowsOf(tx, order.id)),
      customer_number: order.customer_number,
      payer_name: order.payer_name,
      corrects: event.corrects,
      at: event.at,
    })
    .execute()
  return seq
}

export async function paidEventOf(db: Db, fact: string): Promise<PaidEventTable | undefined> {
  return db.selectFrom('study_fees_paid_event').selectAll().where('fact', '=', fact).executeTakeFirst()
}

/** A candidate for the ledger as the layouts see it. */
export interface PaidEvent {
  readonly seq: number
  readonly kind: 'paid' | 'correction'
  readonly stamp: string
  readonly orderKind: PaidEventTable['order_kind']
  readonly method: PaidEventTable['method']
  readonly amountCents: number
  readonly currency: string
  readonly reference: string
  readonly providerId: string
  readonly valueDay: string
  readonly description: string
  readonly rows: readonly OrderRow[]
  readonly customer?: string
  readonly payerName?: string
  readonly corrects?: number
}

export function paidEventFrom(row: PaidEventTable): PaidEvent {
  return {
    seq: Number(row.seq),
    kind: row.kind,
    stamp: row.stamp,
    orderKind: row.order_kind,
    method: row.method,
    amountCents: Number(row.amount_cents),
    currency: row.currency,
    reference: row.reference,
    providerId: row.provider_id,
    valueDay: row.value_day,
    description: row.description,
    rows: JSON.parse(row.rows) as OrderRow[],
    ...(row.customer_number === null ? {} : { customer: row.customer_number }),
    ...(row.payer_name === null ? {} : { payerName: row.payer_name }),
    ...(row.corrects === null ? {} : { corrects: Number(row.corrects) }),
  }
}
