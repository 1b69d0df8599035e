import { withoutLeadingZeros } from '../../schemas/identifiers/reference-number.js'
import type { PaymentOutcome } from '../../schemas/study-fees/values.js'

/** What was asked of the provider, and what is known by now. */
export interface PaymentFacts {
  readonly stamp: string
  readonly outcome: PaymentOutcome
  readonly amountCents: number
  readonly currency: string
  readonly reference: string
  /** true when the outcome rests on proof: a signature, a server-to-server answer, or money on the account. */
  readonly proven: boolean
  /** The provider's own number of the payment, once proven. */
  readonly providerId?: string
  /** true when the amount has been seen in something signed or on the account. */
  readonly amountConfirmed: boolean
  readonly reversed: boolean
  /** Fingerprint of the proof that set the outcome. */
  readonly proof?: string
  /** Archive id of the account transaction that was matched to it. */
  readonly archiveId?: string
}

export type ReportedBy = 'browser' | 'callback' | 'status' | 'account' | 'person' | 'clock'

/** What somebody says about a payment. */
export interface PaymentReport {
  readonly by: ReportedBy
  /** true when the signature or the server-to-server answer proves it; false for a hint. */
  readonly proven: boolean
  readonly outcome: 'PAID' | 'PENDING' | 'CANCELLED' | 'REJECTED' | 'ERROR' | 'UNKNOWN'
  readonly providerId?: string
  /** Present when the proof names them. */
  readonly amountCents?: number
  readonly currency?: string
  readonly reference?: string
  /** Account transactions only. */
  readonly archiveId?: string
}

export type SecurityReason =
  | 'unproven-return' // somebody says something that the provider would have signed, and it is not
  | 'different-second-return' // another proof under a stamp that has been used
  | 'failure-after-proof' // a signed failure after a proven payment

export type PaymentDecision =
  /** The outcome changes, or a proof or the amount's confirmation is added. */
  | {
      readonly kind: 'settled'
      readonly outcome: PaymentOutcome
      readonly proven: boolean
      readonly amountConfirmed: boolean
      readonly providerId?: string
      readonly archiveId?: string
      readonly proof?: string
      readonly mismatch?: string
    }
  /** Heard before: the stored outcome is the answer. */
  | { readonly kind: 'replayed'; readonly outcome: PaymentOutcome }
  /** Written down, and nothing changes: a hint against a proof, or old news. */
  | { readonly kind: 'noted'; readonly outcome: PaymentOutcome }
  /** Written down, told to the main users, and nothing changes. */
  | { readonly kind: 'security'; readonly reason: SecurityReason; readonly outcome: PaymentOutcome }
  /** More money than was asked for has come to the account. */
  | { readonly kind: 'surplus'; readonly outcome: PaymentOutcome }

/**
 * What a report does to a payment (protocols/fi.md section 1, rules 4 to 8). Proven PAID wins over every hint and every
 * earlier failure; a hint never changes what is proven; the same proof again replays the stored outcome; another proof
 * under a used stamp is a security event; a wrong amount, currency or reference under a valid signature is MISMATCH.
 */
export function decidePayment(payment: PaymentFacts, report: PaymentReport): PaymentDecision {
  return report.proven ? decideProof(payment, report) : decideHint(payment, report)
}

function decideHint({ outcome, proven }: PaymentFacts, report: PaymentReport): PaymentDecision {
  // What cannot be proved is not proven by saying it: paid and pending are signed by every provider.
  if (report.outcome === 'PAID' || report.outcome === 'PENDING')
    return { kind: 'security', reason: 'unproven-return', outcome }
  if (outcome === report.outcome) return { kind: 'replayed', outcome }
  const undecided = outcome === 'STARTED' || (outcome === 'UNKNOWN' && report.outcome !== 'UNKNOWN')
  if (undecided) return { kind: 'settled', outcome: report.outcome, proven: false, amountConfirmed: false }
  if (report.outcome === 'UNKNOWN' && outcome === 'PENDING')
    return { kind: 'settled', outcome: 'UNKNOWN', proven, amountConfirmed: false }
  return { kind: 'noted', outcome }
}

