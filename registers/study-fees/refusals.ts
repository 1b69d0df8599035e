import type { Refusal } from '../../schemas/study-fees/orders.js'

/** Why something is not done: a stable code (docs/errors/study-fees.md) and a plain sentence for people (FI-121). */
export const REFUSALS = {
  'order-unknown': { code: 'HUB_FEES_ORDER_UNKNOWN', sentence: 'There is no such order.' },
  'order-being-performed': {
    code: 'HUB_FEES_ORDER_BEING_PERFORMED',
    sentence: 'A payment of this order is under way. Wait until it has ended.',
  },
  'order-paid': { code: 'HUB_FEES_ORDER_PAID', sentence: 'This order has been paid.' },
  'order-not-paid': { code: 'HUB_FEES_ORDER_NOT_PAID', sentence: 'This order has not been paid.' },
  'order-unfinished': {
    code: 'HUB_FEES_ORDER_UNFINISHED',
    sentence: 'The payment of this order failed, and the order cannot be completed any more. Make a new order.',
  },
  'order-closed': { code: 'HUB_FEES_ORDER_CLOSED', sentence: 'This order has been closed.' },
  'order-expired': { code: 'HUB_FEES_ORDER_EXPIRED', sentence: 'The time to pay this order has passed.' },
  'order-not-due': { code: 'HUB_FEES_ORDER_NOT_DUE', sentence: 'The time to pay this order has not passed.' },
  'not-renewable': {
    code: 'HUB_FEES_NOT_RENEWABLE',
    sentence: 'Only an unfinished or expired order is renewed, and only once.',
  },
  'kind-not-editable': {
    code: 'HUB_FEES_KIND_NOT_EDITABLE',
    sentence: 'A processing fee has a fixed price and is not edited.',
  },
  'amount-too-large': {
    code: 'HUB_FEES_AMOUNT_TOO_LARGE',
    sentence: 'The sum of the rows is at most 99,999,999 cents.',
  },
  'due-date-past': { code: 'HUB_FEES_DUE_DATE_PAST', sentence: 'The last day to pay lies in the past.' },
  'customer-unknown': {
    code: 'HUB_FEES_CUSTOMER_UNKNOWN',
    sentence: 'There is no customer of this number. Register the customer first, or give the payer.',
  },
  'customer-or-payer': {
    code: 'HUB_FEES_CUSTOMER_OR_PAYER',
    sentence: 'Give either the number of a known customer or the payer, and not both.',
  },
  'customer-or-order': {
    code: 'HUB_FEES_CUSTOMER_OR_ORDER',
    sentence: 'Give either the number of a customer or an order, and not both.',
  },
  'payer-missing': {
    code: 'HUB_FEES_PAYER_MISSING',
    sentence: 'This customer is not known yet, so the payer’s name and e-mail address are needed.',
  },
  'return-address': { code: 'HUB_FEES_RETURN_ADDRESS', sentence: 'The return address is not registered with the hub.' },
  'provider-refused': {
    code: 'HUB_FEES_PROVIDER_REFUSED',
    sentence: 'The payment service refused the payment. Its handlers have been told; paying may be tried again later.',
  },
  'payment-unknown': { code: 'HUB_FEES_PAYMENT_UNKNOWN', sentence: 'There is no such payment.' },
  'payment-decided': {
    code: 'HUB_FEES_PAYMENT_DECIDED',
    sentence: 'What became of this payment is proven. It is not decided by hand.',
  },
  'reference-unknown': { code: 'HUB_FEES_REFERENCE_UNKNOWN', sentence: 'This reference is not known.' },
  'reference-used': {
    code: 'HUB_FEES_REFERENCE_USED',
    sentence: 'This reference has been used. Read the order instead.',
  },
  'reference-expired': {
    code: 'HUB_FEES_REFERENCE_EXPIRED',
    sentence: 'This reference has expired. Read the order instead.',
  },
  'session-foreign': { code: 'HUB_FEES_SESSION_FOREIGN', sentence: 'The payment was started in another session.' },
  'person-unknown': { code: 'HUB_FEES_PERSON_UNKNOWN', sentence: 'Nothing is kept under this number.' },
  'person-has-payment': {
    code: 'HUB_FEES_PERSON_HAS_PAYMENT',
    sentence: 'A payment of this person is under way. Erase when it has ended.',
  },
} as const

export type RefusalName = keyof typeof REFUSALS

export function refusal(name: RefusalName): Refusal {
  return { result: 'refused', ...REFUSALS[name] }
}
