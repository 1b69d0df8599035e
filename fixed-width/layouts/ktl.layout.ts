import { field, orElse, Refusal, Wrong } from '../field.js'
import { code, flag, literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents } from '../fields/numbers.js'
import { digits, text } from '../fields/text.js'
import { count, sum } from '../fields/totals.js'
import { atLeastOnce, repeat } from '../frame.js'
import { layout, type RecordsOf, record } from '../layout.js'

const LENGTH = 90
const PAID = { returnCode: ['', '0'] }
const NOT_PAID = { returnCode: ['1', '2', '3', '4', '5', '6', '7', '8', '9'] }

/** Columns that nobody owns: whatever stands there is no fault, and it comes out again as it came; only line ends do not stand in a line. */
const unowned = (width: number) =>
  orElse(
    field<string>({
      width,
      holds: `${width} columns of nobody`,
      sample: () => '',
      parse: (units) => (/[\r\n]/.test(units) ? new Wrong('no line end') : units.replace(/ +$/, '')),
      format: (value) =>
        typeof value !== 'string' || !/^[^\r\n\u0100-\uffff]*$/.test(value)
          ? new Refusal('character', value, 'characters of iso-8859-1')
          : value.length > width
            ? new Refusal('overflow', value)
            : value.padEnd(width),
    }),
    '',
  )

const records = {
  header: record(LENGTH, {
    type: tag('0'),
    createdOn: date('yymmdd'),
    createdAt: date('hhmm'),
    bank: text(2),
    serviceId: text(9),
    currency: literal('1'), // 1 is the euro; nothing else has been sent since 2002
    /** Whose service it is; some banks leave it out. */
    owner: orElse(text(9), ''),
    spare: unowned(58),
  }),
  transaction: record(LENGTH, {
    /** 3: a reference payment; 5: a direct debit. */
    type: tag('3', '5'),
    account: digits(14),
    bookedOn: date('yymmdd'),
    paidOn: date('yymmdd', { none: '0' }),
    archiveId: text(16),
    /** Leading zeros say nothing; all zeros, and so `''`, is no reference. */
    reference: digits(20, { leadingZeros: 'dropped' }),
    payer: text(12, { personal: true }),
    currency: literal('1'),
    /** Where the payer's name is from: A the customer, J the bank's system, K a branch. */
    nameSource: code('A', 'J', 'K', ''),
    amount: cents(10),
    /** True: an earlier transaction is taken back; its amount counts as a reversal. */
    correction: flag(),
    delivery: code('A', 'J', 'K', ''),
    /** Of a direct debit: `''` or `0` paid, else why not (1 no account, 2 no funds, …, 9 format error). */
    returnCode: code('', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
  }),
  trailer: record(LENGTH, {
    type: tag('9'),
    count: count(6, 'transaction', { where: { ...PAID, correction: false } }),
    sum: sum(11, 'transaction.amount', { where: { ...PAID, correction: false } }),
    corrections: count(6, 'transaction', { where: { ...PAID, correction: true } }),
    correctionSum: sum(11, 'transaction.amount', { where: { ...PAID, correction: true } }),
    // Some banks treat the next two as spare columns.
    failed: count(6, 'transaction', { where: NOT_PAID, zeroSaysNothing: true }),
    failedSum: sum(11, 'transaction.amount', { where: NOT_PAID, zeroSaysNothing: true }),
    spare: unowned(38),
  }),
}

/** A record of a KTL file. */
export type KtlRecord = RecordsOf<typeof records>
/** One incoming reference payment or direct debit. */
export type KtlTransaction = Extract<KtlRecord, { record: 'transaction' }>

/**
 * Incoming reference payments as Finnish banks send them (KTL, also SVM): one or more batches of header, transactions and
 * trailer. The trailer's totals are over the rows that were paid; failed direct debits are counted apart.
 */
export const ktl = layout('ktl', {
  summary: 'Incoming reference payments of Finnish banks (KTL, .SVM), from the bank.',
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'either', lastMayLackEnd: true, emptyIgnored: true },
  records,
  frame: [atLeastOnce('header', repeat('transaction'), 'trailer')],
})
export default ktl