function decideProof(payment: PaymentFacts, report: PaymentReport): PaymentDecision {
  const proof = proofOf(report)
  const { outcome } = payment
  if (payment.proof === proof && outcome !== 'UNKNOWN') return { kind: 'replayed', outcome }
  const mismatch = report.outcome === 'PAID' ? mismatchOf(payment, report) : undefined
  if (mismatch !== undefined) return decideMismatch(payment, report, proof, mismatch)
  switch (report.outcome) {
    case 'PAID':
      return decidePaid(payment, report, proof)
    case 'PENDING':
    case 'UNKNOWN':
      if (outcome === 'STARTED' || outcome === 'UNKNOWN' || (outcome === 'CANCELLED' && !payment.proven))
        return outcome === report.outcome
          ? { kind: 'replayed', outcome }
          : {
              kind: 'settled',
              outcome: report.outcome,
              proven: report.outcome === 'PENDING',
              amountConfirmed: false,
              proof,
            }
      return { kind: 'noted', outcome }
    default:
      if (outcome === 'PAID') return { kind: 'security', reason: 'failure-after-proof', outcome }
      if (outcome === 'MISMATCH') return { kind: 'noted', outcome }
      if (outcome === report.outcome && payment.proven) return { kind: 'replayed', outcome }
      return { kind: 'settled', outcome: report.outcome, proven: true, amountConfirmed: false, proof }
  }
}

function decidePaid(payment: PaymentFacts, report: PaymentReport, proof: string): PaymentDecision {
  const { outcome } = payment
  const confirms = report.amountCents !== undefined
  const seen = {
    ...(report.providerId === undefined ? {} : { providerId: report.providerId }),
    ...(report.archiveId === undefined ? {} : { archiveId: report.archiveId }),
  }
  if (outcome === 'MISMATCH') return { kind: 'security', reason: 'different-second-return', outcome }
  if (outcome !== 'PAID')
    return { kind: 'settled', outcome: 'PAID', proven: true, amountConfirmed: confirms, proof, ...seen }

  if (report.by === 'account') {
    // The first transaction on the account is the one the provider promised; any further one is money too much.
    if (payment.archiveId !== undefined)
      return payment.archiveId === report.archiveId ? { kind: 'replayed', outcome } : { kind: 'surplus', outcome }
    return { kind: 'settled', outcome, proven: true, amountConfirmed: true, ...seen, ...keepProof(payment) }
  }
  const other =
    report.providerId !== undefined && payment.providerId !== undefined && report.providerId !== payment.providerId
  if (other) return { kind: 'security', reason: 'different-second-return', outcome }
  const adds =
    (confirms && !payment.amountConfirmed) || (report.providerId !== undefined && payment.providerId === undefined)
  if (!adds) return { kind: 'replayed', outcome }
  return {
    kind: 'settled',
    outcome,
    proven: true,
    amountConfirmed: confirms || payment.amountConfirmed,
    ...seen,
    ...keepProof(payment),
  }
}

function decideMismatch(
  payment: PaymentFacts,
  report: PaymentReport,
  proof: string,
  mismatch: string,
): PaymentDecision {
  const { outcome } = payment
  if (outcome === 'MISMATCH') return { kind: 'security', reason: 'different-second-return', outcome }
  if (outcome === 'PAID') {
    // A SOLOPMT return carries no amount: the account has the last word until somebody has confirmed it.
    if (payment.amountConfirmed)
      return report.by === 'account'
        ? { kind: 'surplus', outcome }
        : { kind: 'security', reason: 'different-second-return', outcome }
    if (report.by !== 'account' && report.by !== 'status')
      return { kind: 'security', reason: 'different-second-return', outcome }
  }
  return {
    kind: 'settled',
    outcome: 'MISMATCH',
    proven: true,
    amountConfirmed: false,
    proof,
    mismatch,
    ...(report.providerId === undefined ? {} : { providerId: report.providerId }),
    ...(report.archiveId === undefined ? {} : { archiveId: report.archiveId }),
  }
}

const keepProof = ({ proof }: PaymentFacts) => (proof === undefined ? {} : { proof })

/** What differs, in words that name no person; undefined when everything that was told agrees. */
export function mismatchOf(payment: PaymentFacts, report: PaymentReport): string | undefined {
  if (report.reference !== undefined && sameReference(report.reference, payment.reference) === false)
    return `reference ${report.reference} instead of ${payment.reference}`
  if (report.currency !== undefined && report.currency !== payment.currency)
    return `currency ${report.currency} instead of ${payment.currency}`
  if (report.amountCents !== undefined && report.amountCents !== payment.amountCents)
    return `amount ${report.amountCents} instead of ${payment.amountCents} cents`
  return undefined
}

/** Leading zeros of a reference number mean nothing (protocols/fi.md section 8). */
export function sameReference(a: string, b: string): boolean {
  return withoutLeadingZeros(a) === withoutLeadingZeros(b)
}

/** Two reports with the same facts are one event, whoever brought them and in whatever order of parameters. */
export function proofOf(report: PaymentReport): string {
  const { outcome, providerId, amountCents, currency, reference, archiveId } = report
  return [outcome, providerId, amountCents, currency, reference && withoutLeadingZeros(reference), archiveId]
    .map((part) => (part === undefined ? '-' : String(part)))
    .join('|')
}
