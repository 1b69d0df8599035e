import type { Alert, Told } from './announcements.js'
import { HUB_FEES_BOOKS } from './errors.js'
import { command, lockOrder } from './orders.js'
import { appendPaidEvent, paidEventOf } from './paid-events.js'
import { logEvent } from './payments.js'
import type { Db, PaymentTable } from './tables.js'

export interface Reversing {
  readonly archiveId: string
  readonly amountCents: number
  readonly bookingDay: string
  readonly now: number
  readonly messageId: string
}

/**
 * The bank takes a payment back. What was posted is corrected by a voucher with its sides changed; what was not posted
 * yet is corrected in the same way, so that the ledger shows what the account shows. Changes nothing when the payment
 * was not on the account, or another amount was.
 */
export async function reverse(
  tx: Db,
  payment: PaymentTable,
  reversing: Reversing,
): Promise<{ readonly done: boolean; readonly told: Told }> {
  const { now, archiveId } = reversing
  const { stamp } = payment
  const order = await lockOrder(tx, payment.order_id)
  if (order === undefined) throw HUB_FEES_BOOKS(`payment ${stamp} has no order`)
  const fits =
    payment.archive_id !== null && payment.amount_cents === reversing.amountCents && payment.reversed_at === null
  const isNew = await logEvent(tx, payment, {
    at: now,
    by: 'account',
    kind: fits ? 'reversed' : 'noted',
    reported: 'CORRECTION',
    outcome: payment.outcome,
    facts: `correction|${archiveId}|${reversing.amountCents}`,
    messageId: reversing.messageId,
  })
  const place = { orderId: order.id, stamp }
  if (!fits) {
    const sentence = 'The bank corrected a payment of this order that does not stand in the books as it is corrected.'
    return { done: false, told: { paid: [], alerts: isNew ? [{ kind: 'unmatched', sentence, ...place }] : [] } }
  }
  await tx.updateTable('study_fees_payment').set({ reversed_at: now }).where('stamp', '=', stamp).execute()
  const commanded = await command(tx, order, { type: 'reverse', stamp }, now)
  if ('refused' in commanded) throw HUB_FEES_BOOKS(`reversing payment ${stamp} was refused: ${commanded.refused}`)
  const posted = await paidEventOf(tx, `paid/${stamp}`)
  if (posted !== undefined)
    await appendPaidEvent(tx, {
      kind: 'correction',
      fact: `correction/${stamp}`,
      order: commanded.order,
      payment,
      providerId: posted.provider_id,
      valueDay: reversing.bookingDay,
      at: now,
      corrects: Number(posted.seq),
    })
  const alert: Alert = {
    kind: 'reversed',
    sentence:
      'The bank took the payment of this order back. The order is unfinished and a correction goes to the ledger.',
    ...place,
  }
  return { done: true, told: { paid: [], alerts: [alert] } }
}
