import type { DecidePayment } from '../../schemas/study-fees/payments.js'
import { paymentByStamp } from './payments.js'
import type { RefusalName } from './refusals.js'
import { type Settled, settle } from './settle.js'
import type { Db } from './tables.js'

/**
 * A person decides what nobody could tell (FI-121). Only what is not proven is decided so. PAID by a person confirms the
 * amount too: the person has seen it at the provider, and the evidence stands in the ledger.
 */
export async function decideByHand(
  tx: Db,
  { stamp, outcome, evidence }: DecidePayment,
  told: { readonly now: number; readonly messageId: string; readonly timeZone: string },
): Promise<Settled | { readonly refused: RefusalName }> {
  const payment = await paymentByStamp(tx, stamp)
  if (payment === undefined) return { refused: 'payment-unknown' }
  const unclear = payment.outcome === 'PENDING' || payment.proven === 0
  if (!unclear) return { refused: 'payment-decided' }
  const amount = outcome === 'PAID' ? { amountCents: payment.amount_cents, currency: payment.currency } : {}
  return settle(tx, {
    ...told,
    stamp,
    report: { by: 'person', proven: true, outcome, providerId: evidence, ...amount },
  })
}
