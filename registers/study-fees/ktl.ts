import { withoutLeadingZeros } from '../../schemas/identifiers/reference-number.js'
import { type Alert, nothingTold, type Told, together } from './announcements.js'
import { HUB_FEES_BOOKS } from './errors.js'
import { lockOrder } from './orders.js'
import { paymentByStamp } from './payments.js'
import { reverse } from './reverse.js'
import { settle } from './settle.js'
import type { Db, KtlTransactionTable, PaymentTable } from './tables.js'

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
}

/** How many transactions one change matches, so that a large file does not hold the books for long. */
export const KTL_CHUNK = 200

/** Transactions of a file that wait to be matched, by their place in it. */
export interface Chunk {
  readonly fileId: string
  readonly fromRow: number
  readonly toRow: number
}

/**
 * The same transaction comes again when a bank sends a file twice. The correction flag belongs to the key: a correction
 * repeats everything else of what it corrects.
 */
export function dedupeKey({ account, archiveId, reference, amountCents, bookingDay, correction }: KtlRow): string {
  return [account, archiveId, withoutLeadingZeros(reference), amountCents, bookingDay, correction ? 'c' : 'n'].join('/')
}

const INSERTED_AT_ONCE = 50 // 16 columns each stay well below the databases' limit of parameters

/** Writes a file's new transactions down, to be matched chunk by chunk. What has come before is only counted. */
export async function storeKtl(
  tx: Db,
  file: KtlFile,
  rows: AsyncIterable<KtlRow> | Iterable<KtlRow>,
): Promise<readonly Chunk[]> {
  let read = 0
  let cents = 0
  let stored = 0
  const seen = new Set<string>()
  let waiting: KtlTransactionTable[] = []
  const store = async () => {
    const known = await knownKeys(tx, waiting)
    const fresh = waiting.filter(({ dedupe }) => !known.has(dedupe) && !seen.has(dedupe) && seen.add(dedupe))
    if (fresh.length > 0) await tx.insertInto('study_fees_ktl_transaction').values(fresh).execute()
    stored += fresh.length
    waiting = []
  }
  for await (const row of rows) {
    read += 1
    if (!row.correction && isPaid(row)) cents += row.amountCents
    waiting.push(received(file, row, read))
    if (waiting.length === INSERTED_AT_ONCE) await store()
  }
  if (waiting.length > 0) await store()
  await tx
    .insertInto('study_fees_ktl_file')
    .values({
      id: file.id,
      name: file.name,
      imported_at: file.now,
      read_count: read,
      read_cents: cents,
      waiting: stored,
      matched: 0,
      unmatched: 0,
      mismatched: 0,
      surplus: 0,
      duplicates: read - stored,
      corrections: 0,
      not_paid: 0,
    })
    .execute()
  const chunks: Chunk[] = []
  if (stored > 0)
    for (let from = 1; from <= read; from += KTL_CHUNK)
      chunks.push({ fileId: file.id, fromRow: from, toRow: Math.min(read, from + KTL_CHUNK - 1) })
  return chunks
}

/** A file of several parts may repeat a transaction within itself: the set in `storeKtl` keeps the first. */
async function knownKeys(tx: Db, rows: readonly KtlTransactionTable[]): Promise<ReadonlySet<string>> {
  const known = await tx
    .selectFrom('study_fees_ktl_transaction')
    .select('dedupe')
    .where(
      'dedupe',
      'in',
      rows.map(({ dedupe }) => dedupe),
    )
    .execute()
  return new Set(known.map(({ dedupe }) => dedupe))
}

function received(file: KtlFile, row: KtlRow, rowNo: number): KtlTransactionTable {
  return {
    dedupe: dedupeKey(row),
    file_id: file.id,
    row_no: rowNo,
    state: 'received',
    account: row.account,
    archive_id: row.archiveId,
    reference: withoutLeadingZeros(row.reference),
    amount_cents: row.amountCents,
    booking_day: row.bookingDay,
    payment_day: row.paymentDay,
    payer_name: row.payerName === '' ? null : row.payerName,
    correction: row.correction ? 1 : 0,
    return_code: row.returnCode,
    order_id: null,
    stamp: null,
    at: file.now,
  }
}

