import type { PaymentMethod, PaymentOutcome } from '../../schemas/study-fees/values.js'
import { type Chance, hashOf } from './chance.js'
import { nextNumber } from './counters.js'
import { HUB_FEES_BOOKS } from './errors.js'
import { localTime } from './local-time.js'
import { command, lockOrder } from './orders.js'
import type { PaymentFacts } from './payment-life.js'
import type { RefusalName } from './refusals.js'
import type { Db, OrderTable, PaymentEventTable, PaymentTable } from './tables.js'

/** A payment that was just begun. The token is known only now: the books keep its hash. */
export interface Begun {
  readonly stamp: string
  readonly token: string
  readonly orderId: string
  readonly method: PaymentMethod
  readonly amountCents: number
  readonly reference: string
}

export interface Beginning {
  readonly method: PaymentMethod
  readonly returnAddress: string
  readonly sessionHash: string | null
  readonly now: number
  readonly timeZone: string
  readonly messageId: string
  /** When to ask what became of it, if nothing is heard. */
  readonly askAt: number
}

/**
 * Gives control of a locked order to a new payment. Stamps are 20 digits: local day, a number that never comes twice,
 * and four digits of chance; the clock alone would repeat itself when daylight saving ends.
 */
export async function beginPayment(
  tx: Db,
  order: OrderTable,
  beginning: Beginning,
  chance: Chance,
): Promise<Begun | { readonly refused: RefusalName }> {
  const { method, now } = beginning
  const serial = String((await nextNumber(tx, 'stamp')) % 100_000_000).padStart(8, '0')
  const stamp = `${localTime(now, beginning.timeZone).day}${serial}${chance.fourDigits()}`
  const commanded = await command(tx, order, { type: 'start-payment', stamp, now }, now)
  if ('refused' in commanded) return commanded
  const token = chance.token()
  await tx
    .insertInto('study_fees_known_stamp')
    .values({ stamp, order_id: order.id, method, made_at: now, used_at: null })
    .execute()
  await tx
    .insertInto('study_fees_payment')
    .values({
      stamp,
      order_id: order.id,
      method,
      outcome: 'STARTED',
      proven: 0,
      proof: null,
      provider_id: null,
      transaction_id: null,
      archive_id: null,
      amount_cents: order.total_cents,
      currency: order.currency,
      reference: order.reference,
      amount_confirmed: 0,
      confirmed_by: null,
      confirmed_at: null,
      mismatch: null,
      reversed_at: null,
      return_address: beginning.returnAddress,
      token_hash: hashOf(token),
      session_hash: beginning.sessionHash,
      started_at: now,
      settled_at: null,
      asks: 0,
      next_ask_at: beginning.askAt,
      alerted_at: null,
      events: 0,
    })
    .execute()
  const begun: Begun = {
    stamp,
    token,
    orderId: order.id,
    method,
    amountCents: order.total_cents,
    reference: order.reference,
  }
  await logEvent(
    tx,
    { stamp, order_id: order.id, events: 0 },
    {
      at: now,
      by: 'hub',
      kind: 'started',
      reported: 'STARTED',
      outcome: 'STARTED',
      facts: '-',
      messageId: beginning.messageId,
    },
  )
  return begun
}

export async function paymentByToken(db: Db, token: string): Promise<PaymentTable | undefined> {
  return db.selectFrom('study_fees_payment').selectAll().where('token_hash', '=', hashOf(token)).executeTakeFirst()
}

export async function paymentByStamp(db: Db, stamp: string): Promise<PaymentTable | undefined> {
  return db.selectFrom('study_fees_payment').selectAll().where('stamp', '=', stamp).executeTakeFirst()
}

export async function eventsOf(db: Db, stamp: string): Promise<readonly PaymentEventTable[]> {
  return db.selectFrom('study_fees_payment_event').selectAll().where('stamp', '=', stamp).orderBy('n').execute()
}

export function paymentFacts(payment: PaymentTable): PaymentFacts {
  return {
    stamp: payment.stamp,
    outcome: payment.outcome,
    amountCents: payment.amount_cents,
    currency: payment.currency,
    reference: payment.reference,
    proven: payment.proven === 1,
    amountConfirmed: payment.amount_confirmed === 1,
    reversed: payment.reversed_at !== null,
    ...(payment.provider_id === null ? {} : { providerId: payment.provider_id }),
    ...(payment.proof === null ? {} : { proof: payment.proof }),
    ...(payment.archive_id === null ? {} : { archiveId: payment.archive_id }),
  }
}

export interface Heard {
  readonly at: number
  readonly by: string
  readonly kind: string
  readonly reported: string
  readonly outcome: PaymentOutcome
  readonly facts: string
  readonly messageId: string
}

/**
 * Writes what was heard into the payment's log. The same thing heard again is counted, not written again: a browser
 * that reloads for ever must not fill the books. Answers whether it is new.
 */
export async function logEvent(
  tx: Db,
  payment: Pick<PaymentTable, 'stamp' | 'order_id' | 'events'>,
  heard: Heard,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('study_fees_payment_event')
    .set((eb) => ({ repeats: eb('repeats', '+', 1) }))
    .where('stamp', '=', payment.stamp)
    .where('kind', '=', heard.kind)
    .where('reported_by', '=', heard.by)
    .where('facts', '=', heard.facts)
    .where('outcome', '=', heard.outcome)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return false
  await tx
    .insertInto('study_fees_payment_event')
    .values({
      stamp: payment.stamp,
      n: payment.events + 1,
      order_id: payment.order_id,
      at: heard.at,
      reported_by: heard.by,
      kind: heard.kind,
      reported: heard.reported,
      outcome: heard.outcome,
      facts: heard.facts,
      repeats: 0,
      message_id: heard.messageId,
    })
    .execute()
  await tx
    .updateTable('study_fees_payment')
    .set({ events: payment.events + 1 })
    .where('stamp', '=', payment.stamp)
    .execute()
  return true
}

/**
 * Gives up a payment whose beginning the provider never answered: control goes back to the order, so that paying may be
 * tried again with a new stamp. The old stamp stays known; if it is paid after all, that counts.
 */
export async function abandonPayment(tx: Db, stamp: string, now: number, messageId: string): Promise<OrderTable> {
  const known = await paymentByStamp(tx, stamp)
  const order = known === undefined ? undefined : await lockOrder(tx, known.order_id)
  const payment = await paymentByStamp(tx, stamp)
  if (order === undefined || payment === undefined) throw HUB_FEES_BOOKS(`payment ${stamp} is not in the books`)
  if (payment.outcome !== 'STARTED' && payment.outcome !== 'UNKNOWN') return order
  await logEvent(tx, payment, {
    at: now,
    by: 'hub',
    kind: 'no-answer',
    reported: 'ABANDONED',
    outcome: 'ABANDONED',
    facts: '-',
    messageId,
  })
  await tx
    .updateTable('study_fees_payment')
    .set({ outcome: 'ABANDONED', settled_at: now, next_ask_at: null })
    .where('stamp', '=', stamp)
    .execute()
  const commanded = await command(tx, order, { type: 'settle', stamp, outcome: 'ABANDONED' }, now)
  return 'refused' in commanded ? order : commanded.order
}

/** What Paytrail calls the payment: with it the payment can be asked about. */
export async function recordTransaction(tx: Db, stamp: string, transactionId: string): Promise<void> {
  await tx.updateTable('study_fees_payment').set({ transaction_id: transactionId }).where('stamp', '=', stamp).execute()
}
