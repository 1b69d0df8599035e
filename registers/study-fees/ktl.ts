import { withoutLeadingZeros } from '../../schemas/identifiers/reference-number.js'
import { type Alert, nothingTold, type Told, together } from './announcements.js'
import { lockOrder } from './orders.js'
import { paymentByStamp } from './payments.js'
import { reverse } from './reverse.js'
import { settle } from './settle.js'
import type { Db, KtlFileTable, KtlState, PaymentTable } from './tables.js'

/** An incoming reference payment (protocols/fi.md section 9), as the register sees it. */
export interface KtlRow {
  readonly account: string
  /** yyyymmdd */
  readonly bookingDay: string
  readonly paymentDay: string
  readonly archiveId: string
  readonly reference: string
  readonly payerName: string
  readonly amountCents: number
  readonly correction: boolean
  /** Direct debits only: blank or 0 is paid. */
  readonly returnCode: string
}

export interface KtlFile {
  readonly id: string
  readonly name: string
  readonly now: number
  readonly timeZone: string
}

export interface Imported {
  readonly statement: KtlFileTable
  readonly told: Told
}

/**
 * The same transaction comes again when a bank sends a file twice. The correction flag belongs to the key: a correction
 * repeats everything else of what it corrects.
 */
export function dedupeKey({ account, archiveId, reference, amountCents, bookingDay, correction }: KtlRow): string {
  return [account, archiveId, withoutLeadingZeros(reference), amountCents, bookingDay, correction ? 'c' : 'n'].join('/')
}

/** Writes a file's transactions, matches them to payments by reference, and answers its statement. */
export async function importKtl(
  tx: Db,
  file: KtlFile,
  rows: AsyncIterable<KtlRow> | Iterable<KtlRow>,
): Promise<Imported> {
  const counts: Record<KtlState | 'duplicate', number> = {
    matched: 0,
    unmatched: 0,
    mismatched: 0,
    surplus: 0,
    correction: 0,
    'not-paid': 0,
    duplicate: 0,
  }
  let read = 0
  let cents = 0
  let told = nothingTold
  for await (const row of rows) {
    read += 1
    if (!row.correction) cents += row.amountCents
    const came = await importRow(tx, file, row, read)
    counts[came.state] += 1
    told = together(told, came.told)
  }
  const statement: KtlFileTable = {
    id: file.id,
    name: file.name,
    imported_at: file.now,
    read_count: read,
    read_cents: cents,
    matched: counts.matched,
    unmatched: counts.unmatched,
    mismatched: counts.mismatched,
    surplus: counts.surplus,
    duplicates: counts.duplicate,
    corrections: counts.correction,
    not_paid: counts['not-paid'],
  }
  await tx.insertInto('study_fees_ktl_file').values(statement).execute()
  return { statement, told: together(told, { paid: [], alerts: unmatchedAlert(counts.unmatched, file.name) }) }
}

function unmatchedAlert(count: number, name: string): readonly Alert[] {
  if (count === 0) return []
  const sentence = `${count} transactions of ${name} fit no payment. They stand in the list of unmatched transactions.`
  return [{ kind: 'unmatched', sentence }]
}

interface Came {
  readonly state: KtlState | 'duplicate'
  readonly told: Told
}
interface Match {
  readonly state: KtlState
  readonly orderId?: string
  readonly stamp?: string
  readonly told: Told
}

async function importRow(tx: Db, file: KtlFile, row: KtlRow, rowNo: number): Promise<Came> {
  const dedupe = dedupeKey(row)
  const known = await tx
    .selectFrom('study_fees_ktl_transaction')
    .select('dedupe')
    .where('dedupe', '=', dedupe)
    .executeTakeFirst()
  if (known !== undefined) return { state: 'duplicate', told: nothingTold }
  const match = await matchOf(tx, file, row)
  await tx
    .insertInto('study_fees_ktl_transaction')
    .values({
      dedupe,
      file_id: file.id,
      row_no: rowNo,
      state: match.state,
      account: row.account,
      archive_id: row.archiveId,
      reference: withoutLeadingZeros(row.reference),
      amount_cents: row.amountCents,
      booking_day: row.bookingDay,
      payment_day: row.paymentDay,
      payer_name: row.payerName === '' ? null : row.payerName,
      correction: row.correction ? 1 : 0,
      return_code: row.returnCode,
      order_id: match.orderId ?? null,
      stamp: match.stamp ?? null,
      at: file.now,
    })
    .execute()
  return match
}

async function matchOf(tx: Db, file: KtlFile, row: KtlRow): Promise<Match> {
  if (row.returnCode.trim() !== '' && row.returnCode !== '0') return { state: 'not-paid', told: nothingTold }
  const order = await tx
    .selectFrom('study_fees_order')
    .select('id')
    .where('reference', '=', withoutLeadingZeros(row.reference))
    .executeTakeFirst()
  if (order === undefined) return { state: 'unmatched', told: nothingTold }
  await lockOrder(tx, order.id)
  const payment = await bankPaymentOf(tx, order.id)
  // Somebody paid by bank transfer without the service: people decide, the order is not touched.
  if (payment === undefined) return { state: 'unmatched', orderId: order.id, told: nothingTold }
  const place = { orderId: order.id, stamp: payment.stamp }
  if (row.correction) {
    const reversed = await reverse(tx, payment, { ...row, now: file.now, messageId: file.id })
    return { ...place, state: reversed.done ? 'correction' : 'unmatched', told: reversed.told }
  }
  const { decision, outcome, told } = await settle(tx, {
    stamp: payment.stamp,
    now: file.now,
    messageId: file.id,
    timeZone: file.timeZone,
    valueDay: row.bookingDay,
    report: {
      by: 'account',
      proven: true,
      outcome: 'PAID',
      amountCents: row.amountCents,
      currency: 'EUR',
      reference: row.reference,
      archiveId: row.archiveId,
    },
  })
  if (decision.kind === 'surplus') return { ...place, state: 'surplus', told }
  return { ...place, state: outcome === 'PAID' ? 'matched' : 'mismatched', told }
}

/** The bank button payment that money under an order's reference belongs to: the paid one, else the latest. */
async function bankPaymentOf(tx: Db, orderId: string): Promise<PaymentTable | undefined> {
  const payments = await tx
    .selectFrom('study_fees_payment')
    .select(['stamp', 'outcome'])
    .where('order_id', '=', orderId)
    .where('method', '=', 'solopmt')
    .orderBy('started_at', 'desc')
    .orderBy('stamp', 'desc')
    .execute()
  const chosen = payments.find(({ outcome }) => outcome === 'PAID') ?? payments[0]
  return chosen === undefined ? undefined : paymentByStamp(tx, chosen.stamp)
}
