import type { PaymentOutcome } from '../../schemas/study-fees/values.js'
import { type Alert, paidOf, type Told } from './announcements.js'
import { type Chance, hashOf } from './chance.js'
import { HUB_FEES_BOOKS } from './errors.js'
import { localTime } from './local-time.js'
import type { OrderEvent } from './order-life.js'
import { command, lockOrder } from './orders.js'
import { appendPaidEvent } from './paid-events.js'
import { decidePayment, type PaymentDecision, type PaymentReport, proofOf } from './payment-life.js'
import { logEvent, paymentByStamp, paymentFacts } from './payments.js'
import type { Db, OrderTable, PaymentTable } from './tables.js'

export interface Heard {
  readonly stamp: string
  readonly report: PaymentReport
  readonly now: number
  readonly messageId: string
  readonly timeZone: string
  /** Local day of the money (yyyymmdd), where the report names it: the booking day of an account transaction. */
  readonly valueDay?: string
}

export interface Settled {
  readonly decision: PaymentDecision
  readonly outcome: PaymentOutcome
  readonly order: OrderTable
  readonly payment: PaymentTable
  readonly told: Told
}

/**
 * Hears a report about a payment and writes what follows, in the transaction given: the payment, its log, the order,
 * and the ledger candidate once the amount is confirmed. Any number of reports in any order come to the same end.
 */
export async function settle(tx: Db, heard: Heard): Promise<Settled> {
  const { stamp, report, now, messageId } = heard
  const known = await paymentByStamp(tx, stamp)
  if (known === undefined) throw HUB_FEES_BOOKS(`payment ${stamp} is not in the books`)
  const order = await lockOrder(tx, known.order_id)
  const payment = await paymentByStamp(tx, stamp)
  if (order === undefined || payment === undefined) throw HUB_FEES_BOOKS(`payment ${stamp} has no order`)

  const decision = decidePayment(paymentFacts(payment), report)
  const isNew = await logEvent(tx, payment, {
    at: now,
    by: report.by,
    kind: decision.kind,
    reported: report.outcome,
    outcome: decision.outcome,
    facts: proofOf(report),
    messageId,
  })
  if (decision.kind === 'security' || decision.kind === 'surplus') {
    const alerts = isNew ? [alertOf(decision, order, stamp)] : []
    return { decision, outcome: decision.outcome, order, payment, told: { paid: [], alerts } }
  }
  if (decision.kind !== 'settled')
    return { decision, outcome: decision.outcome, order, payment, told: { paid: [], alerts: [] } }

  const after = await writePayment(tx, payment, decision, heard)
  const commanded = await command(tx, order, { type: 'settle', stamp, outcome: decision.outcome }, now)
  if ('refused' in commanded) throw HUB_FEES_BOOKS(`settling payment ${stamp} was refused: ${commanded.refused}`)
  await postWhenConfirmed(tx, commanded.order, payment, after, heard)
  return {
    decision,
    outcome: decision.outcome,
    order: commanded.order,
    payment: after,
    told: tellings(commanded.done, commanded.order, after),
  }
}

type Changes = Extract<PaymentDecision, { kind: 'settled' }>

async function writePayment(tx: Db, payment: PaymentTable, decision: Changes, heard: Heard): Promise<PaymentTable> {
  const { now, report } = heard
  const confirms = decision.amountConfirmed && payment.amount_confirmed === 0
  const undecided = decision.outcome === 'UNKNOWN' || decision.outcome === 'PENDING' || decision.outcome === 'STARTED'
  const next = {
    outcome: decision.outcome,
    proven: decision.proven ? 1 : 0,
    proof: decision.proof ?? payment.proof,
    provider_id: decision.providerId ?? payment.provider_id,
    archive_id: decision.archiveId ?? payment.archive_id,
    mismatch: decision.mismatch ?? payment.mismatch,
    settled_at: decision.outcome === payment.outcome ? payment.settled_at : now,
    amount_confirmed: decision.amountConfirmed ? 1 : payment.amount_confirmed,
    confirmed_by: confirms ? report.by : payment.confirmed_by,
    confirmed_at: confirms ? now : payment.confirmed_at,
    next_ask_at: nextAsk(payment, decision, undecided, heard),
  }
  await tx.updateTable('study_fees_payment').set(next).where('stamp', '=', payment.stamp).execute()
  await tx
    .updateTable('study_fees_known_stamp')
    .set({ used_at: now })
    .where('stamp', '=', payment.stamp)
    .where('used_at', 'is', null)
    .execute()
  return { ...payment, ...next, events: payment.events + 1 }
}

