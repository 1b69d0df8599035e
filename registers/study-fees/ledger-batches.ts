import { holdNumber, nextNumber } from './counters.js'
import { localTime } from './local-time.js'
import { type PaidEvent, paidEventFrom } from './paid-events.js'
import type { Db, LedgerBatchTable } from './tables.js'

/** What the bytes of a ledger file depend on besides the events. Kept with the batch, so that a resend is the same file. */
export interface Posting {
  readonly sender: string
  readonly company: string
  readonly mode: 'T' | 'P'
  readonly voucherType: string
  readonly receivableAccount: string
  readonly bankAccount: string
  readonly extraTimeAccount: string
  readonly restoringAccount: string
  readonly studyFeeAccount: string
  readonly costCentre: string
}

export interface Claiming {
  readonly layout: 'hub-gl' | 'proe'
  readonly posting: Posting
  readonly now: number
  readonly timeZone: string
  readonly messageId: string
}

/** A batch as the writers see it. Plain data: it travels in messages. */
export interface Batch {
  readonly number: number
  readonly layout: 'hub-gl' | 'proe'
  readonly posting: Posting
  /** yyyymmddHHMMSS, local. */
  readonly created: string
  readonly createdDay: string
  readonly fromSeq: number
  readonly toSeq: number
  readonly periodFrom: string
  readonly periodTo: string
  readonly eventsIn: number
  readonly fileName: string
  readonly sha256?: string
}

/**
 * Takes everything that has been confirmed since the last batch as one range of the event log. No event is touched: an
 * event belongs to the batch whose range holds it, and ranges neither overlap nor leave a gap. An empty range is a batch
 * too: the ledger hears every night.
 */
