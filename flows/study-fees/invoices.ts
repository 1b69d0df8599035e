import type { ProeFile, ProeInvoice } from '../../fixed-width/layouts/proe.layout.js'
import type { Batch } from '../../registers/study-fees/ledger-batches.js'
import type { PaidEvent } from '../../registers/study-fees/paid-events.js'
import type { AskedBatch } from './ledger-files.js'
import { creditAccount, dashed, debitAccount } from './vouchers.js'

/** Paid events as sales invoices to Intime Plus (protocols/fi.md 11.1). Pure. */

const MOST_ID = 11 // what the layout's customer id holds

/**
 * No personal code is written: the customer is known by number, or, without login, by the reference of the payment. A
 * correction credits the invoice of the event it takes back.
 */
export function toInvoice(event: PaidEvent, { posting }: Batch): ProeInvoice {
  const { customer, payerName, reference, seq, corrects } = event
  const day = dashed(event.valueDay)
  const sign = event.kind === 'correction' ? -1n : 1n
  const account = (number: string) => number.padEnd(12)
  return {
    customerId: customer !== undefined && customer.length <= MOST_ID ? customer : reference,
    name: payerName ?? reference,
    invoicedOn: day,
    dueOn: day,
    accountedOn: day,
    invoiceNumber: invoiceNumber(seq),
    ...(corrects === undefined ? {} : { creditedInvoice: invoiceNumber(corrects) }),
    reference,
    currency: event.currency,
    description: event.description,
    rows: event.rows.map((row) => ({
      kind: 'detail' as const,
      product: row.product,
      priceCents: sign * BigInt(row.unitCents),
      quantity: row.quantity,
      vatCode: row.vatCode,
      debitPosting: debitAccount(event, posting),
      creditPosting: `${account(creditAccount(event, posting))}${posting.costCentre}`,
    })),
  }
}

/** Eight digits that never come twice: the event's own number. */
function invoiceNumber(seq: number): string {
  return String(seq).padStart(8, '0')
}

export function proeFile(
  _: string,
  invoices: AsyncIterable<ProeInvoice>,
  batch: AskedBatch,
): ProeFile & { readonly batch: AskedBatch } {
  return { batch, invoices }
}
