import type { Payment } from '../../schemas/study-fees/payments.js'
import type { PaymentOutcome } from '../../schemas/study-fees/values.js'
import { hashOf } from './chance.js'
import { eventsOf, paymentByStamp } from './payments.js'
import type { RefusalName } from './refusals.js'
import type { Db, PaymentTable } from './tables.js'

/** Takes a one-time reference: it answers once, soon, and only to the session that started the payment. */
export async function takeResult(
  tx: Db,
  {
    reference,
    sessionHash,
    now,
  }: { readonly reference: string; readonly sessionHash: string | null; readonly now: number },
): Promise<{ readonly payment: PaymentTable } | { readonly refused: RefusalName }> {
  const hash = hashOf(reference)
  const ticket = await tx.selectFrom('study_fees_ticket').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (ticket === undefined) return { refused: 'reference-unknown' }
  const payment = await paymentByStamp(tx, ticket.stamp)
  if (payment === undefined) return { refused: 'reference-unknown' }
  if (payment.session_hash !== null && payment.session_hash !== sessionHash) return { refused: 'session-foreign' }
  if (now > ticket.expires_at) return { refused: 'reference-expired' }
  const { numUpdatedRows } = await tx
    .updateTable('study_fees_ticket')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 0n ? { refused: 'reference-used' } : { payment }
}

/** Removes references nobody will ask with any more. */
export async function forgetTickets(tx: Db, now: number): Promise<void> {
  await tx
    .deleteFrom('study_fees_ticket')
    .where('expires_at', '<', now - 24 * 3_600_000)
    .execute()
}

/** Plain language for the payer (FI-121). */
export const OUTCOME_SENTENCES: { readonly [outcome in PaymentOutcome]: string } = {
  STARTED: 'The payment has been started. Its result is not known yet.',
  ABANDONED: 'The payment service could not be reached. Nothing was paid; paying may be tried again.',
  PAID: 'The payment was received. Thank you.',
  PENDING: 'The payment service is still handling the payment. You need not pay again.',
  CANCELLED: 'The payment was cancelled. Nothing was paid.',
  REJECTED: 'The payment was refused by the bank or payment service.',
  ERROR: 'The payment failed.',
  UNKNOWN: 'The result of the payment is being asked from the payment service. Do not pay again before it is known.',
  MISMATCH: 'The payment differs from what was to be paid. The fee’s handlers have been told and will get in touch.',
}

export function paymentAnswer(payment: PaymentTable): Payment {
  return {
    stamp: payment.stamp,
    orderId: payment.order_id,
    method: payment.method,
    outcome: payment.outcome,
    amountCents: payment.amount_cents,
    currency: 'EUR',
    reference: payment.reference,
    amountConfirmed: payment.amount_confirmed === 1,
    startedAt: iso(payment.started_at),
    sentence: OUTCOME_SENTENCES[payment.outcome],
    ...(payment.settled_at === null ? {} : { settledAt: iso(payment.settled_at) }),
    ...(payment.mismatch === null ? {} : { mismatch: payment.mismatch }),
    ...(payment.reversed_at === null ? {} : { reversedAt: iso(payment.reversed_at) }),
  }
}

/** The payment with its log, for people who follow it up. */
export async function paymentWithLog(db: Db, stamp: string): Promise<Payment | undefined> {
  const payment = await paymentByStamp(db, stamp)
  if (payment === undefined) return undefined
  const events = await eventsOf(db, stamp)
  return {
    ...paymentAnswer(payment),
    events: events.map(({ at, reported_by, kind, reported, outcome, repeats }) => ({
      at: iso(at),
      by: reported_by,
      kind,
      reported,
      outcome,
      repeats,
    })),
  }
}

export const iso = (moment: number) => new Date(moment).toISOString()