export async function claimBatch(tx: Db, claiming: Claiming): Promise<Batch> {
  const { layout, now, timeZone, posting } = claiming
  const toSeq = await holdNumber(tx, 'paid-event')
  const number = await nextNumber(tx, 'ledger-batch')
  const last = await tx
    .selectFrom('study_fees_ledger_batch')
    .select(['to_seq', 'created_at'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const fromSeq = Number(last?.to_seq ?? 0) + 1
  // Names and headers hold whole seconds, so two batches never share one.
  const created = Math.max(now, last === undefined ? 0 : Number(last.created_at) + 1000)
  const { day, time } = localTime(created, timeZone)
  const sums = await sumsOf(tx, fromSeq, toSeq)
  const batch: Batch = {
    number,
    layout,
    posting,
    created: `${day}${time}`,
    createdDay: day,
    fromSeq,
    toSeq,
    periodFrom: sums.firstDay ?? day,
    periodTo: sums.lastDay ?? day,
    eventsIn: sums.events,
    fileName:
      layout === 'proe' ? `proe-${day}-${time}.txt` : `gl-${String(number).padStart(12, '0')}-${day}-${time}.txt`,
  }
  await tx
    .insertInto('study_fees_ledger_batch')
    .values({
      number,
      state: 'claimed',
      layout,
      posting: JSON.stringify(posting),
      created_at: created,
      created_text: batch.created,
      from_seq: fromSeq,
      to_seq: toSeq,
      period_from: batch.periodFrom,
      period_to: batch.periodTo,
      events_in: sums.events,
      vouchers: 0,
      refused: 0,
      cut_fields: 0,
      transliterated: 0,
      // A correction is a voucher with its sides changed, so it adds to both.
      debit_cents: sums.cents,
      credit_cents: sums.cents,
      corrections: sums.corrections,
      correction_cents: sums.correctionCents,
      file_name: batch.fileName,
      sha256: null,
      bytes: null,
      recorded_at: null,
      message_id: claiming.messageId,
      resends: 0,
      resent_at: null,
    })
    .execute()
  return batch
}

async function sumsOf(tx: Db, fromSeq: number, toSeq: number) {
  const rows = await tx
    .selectFrom('study_fees_paid_event')
    .select((eb) => [
      'kind',
      eb.fn.countAll().as('events'),
      eb.fn.sum('amount_cents').as('cents'),
      eb.fn.min('value_day').as('firstDay'),
      eb.fn.max('value_day').as('lastDay'),
    ])
    .where('seq', '>=', fromSeq)
    .where('seq', '<=', toSeq)
    .groupBy('kind')
    .execute()
  const corrections = rows.find(({ kind }) => kind === 'correction')
  const days = rows.flatMap(({ firstDay, lastDay }) => [String(firstDay), String(lastDay)]).sort()
  return {
    events: rows.reduce((sum, { events }) => sum + Number(events), 0),
    cents: rows.reduce((sum, { cents }) => sum + Number(cents), 0),
    corrections: Number(corrections?.events ?? 0),
    correctionCents: Number(corrections?.cents ?? 0),
    firstDay: days[0],
    lastDay: days.at(-1),
  }
}

export interface Written {
  readonly sha256: string
  readonly bytes: number
  readonly vouchers: number
  readonly cutFields: number
  readonly transliterated: number
}

/** Completes the statement of a batch when its file lies at the ledger. */
export async function recordBatch(tx: Db, number: number, written: Written, now: number): Promise<void> {
  await tx
    .updateTable('study_fees_ledger_batch')
    .set((eb) => ({
      state: 'recorded' as const,
      sha256: written.sha256,
      bytes: written.bytes,
      vouchers: written.vouchers,
      refused: eb('events_in', '-', written.vouchers),
      cut_fields: written.cutFields,
      transliterated: written.transliterated,
      recorded_at: now,
    }))
    .where('number', '=', number)
    .where('state', '=', 'claimed')
    .execute()
}

/** Counts a resend. */
export async function recordResend(tx: Db, number: number, now: number): Promise<void> {
  await tx
    .updateTable('study_fees_ledger_batch')
    .set((eb) => ({ resends: eb('resends', '+', 1), resent_at: now }))
    .where('number', '=', number)
    .execute()
}

export async function batchOf(db: Db, number: number): Promise<LedgerBatchTable | undefined> {
  return db.selectFrom('study_fees_ledger_batch').selectAll().where('number', '=', number).executeTakeFirst()
}

export function batchFrom(row: LedgerBatchTable): Batch {
  return {
    number: Number(row.number),
    layout: row.layout,
    posting: JSON.parse(row.posting) as Posting,
    created: row.created_text,
    createdDay: row.created_text.slice(0, 8),
    fromSeq: Number(row.from_seq),
    toSeq: Number(row.to_seq),
    periodFrom: row.period_from,
    periodTo: row.period_to,
    eventsIn: Number(row.events_in),
    fileName: row.file_name,
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
  }
}

const PAGE = 2000

/** The events of a batch in their order, page by page along the key: constant memory, no matter how long the range. */
export async function* eventsOfBatch(
  db: Db,
  { fromSeq, toSeq }: Pick<Batch, 'fromSeq' | 'toSeq'>,
): AsyncGenerator<PaidEvent> {
  let next = fromSeq
  while (next <= toSeq) {
    const rows = await db
      .selectFrom('study_fees_paid_event')
      .selectAll()
      .where('seq', '>=', next)
      .where('seq', '<=', toSeq)
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    const last = rows.at(-1)
    if (last === undefined) return
    for (const row of rows) yield paidEventFrom(row)
    next = Number(last.seq) + 1
  }
}

/** Everything up to this event lies in a recorded batch, and so does everything before it: those orders are transferred. */
export async function transferredUpTo(db: Db): Promise<number> {
  const unwritten = await db
    .selectFrom('study_fees_ledger_batch')
    .select((eb) => eb.fn.min('from_seq').as('first'))
    .where('state', '=', 'claimed')
    .executeTakeFirst()
  if (typeof unwritten?.first === 'number') return unwritten.first - 1
  const recorded = await db
    .selectFrom('study_fees_ledger_batch')
    .select((eb) => eb.fn.max('to_seq').as('mark'))
    .executeTakeFirst()
  return Number(recorded?.mark ?? 0)
}
