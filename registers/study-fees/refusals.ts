import type { Refusal } from '../../schemas/study-fees/orders.js'

/** Why something is not done: a stable code (docs/errors/study-fees.md) and a plain sentence for people (FI-121). */
export const REFUSALS = {
  'order-unknown': ['HUB_FEES_ORDER_UNKNOWN', 'There is no such order.'],
  'order-being-performed': [
    'HUB_FEES_ORDER_BEING_PERFORMED',
    'A payment of this order is under way. Wait until it has ended.',
  ],
  'order-paid': ['HUB_FEES_ORDER_PAID', 'This order has been paid.'],
  'order-not-paid': ['HUB_FEES_ORDER_NOT_PAID', 'This order has not been paid.'],
  'order-unfinished': [
    'HUB_FEES_ORDER_UNFINISHED',
    'The payment of this order failed, and the order cannot be completed any more. Make a new order.',
  ],
  'order-closed': ['HUB_FEES_ORDER_CLOSED', 'This order has been closed.'],
  'order-expired': ['HUB_FEES_ORDER_EXPIRED', 'The time to pay this order has passed.'],
  'order-not-due': ['HUB_FEES_ORDER_NOT_DUE', 'The time to pay this order has not passed.'],
  'not-renewable': ['HUB_FEES_NOT_RENEWABLE', 'Only an unfinished or expired order is renewed, and only once.'],
  'kind-not-editable': ['HUB_FEES_KIND_NOT_EDITABLE', 'A processing fee has a fixed price and is not edited.'],
  'amount-too-large': ['HUB_FEES_AMOUNT_TOO_LARGE', 'The sum of the rows is at most 99,999,999 cents.'],
  'due-date-past': ['HUB_FEES_DUE_DATE_PAST', 'The last day to pay lies in the past.'],
  'customer-unknown': [
    'HUB_FEES_CUSTOMER_UNKNOWN',
    'There is no customer of this number. Register the customer first, or give the payer.',
  ],
  'customer-or-payer': [
    'HUB_FEES_CUSTOMER_OR_PAYER',
    'Give either the number of a known customer or the payer, and not both.',
  ],
  'customer-or-order': [
    'HUB_FEES_CUSTOMER_OR_ORDER',
    'Give either the number of a customer or an order, and not both.',
  ],
  'payer-missing': [
    'HUB_FEES_PAYER_MISSING',
    'This customer is not known yet, so the payer’s name and e-mail address are needed.',
  ],
  'return-address': ['HUB_FEES_RETURN_ADDRESS', 'The return address is not registered with the hub.'],
  'provider-refused': [
    'HUB_FEES_PROVIDER_REFUSED',
    'The payment service refused the payment. Its handlers have been told; paying may be tried again later.',
  ],
  'reference-unknown': ['HUB_FEES_REFERENCE_UNKNOWN', 'This reference is not known.'],
  'reference-used': ['HUB_FEES_REFERENCE_USED', 'This reference has been used. Read the order instead.'],
  'reference-expired': ['HUB_FEES_REFERENCE_EXPIRED', 'This reference has expired. Read the order instead.'],
  'session-foreign': ['HUB_FEES_SESSION_FOREIGN', 'The payment was started in another session.'],
  'person-unknown': ['HUB_FEES_PERSON_UNKNOWN', 'Nothing is kept under this number.'],
  'person-has-payment': [
    'HUB_FEES_PERSON_HAS_PAYMENT',
    'A payment of this person is under way. Erase when it has ended.',
  ],
} as const

export type RefusalName = keyof typeof REFUSALS

export function refusal(name: RefusalName): Refusal {
  const [code, sentence] = REFUSALS[name]
  return { result: 'refused', code, sentence }
}
