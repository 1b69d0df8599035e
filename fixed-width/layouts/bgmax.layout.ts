import { blank, code, literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents } from '../fields/numbers.js'
import { exactly, orBlank } from '../fields/open.js'
import { digits, text } from '../fields/text.js'
import { count, sum } from '../fields/totals.js'
import { oneOf, repeat } from '../frame.js'
import { layout, type RecordsOf, record } from '../layout.js'

const LENGTH = 80
const bankgiro = () => orBlank(digits(10, { leadingZeros: 'dropped' }))

/** Columns 3 to 70 of payments, deductions and extra references. */
const payment = {
  /** `''` or undefined: the payer has no bankgiro number. */
  payerBankgiro: bankgiro(),
  /** As the payer gave it, blanks included: OCR numbers stand on the right, free references on the left. */
  reference: exactly(25),
  amount: cents(18),
  /** 0 and 1 none, 2 an OCR number that was checked, 3 one or more as given, 4 one as given, 5 wrong; others reserved. */
  referenceCode: digits(1),
  /** 1 an internet bank, 2 a bankgiro file, 3 paper, 4 direct debit; others reserved. */
  channel: digits(1),
  serial: digits(12),
  /** 1: there is a picture of the form. */
  image: text(1),
}

const records = {
  start: record(LENGTH, {
    type: tag('01'),
    layout: literal('BGMAX               '),
    version: literal('01'),
    writtenAt: date('yyyymmddHHMMSS'),
    microseconds: digits(6),
    /** T for a test, P for production. */
    mode: code('T', 'P'),
    _: blank(35),
  }),
  opening: record(LENGTH, {
    type: tag('05'),
    bankgiro: bankgiro(),
    plusgiro: bankgiro(),
    currency: text(3),
    _: blank(55),
  }),
  payment: record(LENGTH, { type: tag('20'), ...payment, _: blank(10) }),
  deduction: record(LENGTH, {
    type: tag('21'),
    ...payment,
    /** 1 the whole amount is taken off, 2 a part of it and more is left, 3 the last part; others reserved. */
    deductionCode: text(1),
    _: blank(9),
  }),
  /** One more reference of the payment before it. */
  extraReference: record(LENGTH, { type: tag('22'), ...payment, _: blank(10) }),
  /** As `extraReference`, with an amount that is taken off. */
  extraDeduction: record(LENGTH, { type: tag('23'), ...payment, _: blank(10) }),
  information: record(LENGTH, { type: tag('25'), text: text(50, { personal: true }), _: blank(28) }),
  name: record(LENGTH, {
    type: tag('26'),
    name: text(35, { personal: true }),
    moreName: text(35, { personal: true }),
    _: blank(8),
  }),
  address: record(LENGTH, {
    type: tag('27'),
    street: text(35, { personal: true }),
    postcode: text(9),
    _: blank(34),
  }),
  place: record(LENGTH, {
    type: tag('28'),
    town: text(35),
    country: text(35),
    countryCode: text(2),
    _: blank(6),
  }),
  /** Of a person, this is a personal identity number. */
  organisation: record(LENGTH, {
    type: tag('29'),
    number: digits(12, { leadingZeros: 'dropped', personal: true }),
    _: blank(66),
  }),
  deposit: record(LENGTH, {
    type: tag('15'),
    account: digits(35, { leadingZeros: 'dropped' }),
    paidOn: date('yyyymmdd'),
    /** Deposits of this account and currency, numbered on from day to day. */
    serial: digits(5),
    sum: sum(18, ['payment.amount', '-deduction.amount']),
    currency: text(3),
    count: count(8, ['payment', 'deduction']),
    /** K, D, S or nothing: how the bank books it, as agreed with the payee. */
    kind: text(1),
  }),
  end: record(LENGTH, {
    type: tag('70'),
    payments: count(8, 'payment'),
    deductions: count(8, 'deduction'),
    extraReferences: count(8, ['extraReference', 'extraDeduction']),
    deposits: count(8, 'deposit'),
    _: blank(46),
  }),
}

/** A record of a BgMax file. */
export type BgmaxRecord = RecordsOf<typeof records>

/**
 * Incoming payments of the Swedish Bankgirot (BgMax, version 01): sections of payments and deductions, each with the deposit
 * that they make up. The deposit's sum is payments less deductions; extra references carry no amount of their own to it.
 */
export const bgmax = layout('bgmax', {
  summary: 'Incoming payments of the Swedish Bankgirot (BgMax), from Bankgirot.',
  encoding: 'iso-8859-1',
  lines: { write: 'lf', read: 'either', lastMayLackEnd: true, emptyIgnored: 'at-the-end' },
  records,
  frame: [
    'start',
    repeat(
      'opening',
      repeat(
        oneOf('payment', 'deduction'),
        repeat(oneOf('extraReference', 'extraDeduction', 'information', 'name', 'address', 'place', 'organisation')),
      ),
      'deposit',
    ),
    'end',
  ],
})
export default bgmax