const isPaid = ({ returnCode }: { readonly returnCode: string }) => returnCode.trim() === '' || returnCode === '0'

const COLUMN_OF = {
  matched: 'matched',
  unmatched: 'unmatched',
  mismatched: 'mismatched',
  surplus: 'surplus',
  correction: 'corrections',
  'not-paid': 'not_paid',
} as const
type Matched = keyof typeof COLUMN_OF

/** Matches a chunk's transactions to payments by reference and brings the file's statement up to date. */
export async function matchKtl(
  tx: Db,
  chunk: Chunk,
  told: { readonly now: number; readonly timeZone: string },
): Promise<Told> {
  const rows = await tx
    .selectFrom('study_fees_ktl_transaction')
    .selectAll()
    .where('file_id', '=', chunk.fileId)
    .where('row_no', '>=', chunk.fromRow)
    .where('row_no', '<=', chunk.toRow)
    .where('state', '=', 'received')
    .orderBy('row_no')
    .execute()
  const counts = new Map<Matched, number>()
  const tellings: Told[] = []
  for (const row of rows) {
    const match = await matchOf(tx, row, told)
    counts.set(match.state, (counts.get(match.state) ?? 0) + 1)
    tellings.push(match.told)
    await tx
      .updateTable('study_fees_ktl_transaction')
      .set({ state: match.state, order_id: match.orderId ?? null, stamp: match.stamp ?? null })
      .where('dedupe', '=', row.dedupe)
      .execute()
  }
  const file = await tx.selectFrom('study_fees_ktl_file').selectAll().where('id', '=', chunk.fileId).executeTakeFirst()
  if (file === undefined) throw HUB_FEES_BOOKS(`file ${chunk.fileId} of account transactions is not in the books`)
  const next = { waiting: file.waiting - rows.length } as Record<string, number>
  for (const [state, count] of counts) next[COLUMN_OF[state]] = file[COLUMN_OF[state]] + count
  await tx.updateTable('study_fees_ktl_file').set(next).where('id', '=', chunk.fileId).execute()
  const unmatched = next.unmatched ?? file.unmatched
  if (next.waiting === 0 && rows.length > 0 && unmatched > 0)
    tellings.push({ paid: [], alerts: [unmatchedAlert(unmatched, file.name)] })
  return together(...tellings)
}

function unmatchedAlert(count: number, name: string): Alert {
  const sentence = `${count} transactions of ${name} fit no payment. They stand in the list of unmatched transactions.`
  return { kind: 'unmatched', sentence }
}

interface Match {
  readonly state: Matched
  readonly orderId?: string
  readonly stamp?: string
  readonly told: Told
}

async function matchOf(
  tx: Db,
  row: KtlTransactionTable,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): Promise<Match> {
  if (!isPaid({ returnCode: row.return_code })) return { state: 'not-paid', told: nothingTold }
  const order = await tx
    .selectFrom('study_fees_order')
    .select('id')
    .where('reference', '=', row.reference)
    .executeTakeFirst()
  if (order === undefined) return { state: 'unmatched', told: nothingTold }
  await lockOrder(tx, order.id)
  const payment = await bankPaymentOf(tx, order.id)
  // Somebody paid by bank transfer without the service: people decide, the order is not touched.
  if (payment === undefined) return { state: 'unmatched', orderId: order.id, told: nothingTold }
  const place = { orderId: order.id, stamp: payment.stamp }
  if (row.correction === 1) {
    const reversed = await reverse(tx, payment, {
      archiveId: row.archive_id,
      amountCents: row.amount_cents,
      bookingDay: row.booking_day,
      messageId: row.file_id,
      now,
    })
    return { ...place, state: reversed.done ? 'correction' : 'unmatched', told: reversed.told }
  }
  const { decision, outcome, told } = await settle(tx, {
    stamp: payment.stamp,
    now,
    timeZone,
    messageId: row.file_id,
    valueDay: row.booking_day,
    report: {
      by: 'account',
      proven: true,
      outcome: 'PAID',
      amountCents: row.amount_cents,
      currency: 'EUR',
      reference: row.reference,
      archiveId: row.archive_id,
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
