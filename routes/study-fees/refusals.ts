import { HubError, neverSent } from '../../bus/errors.js'
import type { Refusal } from '../../schemas/study-fees/orders.js'

/** Statuses of the pack's refusals, for the operations that can meet them. */
export const ORDER_PROBLEMS = {
  HUB_FEES_ORDER_UNKNOWN: 404,
  HUB_FEES_ORDER_BEING_PERFORMED: 409,
  HUB_FEES_ORDER_PAID: 409,
  HUB_FEES_ORDER_UNFINISHED: 409,
  HUB_FEES_ORDER_CLOSED: 409,
  HUB_FEES_ORDER_EXPIRED: 409,
  HUB_FEES_NOT_RENEWABLE: 409,
  HUB_FEES_KIND_NOT_EDITABLE: 409,
  HUB_FEES_AMOUNT_TOO_LARGE: 422,
  HUB_FEES_DUE_DATE_PAST: 422,
  HUB_FEES_CUSTOMER_UNKNOWN: 422,
  HUB_FEES_CUSTOMER_OR_PAYER: 422,
  HUB_FEES_PAYER_MISSING: 422,
} as const

export const PAYMENT_PROBLEMS = {
  ...ORDER_PROBLEMS,
  HUB_FEES_RETURN_ADDRESS: 422,
  HUB_FEES_PROVIDER_REFUSED: 503,
  HUB_FEES_TRY_AGAIN: 503,
} as const

export const RESULT_PROBLEMS = {
  HUB_FEES_REFERENCE_UNKNOWN: 404,
  HUB_FEES_REFERENCE_USED: 410,
  HUB_FEES_REFERENCE_EXPIRED: 410,
  HUB_FEES_SESSION_FOREIGN: 403,
} as const

export const DECISION_PROBLEMS = {
  HUB_FEES_PAYMENT_UNKNOWN: 404,
  HUB_FEES_PAYMENT_DECIDED: 409,
} as const

export const ERASURE_PROBLEMS = {
  HUB_FEES_CUSTOMER_OR_ORDER: 422,
  HUB_FEES_PERSON_UNKNOWN: 404,
  HUB_FEES_PERSON_HAS_PAYMENT: 409,
} as const

/** A temporary disturbance: paying is offered again (FI-121). */
export const HUB_FEES_TRY_AGAIN = (sentence: string) => new HubError('HUB_FEES_TRY_AGAIN', sentence, neverSent)

export const HUB_FEES_NOT_VISIBLE = () =>
  new HubError('HUB_FEES_NOT_VISIBLE', 'none of this client’s scopes lets it see such orders', neverSent)

/** An answer that is no refusal; a refusal is thrown as the problem it stands for. */
export function done<Answer extends { readonly result: string }>(answer: Answer): Exclude<Answer, Refusal> {
  if (isRefusal(answer)) throw new HubError(answer.code, answer.sentence, neverSent)
  return answer as Exclude<Answer, Refusal>
}

function isRefusal(answer: { readonly result: string }): answer is Refusal {
  return answer.result === 'refused'
}
