import type {
  PaytrailOutcome,
  PaytrailStatus,
  PaytrailStatusQuery,
  PaytrailStatusWord,
} from '../../schemas/partners/paytrail.js'
import type { HttpUse } from '../http/http.js'
import { type PaytrailClient, paytrailAsk } from './api.js'
import { HUB_PAYTRAIL_ANSWER, HUB_PAYTRAIL_FIELD, HUB_PAYTRAIL_REFUSED } from './errors.js'

const OUTCOMES: Readonly<Record<PaytrailStatusWord, PaytrailOutcome>> = {
  ok: 'PAID',
  pending: 'PENDING',
  delayed: 'PENDING',
  fail: 'REJECTED',
  new: 'UNKNOWN',
}

/** The hub's word for a status, or undefined for a status that is none. */
export function outcomeOf(status: unknown): PaytrailOutcome | undefined {
  return typeof status === 'string' && Object.hasOwn(OUTCOMES, status)
    ? OUTCOMES[status as PaytrailStatusWord]
    : undefined
}

/** GET /payments/{id}; undefined when there is none. Throws what paytrailAsk throws, HUB_PAYTRAIL_FIELD. */
export async function paytrailStatus(
  client: PaytrailClient,
  { transactionId }: PaytrailStatusQuery,
  use: HttpUse = {},
): Promise<PaytrailStatus | undefined> {
  // It becomes part of a path and of a signed header line.
  if (!/^[\w-]{1,100}$/.test(transactionId)) {
    throw HUB_PAYTRAIL_FIELD(
      'transactionId',
      'letters, digits and hyphens',
      `${transactionId.length} characters that are not`,
    )
  }
  const answer = await paytrailAsk(client, {
    method: 'GET',
    path: `/payments/${transactionId}`,
    transactionId,
    signal: use.signal,
    traceparent: use.traceparent,
  })
  if (answer.state === 'not-found') return undefined
  const { where } = client.partner
  if (answer.state === 'refused') throw HUB_PAYTRAIL_REFUSED(where, answer.status)
  const { value } = answer
  const outcome = outcomeOf(value.status)
  if (outcome === undefined) throw HUB_PAYTRAIL_ANSWER(where, 'status is none of new, ok, fail, pending and delayed')
  if (value.transactionId !== transactionId) throw HUB_PAYTRAIL_ANSWER(where, 'it is about another transaction')
  if (!Number.isSafeInteger(value.amount)) throw HUB_PAYTRAIL_ANSWER(where, 'amount is no integer')
  if (typeof value.stamp !== 'string' || typeof value.reference !== 'string' || typeof value.currency !== 'string') {
    throw HUB_PAYTRAIL_ANSWER(where, 'stamp, reference or currency is missing')
  }
  const optional = (name: string) => (typeof value[name] === 'string' ? { [name]: value[name] as string } : {})
  return {
    transactionId,
    outcome,
    status: value.status as PaytrailStatusWord,
    cents: value.amount as number,
    currency: value.currency,
    stamp: value.stamp,
    reference: value.reference,
    ...optional('provider'),
    ...optional('filingCode'),
    ...optional('paidAt'),
    ...optional('settlementReference'),
  }
}
