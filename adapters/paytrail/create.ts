import type { PaytrailCreated, PaytrailPayment } from '../../schemas/partners/paytrail.js'
import type { HttpUse } from '../http/http.js'
import { type PaytrailClient, paytrailAsk } from './api.js'
import { HUB_PAYTRAIL_ANSWER, HUB_PAYTRAIL_FIELD, HUB_PAYTRAIL_REFUSED } from './errors.js'

/** POST /payments. Throws HUB_PAYTRAIL_FIELD and what paytrailAsk throws. */
export async function paytrailCreate(
  client: PaytrailClient,
  payment: PaytrailPayment,
  use: HttpUse = {},
): Promise<PaytrailCreated> {
  const body = JSON.stringify(bodyOf(payment, client.options.callbackDelaySeconds))
  const answer = await paytrailAsk(client, {
    method: 'POST',
    path: '/payments',
    body,
    signal: use.signal,
    traceparent: use.traceparent,
  })
  const { where } = client.partner
  if (answer.state === 'refused') return { outcome: 'refused', status: answer.status, message: answer.message }
  if (answer.state === 'not-found') throw HUB_PAYTRAIL_REFUSED(where, 404)
  const { transactionId, href, reference } = answer.value
  if (typeof transactionId !== 'string' || !/^[\w-]{1,100}$/.test(transactionId)) {
    throw HUB_PAYTRAIL_ANSWER(where, 'transactionId is no id')
  }
  if (typeof href !== 'string' || !/^https?:\/\/[!-~]{1,2000}$/.test(href)) {
    throw HUB_PAYTRAIL_ANSWER(where, 'href is no address')
  }
  return { outcome: 'created', transactionId, href, reference: typeof reference === 'string' ? reference : '' }
}

function bodyOf(payment: PaytrailPayment, callbackDelay: number): object {
  const { stamp, reference, cents, language = 'FI', items, customer, successUrl, cancelUrl, callbackUrls } = payment
  const length = (field: string, value: string, max: number) => {
    if (value.length < 1 || value.length > max) {
      throw HUB_PAYTRAIL_FIELD(field, `1 to ${max} characters`, `${value.length}`)
    }
    return value
  }
  const address = (field: string, value: string, max: number) => {
    if (!/^https?:\/\/[!-~]+$/.test(value))
      throw HUB_PAYTRAIL_FIELD(field, 'an http or https address', 'something else')
    return length(field, value, max)
  }
  if (!Number.isInteger(cents) || cents < 1 || cents > 99_999_999) {
    throw HUB_PAYTRAIL_FIELD('amount', 'integer cents from 1 to 99999999', String(cents))
  }
  if (items.length === 0) throw HUB_PAYTRAIL_FIELD('items', 'at least one', 'none')
  for (const { unitCents, units, vatPercentage } of items) {
    if (!Number.isInteger(unitCents) || unitCents < 0)
      throw HUB_PAYTRAIL_FIELD('unitPrice', 'integer cents', String(unitCents))
    if (!Number.isInteger(units) || units < 1) throw HUB_PAYTRAIL_FIELD('units', 'an integer from 1', String(units))
    if (!(vatPercentage >= 0 && vatPercentage <= 100) || Number(vatPercentage.toFixed(1)) !== vatPercentage) {
      throw HUB_PAYTRAIL_FIELD('vatPercentage', '0 to 100 with one decimal at most', String(vatPercentage))
    }
  }
  const sum = items.reduce((total, { unitCents, units }) => total + unitCents * units, 0)
  if (sum !== cents) throw HUB_PAYTRAIL_FIELD('amount', `the sum of its items, ${sum}`, String(cents))
  if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(customer.email)) {
    throw HUB_PAYTRAIL_FIELD('customer.email', 'a mail address', `${customer.email.length} characters that are none`)
  }
  return {
    stamp: length('stamp', stamp, 200),
    reference: length('reference', reference, 200),
    amount: cents,
    currency: 'EUR',
    language,
    items: items.map(({ unitCents, units, vatPercentage, productCode, description }) => ({
      unitPrice: unitCents,
      units,
      vatPercentage,
      productCode: length('productCode', productCode, 100),
      ...(description === undefined ? {} : { description: length('description', description, 1_000) }),
    })),
    customer,
    redirectUrls: {
      success: address('redirectUrls.success', successUrl, 300),
      cancel: address('redirectUrls.cancel', cancelUrl, 300),
    },
    ...(callbackUrls === undefined
      ? {}
      : {
          callbackUrls: {
            success: address('callbackUrls.success', callbackUrls.success, 3000),
            cancel: address('callbackUrls.cancel', callbackUrls.cancel, 3000),
          },
          ...(callbackDelay > 0 ? { callbackDelay } : {}),
        }),
  }
}
