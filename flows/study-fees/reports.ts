import type { PaymentReport, ReportedBy } from '../../registers/study-fees/payment-life.js'
import type { PaymentTable } from '../../registers/study-fees/tables.js'
import type { PaytrailReturnFacts, PaytrailReturnQuery, PaytrailStatus } from '../../schemas/partners/paytrail.js'
import type { SolopmtReturnFacts, SolopmtReturnQuery, SolopmtStatus } from '../../schemas/partners/solopmt.js'
import type { ReturnWay } from '../../schemas/study-fees/payments.js'

/** What providers say, in the one language that the decision about a payment understands. Pure. */

type Stored = Pick<PaymentTable, 'stamp' | 'outcome'>

/** Something the provider would have signed came unsigned, badly signed, or signed for another payment. */
const unproven = (by: ReportedBy): PaymentReport => ({ by, proven: false, outcome: 'PAID' })

export function reportedBy(way: ReturnWay): 'browser' | 'callback' {
  return way.startsWith('callback') ? 'callback' : 'browser'
}

export function toBankWay(way: ReturnWay): SolopmtReturnQuery['way'] {
  if (way === 'cancel' || way === 'callback-cancel') return 'cancel'
  return way === 'reject' ? 'reject' : 'return'
}

export function toPaytrailWay(way: ReturnWay): PaytrailReturnQuery['way'] {
  if (way === 'callback-success' || way === 'callback-cancel') return way
  return way === 'return' ? 'success' : 'cancel'
}

/** A bank's return carries no amount: it is confirmed by status query or by the account. Its failures are hints. */
export function bankReturnReport(facts: SolopmtReturnFacts, payment: Stored, way: ReturnWay): PaymentReport {
  const by = reportedBy(way)
  if (facts.outcome === 'ERROR') return unproven(by)
  if (facts.macValid && facts.stamp !== payment.stamp) return unproven(by)
  if (facts.outcome !== 'PAID') return { by, proven: false, outcome: facts.outcome }
  return {
    by,
    proven: true,
    outcome: 'PAID',
    ...(facts.paid === undefined ? {} : { providerId: facts.paid }),
    ...(facts.ref === undefined ? {} : { reference: facts.ref }),
  }
}

/** Everything Paytrail sends is signed, failures too. Redirect and callback with the same facts are one event. */
export function paytrailReturnReport(facts: PaytrailReturnFacts, payment: Stored, way: ReturnWay): PaymentReport {
  const by = reportedBy(way)
  if (!facts.macValid || facts.outcome === 'ERROR' || facts.stamp !== payment.stamp) return unproven(by)
  return {
    by,
    proven: facts.outcome !== 'UNKNOWN',
    outcome: facts.outcome,
    ...(facts.transactionId === undefined ? {} : { providerId: facts.transactionId }),
    ...(facts.cents === undefined ? {} : { amountCents: facts.cents }),
    ...(facts.reference === undefined ? {} : { reference: facts.reference }),
  }
}

export interface AskedHow {
  /** Whether this was the last time of asking. */
  readonly last: boolean
}

/** `Notfound` may only mean not yet: it counts as not paid when nobody will ask again. */
export function bankStatusReport(
  status: SolopmtStatus | undefined,
  payment: Stored,
  { last }: AskedHow,
): PaymentReport {
  if (status === undefined || status.outcome === 'UNKNOWN') return unclear
  if (status.outcome === 'NOT_FOUND') return last ? notPaid(payment) : unclear
  return {
    by: 'status',
    proven: true,
    outcome: 'PAID',
    ...(status.paid === undefined ? {} : { providerId: status.paid }),
    ...(status.cents === undefined ? {} : { amountCents: status.cents }),
    ...(status.currency === undefined ? {} : { currency: status.currency }),
    ...(status.reference === undefined ? {} : { reference: status.reference }),
  }
}

/** A transaction that Paytrail created and nobody has paid (`new`) counts as not paid when nobody will ask again. */
export function paytrailStatusReport(
  status: PaytrailStatus | undefined,
  payment: Stored,
  { last }: AskedHow,
): PaymentReport {
  if (status === undefined || status.outcome === 'UNKNOWN')
    return last ? { ...notPaid(payment), proven: false } : unclear
  if (status.stamp !== payment.stamp) return unproven('status')
  return {
    by: 'status',
    proven: true,
    outcome: status.outcome,
    providerId: status.transactionId,
    amountCents: status.cents,
    currency: status.currency,
    reference: status.reference,
  }
}

const unclear: PaymentReport = { by: 'status', proven: false, outcome: 'UNKNOWN' }

function notPaid({ outcome }: Stored): PaymentReport {
  return { by: 'status', proven: true, outcome: outcome === 'REJECTED' ? 'REJECTED' : 'CANCELLED' }
}
