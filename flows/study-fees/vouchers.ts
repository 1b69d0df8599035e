import type { HubGlFile, HubGlRow, HubGlVoucher } from '../../fixed-width/layouts/hub-gl.layout.js'
import type { Batch, Posting } from '../../registers/study-fees/ledger-batches.js'
import type { PaidEvent } from '../../registers/study-fees/paid-events.js'
import type { AskedBatch } from './ledger-files.js'

/** Paid events as vouchers of the general ledger (protocols/fi.md 11.3). Pure. */

const DEBIT_TEXTS = { paytrail: 'MAKSUNVÄLITTÄJÄSAAMINEN', solopmt: 'PANKKITILI' } as const
const CREDIT_TEXTS = {
  'extra-time': 'KÄSITTELYMAKSUTUOTTO',
  restoring: 'KÄSITTELYMAKSUTUOTTO',
  'study-fee': 'OPINTOMAKSUTUOTTO',
} as const

/**
 * What the provider owes, or what came straight to the bank account, against the fee; a correction changes the sides.
 * Every row is written out with the same fields: a night has a million of them, and spreading costs more than writing.
 */
export function toVoucher(event: PaidEvent, { posting }: Batch): HubGlVoucher {
  const correction = event.kind === 'correction'
  const debit = correction ? '-' : '+'
  const credit = correction ? '+' : '-'
  const date = dashed(event.valueDay)
  const { reference } = event
  const rows: HubGlRow[] = [
    {
      account: debitAccount(event, posting),
      costCentre: '',
      side: debit,
      amount: BigInt(event.amountCents),
      vatCode: '0',
      vatRate: 0,
      vat: 0n,
      valueDate: date,
      text: DEBIT_TEXTS[event.method],
      reference,
    },
  ]
  for (const row of event.rows) {
    const amount = BigInt(row.quantity * row.unitCents)
    rows.push({
      account: creditAccount(event, posting),
      costCentre: posting.costCentre,
      side: credit,
      amount,
      vatCode: row.vatCode,
      vatRate: row.vatRate,
      vat: vatWithin(amount, row.vatRate),
      valueDate: date,
      text: CREDIT_TEXTS[event.orderKind],
      reference,
    })
  }
  return {
    voucherType: posting.voucherType,
    date,
    description: event.description,
    reference,
    providerId: event.providerId,
    correction,
    corrects: correction ? event.stamp : '',
    rows,
  }
}

export function debitAccount({ method }: PaidEvent, posting: Posting): string {
  return method === 'paytrail' ? posting.receivableAccount : posting.bankAccount
}
export function creditAccount({ orderKind }: PaidEvent, posting: Posting): string {
  if (orderKind === 'study-fee') return posting.studyFeeAccount
  return orderKind === 'extra-time' ? posting.extraTimeAccount : posting.restoringAccount
}

/** The tax within a gross amount, to the nearest cent; halves go up. `rate` in hundredths of a percent. */
export function vatWithin(gross: bigint, rate: number): bigint {
  if (rate === 0) return 0n
  const whole = BigInt(10_000 + rate)
  return (2n * gross * BigInt(rate) + whole) / (2n * whole)
}

/** One batch per file; no vouchers make a header and a trailer of zeros. */
export function hubGlFile(
  _: string,
  vouchers: AsyncIterable<HubGlVoucher>,
  batch: AskedBatch,
): HubGlFile & { readonly batch: AskedBatch } {
  const { posting, created, number } = batch
  return {
    batch,
    header: {
      sender: posting.sender,
      company: posting.company,
      batchId: number,
      created: `${dashed(created.slice(0, 8))}T${created.slice(8, 10)}:${created.slice(10, 12)}:${created.slice(12)}`,
      currency: 'EUR',
      mode: posting.mode,
      periodFrom: dashed(batch.periodFrom),
      periodTo: dashed(batch.periodTo),
    },
    vouchers,
  }
}

/** 20260301 as 2026-03-01. */
export function dashed(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`
}
