import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'

const closed = { additionalProperties: false } as const
const Count = (description: string) => Type.Integer({ minimum: 0, description })

export const BatchNumber = Type.Integer({ minimum: 1, maximum: 999_999_999_999, description: 'Number of the batch.' })

/** Begin a transfer of everything that has been confirmed since the last one. */
export const TransferRun = schema(
  Type.Object(
    {
      run: Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Name of the run; the same name is carried out once.',
      }),
    },
    { $id: 'StudyFees.TransferRun', ...closed },
  ),
)
export type TransferRun = Static<typeof TransferRun>

/** Write a batch's file once more, byte for byte. */
export const ResendBatch = schema(Type.Object({ batch: BatchNumber }, { $id: 'StudyFees.ResendBatch', ...closed }))
export type ResendBatch = Static<typeof ResendBatch>

/** The account of a ledger file: what went in, out, was refused; totals; links. */
export const LedgerStatement = schema(
  Type.Object(
    {
      batch: BatchNumber,
      state: Type.Union([Type.Literal('claimed'), Type.Literal('recorded')], {
        description: 'claimed: its events are taken; recorded: its file lies at the ledger.',
      }),
      layout: Type.Union([Type.Literal('hub-gl'), Type.Literal('proe')]),
      createdAt: Type.String({ format: 'date-time' }),
      recordedAt: Type.Optional(Type.String({ format: 'date-time' })),
      periodFrom: Type.String(),
      periodTo: Type.String(),
      file: Type.String(),
      sha256: Type.Optional(Type.String()),
      bytes: Type.Optional(Count('Size of the file.')),
      eventsIn: Count('Paid events in the range.'),
      vouchers: Count('Vouchers in the file.'),
      refused: Count('Events that are not in the file.'),
      cutFields: Count('Text fields that were cut because the layout allows it.'),
      transliterated: Count('Characters that the file’s charset lacks and that were written otherwise.'),
      debitCents: Count('Sum of the debit rows, in cents.'),
      creditCents: Count('Sum of the credit rows, in cents.'),
      corrections: Count('Vouchers that take a payment back.'),
      correctionCents: Count('Their sum, in cents.'),
      fromEvent: Count('First event of the range.'),
      toEvent: Count('Last event of the range; lower than the first when it is empty.'),
      messageId: Type.String({ description: 'Message that made it: its way can be followed.' }),
      resends: Count('How often it was written again.'),
      resentAt: Type.Optional(Type.String({ format: 'date-time' })),
    },
    { $id: 'StudyFees.LedgerStatement', ...closed },
  ),
)
export type LedgerStatement = Static<typeof LedgerStatement>

export const LedgerStatements = schema(
  Type.Object(
    { batches: Type.Array(LedgerStatement), next: Type.Optional(BatchNumber) },
    { $id: 'StudyFees.LedgerStatements', ...closed },
  ),
)
export type LedgerStatements = Static<typeof LedgerStatements>

/** The account of a file of incoming reference payments. */
export const KtlStatement = schema(
  Type.Object(
    {
      file: Type.String(),
      importedAt: Type.String({ format: 'date-time' }),
      read: Count('Transactions in the file.'),
      readCents: Count('Their sum without corrections, in cents.'),
      waiting: Count('Not matched yet.'),
      matched: Count('Fit a payment.'),
      unmatched: Count('Fit none; they stand in the list of unmatched transactions.'),
      mismatched: Count('Fit a payment’s reference but not its amount.'),
      surplus: Count('Money too much.'),
      duplicates: Count('Had come before.'),
      corrections: Count('Took a payment back.'),
      notPaid: Count('Direct debits that were not paid.'),
      messageId: Type.String(),
    },
    { $id: 'StudyFees.KtlStatement', ...closed },
  ),
)
export type KtlStatement = Static<typeof KtlStatement>

export const KtlStatements = schema(
  Type.Object({ files: Type.Array(KtlStatement) }, { $id: 'StudyFees.KtlStatements', ...closed }),
)
export type KtlStatements = Static<typeof KtlStatements>

export const KtlTransaction = Type.Object(
  {
    state: Type.String(),
    reference: Type.String(),
    amountCents: Count('Cents.'),
    bookingDay: Type.String(),
    archiveId: Type.String(),
    correction: Type.Boolean(),
    payerName: Type.Optional(Type.String({ 'x-personal': true })),
    orderId: Type.Optional(Type.String()),
    file: Type.String({ description: 'Message that brought the file.' }),
    row: Count('Which transaction of the file.'),
  },
  closed,
)

export const KtlTransactions = schema(
  Type.Object({ transactions: Type.Array(KtlTransaction) }, { $id: 'StudyFees.KtlTransactions', ...closed }),
)
export type KtlTransactions = Static<typeof KtlTransactions>

/** The follow-up in figures, for finance (FI-105). */
export const Totals = schema(
  Type.Object(
    {
      orders: Count('All orders.'),
      open: Count(''),
      beingPerformed: Count(''),
      paid: Count('Paid, transferred ones included.'),
      transferred: Count('In a recorded ledger batch.'),
      cancelled: Count('Unfinished because the payer cancelled.'),
      rejected: Count('Unfinished because bank or provider refused.'),
      unfinished: Count('Unfinished for any other reason.'),
      mismatched: Count('Part of unfinished: amount, currency or reference differed.'),
      closed: Count(''),
      expired: Count(''),
      paidCents: Count('Sum of the paid orders, in cents.'),
      postedCents: Count('Sum of the paid events in recorded batches, corrections subtracted, in cents.'),
      ktl: Type.Object(
        { files: Count(''), read: Count(''), matched: Count(''), unmatched: Count(''), mismatched: Count('') },
        closed,
      ),
    },
    { $id: 'StudyFees.Totals', ...closed },
  ),
)
export type Totals = Static<typeof Totals>
