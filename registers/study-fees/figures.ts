import type {
  KtlStatements,
  KtlTransactions,
  LedgerStatement,
  LedgerStatements,
  Totals,
} from '../../schemas/study-fees/ledger.js'
import { transferredUpTo } from './ledger-batches.js'
import { iso } from './results.js'
import type { Db, KtlState, LedgerBatchTable } from './tables.js'

/** What the follow-ups of finance show. Counts rows: for people, never in the way of a message. */
export async function readTotals(db: Db): Promise<Totals> {
  const states = await db
    .selectFrom('study_fees_order')
    .select((eb) => ['state', 'reason', eb.fn.countAll().as('orders'), eb.fn.sum('total_cents').as('cents')])
    .groupBy(['state', 'reason'])
    .execute()
  const mark = await transferredUpTo(db)
  const posted = await db
    .selectFrom('study_fees_paid_event')
    .select((eb) => ['kind', eb.fn.countAll().as('events'), eb.fn.sum('amount_cents').as('cents')])
    .where('seq', '<=', mark)
    .groupBy('kind')
    .execute()
  const transferred = await db
    .selectFrom('study_fees_paid_event as event')
    .innerJoin('study_fees_order as o', 'o.paid_stamp', 'event.stamp')
    .select((eb) => eb.fn.countAll().as('orders'))
    .where('event.seq', '<=', mark)
    .where('event.kind', '=', 'paid')
    .executeTakeFirst()
  const ktl = await db
    .selectFrom('study_fees_ktl_file')
    .select((eb) => [
      eb.fn.countAll().as('files'),
      eb.fn.sum('read_count').as('read'),
      eb.fn.sum('matched').as('matched'),
      eb.fn.sum('unmatched').as('unmatched'),
      eb.fn.sum('mismatched').as('mismatched'),
    ])
    .executeTakeFirst()
  const count = (of: (row: (typeof states)[number]) => boolean) =>
    states.filter(of).reduce((sum, { orders }) => sum + Number(orders), 0)
  const unfinished = (reason: string) => count((row) => row.state === 'unfinished' && row.reason === reason)
  const cents = (kind: 'paid' | 'correction') => Number(posted.find((row) => row.kind === kind)?.cents ?? 0)
  return {
    orders: count(() => true),
    open: count(({ state }) => state === 'open'),
    beingPerformed: count(({ state }) => state === 'being-performed'),
    paid: count(({ state }) => state === 'paid'),
    transferred: Number(transferred?.orders ?? 0),
    cancelled: unfinished('cancelled'),
    rejected: unfinished('rejected'),
    unfinished: count(({ state }) => state === 'unfinished') - unfinished('cancelled') - unfinished('rejected'),
    mismatched: unfinished('mismatch'),
    closed: count(({ state }) => state === 'closed'),
    expired: count(({ state }) => state === 'expired'),
    paidCents: states.filter(({ state }) => state === 'paid').reduce((sum, row) => sum + Number(row.cents), 0),
    postedCents: Math.max(0, cents('paid') - cents('correction')),
    ktl: {
      files: Number(ktl?.files ?? 0),
      read: Number(ktl?.read ?? 0),
      matched: Number(ktl?.matched ?? 0),
      unmatched: Number(ktl?.unmatched ?? 0),
      mismatched: Number(ktl?.mismatched ?? 0),
    },
  }
}

export function statementOf(row: LedgerBatchTable): LedgerStatement {
  return {
    batch: Number(row.number),
    state: row.state,
    layout: row.layout,
    createdAt: iso(Number(row.created_at)),
    periodFrom: row.period_from,
    periodTo: row.period_to,
    file: row.file_name,
    eventsIn: Number(row.events_in),
    vouchers: Number(row.vouchers),
    refused: Number(row.refused),
    cutFields: Number(row.cut_fields),
    transliterated: Number(row.transliterated),
    debitCents: Number(row.debit_cents),
    creditCents: Number(row.credit_cents),
    corrections: Number(row.corrections),
    correctionCents: Number(row.correction_cents),
    fromEvent: Number(row.from_seq),
    toEvent: Number(row.to_seq),
    messageId: row.message_id,
    resends: Number(row.resends),
    ...(row.recorded_at === null ? {} : { recordedAt: iso(Number(row.recorded_at)) }),
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
    ...(row.bytes === null ? {} : { bytes: Number(row.bytes) }),
    ...(row.resent_at === null ? {} : { resentAt: iso(Number(row.resent_at)) }),
  }
}

/** Newest batch first. */
export async function listBatches(
  db: Db,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<LedgerStatements> {
  let query = db.selectFrom('study_fees_ledger_batch').selectAll()
  if (before !== undefined) query = query.where('number', '<', before)
  const rows = await query
    .orderBy('number', 'desc')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    batches: page.map(statementOf),
    ...(rows.length > limit && last !== undefined ? { next: Number(last.number) } : {}),
  }
}

/** Transactions of the bank that a person must look at, newest first. */
export async function listTransactions(db: Db, state: KtlState, limit: number): Promise<KtlTransactions> {
  const rows = await db
    .selectFrom('study_fees_ktl_transaction')
    .selectAll()
    .where('state', '=', state)
    .orderBy('at', 'desc')
    .orderBy('row_no')
    .limit(limit)
    .execute()
  return {
    transactions: rows.map((row) => ({
      state: row.state,
      reference: row.reference,
      amountCents: row.amount_cents,
      bookingDay: row.booking_day,
      archiveId: row.archive_id,
      correction: row.correction === 1,
      file: row.file_id,
      row: row.row_no,
      ...(row.payer_name === null ? {} : { payerName: row.payer_name }),
      ...(row.order_id === null ? {} : { orderId: row.order_id }),
    })),
  }
}

/** The files of the bank, newest first. */
export async function listKtlFiles(db: Db, limit: number): Promise<KtlStatements> {
  const rows = await db
    .selectFrom('study_fees_ktl_file')
    .selectAll()
    .orderBy('imported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return {
    files: rows.map((row) => ({
      file: row.name,
      importedAt: iso(row.imported_at),
      read: row.read_count,
      readCents: row.read_cents,
      waiting: row.waiting,
      matched: row.matched,
      unmatched: row.unmatched,
      mismatched: row.mismatched,
      surplus: row.surplus,
      duplicates: row.duplicates,
      corrections: row.corrections,
      notPaid: row.not_paid,
      messageId: row.id,
    })),
  }
}
