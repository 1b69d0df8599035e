import type { Refusal } from '../../schemas/study-fees/orders.js'
import { ORDER_REFUSALS, type OrderRefusal } from './order-life.js'

const OWN = {
  'order-unknown': 'There is no such order.',
  'customer-or-order': 'Give either the number of a customer or an order, and not both.',
  'customer-unknown': 'There is no customer of this number. Register the customer first, or give the payer.',
  'customer-or-payer': 'Give either the number of a known customer or the payer, and not both.',
  'payer-missing': 'This customer is not known yet, so the payer’s name and e-mail address are needed.',
  'amount-too-large': 'The sum of the rows is at most 99,999,999 cents.',
  'due-date-past': 'The last day to pay lies in the past.',
  'return-address': 'The return address is not registered with the hub.',
  'provider-refused':
    'The payment service refused the payment. Its handlers have been told; paying may be tried again later.',
  'not-renewable': 'Only an unfinished or expired order is renewed, and only once.',
  'kind-not-editable': 'A processing fee has a fixed price and is not edited.',
  'reference-unknown': 'This reference is not known.',
  'reference-used': 'This reference has been used. Read the order instead.',
  'reference-expired': 'This reference has expired. Read the order instead.',
  'session-foreign': 'The payment was started in another session.',
  'batch-unknown': 'There is no such batch.',
  'batch-unrecorded': 'This batch has not been written yet.',
  'person-unknown': 'Nothing is kept under this number.',
  'person-has-payment': 'A payment of this person is under way. Erase when it has ended.',
} as const

export type RefusalName = OrderRefusal | keyof typeof OWN

export const SENTENCES: { readonly [name in RefusalName]: string } = { ...ORDER_REFUSALS, ...OWN }

/** HUB_FEES_ORDER_UNKNOWN for order-unknown: stable, and listed in docs/errors/study-fees.md. */
export function refusal(name: RefusalName): Refusal {
  return { result: 'refused', code: codeOfRefusal(name), sentence: SENTENCES[name] }
}

export function codeOfRefusal(name: RefusalName): string {
  return `HUB_FEES_${name.toUpperCase().replaceAll('-', '_')}`
}
