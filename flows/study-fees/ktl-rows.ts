import type { KtlRecord } from '../../fixed-width/layouts/ktl.layout.js'
import { HUB_FEES_BOOKS } from '../../registers/study-fees/errors.js'
import type { KtlRow } from '../../registers/study-fees/ktl.js'

/** A transaction of the bank's file as the register keeps it. */
export function ktlRow(record: KtlRecord): KtlRow {
  if (record.record !== 'transaction') throw HUB_FEES_BOOKS('only transactions of a KTL file are kept')
  return {
    account: record.account,
    bookingDay: bare(record.bookedOn),
    paymentDay: bare(record.paidOn),
    archiveId: record.archiveId,
    reference: record.reference,
    payerName: record.payer,
    amountCents: Number(record.amount),
    correction: record.correction,
    returnCode: record.returnCode,
  }
}

/** 2026-03-01 as 20260301. */
function bare(date: string): string {
  return date.replaceAll('-', '')
}