/** A hint proves nothing: the provider is still asked. A return that says nothing is asked about at once. */
function nextAsk(payment: PaymentTable, decision: Changes, undecided: boolean, { report, now }: Heard): number | null {
  if (decision.proven && !undecided) return null
  return report.outcome === 'UNKNOWN' && report.by === 'browser' ? now : payment.next_ask_at
}

/** A paid event is written when the order is paid by this stamp and its amount confirmed, whichever came last. */
async function postWhenConfirmed(tx: Db, order: OrderTable, before: PaymentTable, after: PaymentTable, heard: Heard) {
  const paidByThis = after.outcome === 'PAID' && order.paid_stamp === after.stamp
  if (!paidByThis || after.amount_confirmed === 0) return
  if (before.outcome === 'PAID' && before.amount_confirmed === 1) return
  await appendPaidEvent(tx, {
    kind: 'paid',
    fact: `paid/${after.stamp}`,
    order,
    payment: after,
    providerId: after.provider_id ?? after.archive_id ?? after.stamp,
    valueDay: heard.valueDay ?? localTime(heard.now, heard.timeZone).day,
    at: heard.now,
    corrects: null,
  })
}

function alertOf(decision: PaymentDecision, { id }: OrderTable, stamp: string): Alert {
  if (decision.kind === 'surplus')
    return {
      kind: 'surplus',
      orderId: id,
      stamp,
      sentence: 'More money than was asked for has come under the reference of this order. Return it to the payer.',
    }
  const reason = decision.kind === 'security' ? decision.reason : 'unproven-return'
  const sentences = {
    'unproven-return': 'A return of this payment came without a valid signature. Nothing was changed.',
    'different-second-return': 'A second, different return came under a stamp that had been used. Nothing was changed.',
    'failure-after-proof': 'A signed failure came after the signed success of this payment. It stays paid.',
  } as const
  return { kind: 'security', orderId: id, stamp, sentence: sentences[reason] }
}

function tellings(events: readonly OrderEvent[], order: OrderTable, payment: PaymentTable): Told {
  const { stamp } = payment
  const alerts: Alert[] = []
  if (payment.outcome === 'MISMATCH')
    alerts.push({
      kind: 'amount-mismatch',
      orderId: order.id,
      stamp,
      sentence: `The payment differs from what was asked: ${payment.mismatch}. The order is unfinished and is not posted.`,
    })
  for (const event of events) {
    if (event.type === 'paid-twice')
      alerts.push({
        kind: 'paid-twice',
        orderId: order.id,
        stamp,
        sentence: `This order was paid under stamp ${event.paidStamp} and again under ${event.stamp}. Return the second payment; only the first is posted.`,
      })
    if (event.type === 'paid' && (event.after === 'closed' || event.after === 'expired'))
      alerts.push({
        kind: 'paid-after-close',
        orderId: order.id,
        stamp,
        sentence: `This order was paid after it had been ${event.after}. It counts as paid; look after its place or invoice.`,
      })
  }
  return { paid: events.some(({ type }) => type === 'paid') ? [paidOf(order, stamp)] : [], alerts }
}

/** A one-time reference with which the calling application asks for the result. Its hash is what the books keep. */
export async function makeTicket(tx: Db, stamp: string, now: number, chance: Chance): Promise<string> {
  const ticket = chance.token()
  await tx
    .insertInto('study_fees_ticket')
    .values({ hash: hashOf(ticket), stamp, made_at: now, expires_at: now + TICKET_MS, used_at: null })
    .execute()
  return ticket
}

const TICKET_MS = 15 * 60_000 // long enough for a slow page, short enough for a history list

/** Once per payment: nobody will ask any more, and nobody knows (FI-121). */
export async function unclearAlert(tx: Db, stamp: string, now: number): Promise<Alert | undefined> {
  const payment = await paymentByStamp(tx, stamp)
  if (payment === undefined || payment.alerted_at !== null) return undefined
  const { outcome } = payment
  if (outcome !== 'UNKNOWN' && outcome !== 'PENDING' && outcome !== 'STARTED') return undefined
  await tx
    .updateTable('study_fees_payment')
    .set({ alerted_at: now, next_ask_at: null })
    .where('stamp', '=', stamp)
    .execute()
  return {
    kind: 'unclear',
    orderId: payment.order_id,
    stamp,
    sentence:
      'Nobody knows whether this payment was made, and it is not asked about any more. Look at the provider’s own pages and decide the payment by hand.',
  }
}
