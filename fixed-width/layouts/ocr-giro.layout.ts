import { blank, code, flag, literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents, integer, signed } from '../fields/numbers.js'
import { exactly } from '../fields/open.js'
import { digits, text } from '../fields/text.js'
import { count, sum } from '../fields/totals.js'
import { inOrder, oneOf, optional, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record } from '../layout.js'

const LENGTH = 80
// Nets fills with zeros what other formats leave blank.
const zeros = (width: number) => literal('0'.repeat(width))
const day = () => date('ddmmyy', { none: '0' })
/** The payer's customer and invoice number. Agreed with the payee, so its length varies; it stands on the right. */
const kid = () => text(25, { align: 'right' })
const account = () => digits(11, { personal: true })

const records = {
  transmission: record(LENGTH, {
    type: tag('NY000010'),
    sender: digits(8),
    number: digits(7),
    receiver: digits(8),
    _: zeros(49),
  }),

  // OCR giro (service 09): payments that were received.
  ocrAssignment: record(LENGTH, {
    type: tag('NY090020'),
    agreement: digits(9),
    number: digits(7),
    account: digits(11),
    _: zeros(45),
  }),
  payment: record(LENGTH, {
    service: tag('NY09'),
    /** 10 giro, 11 standing order, 12 remittance, 15 AvtaleGiro, 18 and 20 reversals, 19 and 21 purchases, … */
    kind: digits(2),
    type: tag('30'),
    /** Of the transaction within its assignment; its other records carry the same. */
    number: integer(7),
    settledOn: day(),
    centre: digits(2),
    dayCode: digits(2),
    partialSettlement: digits(1),
    serial: digits(5),
    amount: signed(cents(17), { plus: '0', minus: '-' }),
    kid: kid(),
    _: zeros(6),
  }),
  paymentOrigin: record(LENGTH, {
    service: tag('NY09'),
    kind: digits(2),
    type: tag('31'),
    number: integer(7),
    form: digits(10),
    reference: digits(9),
    /** Called filler by Nets, and yet in use. */
    filler: exactly(7),
    orderedOn: day(),
    /** The account that was debited. */
    account: account(),
    _: zeros(22),
  }),
  paymentText: record(LENGTH, {
    service: tag('NY09'),
    kind: digits(2),
    type: tag('32'),
    number: integer(7),
    text: text(40, { personal: true }),
    _: zeros(25),
  }),
  ocrAssignmentEnd: record(LENGTH, {
    type: tag('NY090088'),
    transactions: count(8, 'payment'),
    records: count(8, '*'),
    sum: sum(17, 'payment.amount'),
    settledOn: day(),
    first: day(),
    last: day(),
    _: zeros(21),
  }),

  // AvtaleGiro (service 21): direct debits that are asked for.
  requestAssignment: record(LENGTH, {
    service: tag('NY21'),
    /** 00 payment requests, 36 requests that are taken back. */
    kind: tag('00', '36'),
    type: tag('20'),
    agreement: digits(9),
    number: digits(7),
    account: digits(11),
    _: zeros(45),
  }),
  request: record(LENGTH, {
    service: tag('NY21'),
    /** 02 the payee tells the payer, 21 the bank does, 93 a request that is taken back. */
    kind: tag('02', '21', '93'),
    type: tag('30'),
    number: integer(7),
    dueOn: day(),
    _: blank(11),
    amount: cents(17),
    kid: kid(),
    __: zeros(6),
  }),
  requestPayer: record(LENGTH, {
    service: tag('NY21'),
    kind: tag('02', '21', '93'),
    type: tag('31'),
    number: integer(7),
    payer: text(10, { personal: true }),
    _: blank(25),
    /** For the payer's account statement. */
    reference: text(25),
    __: zeros(5),
  }),
  /** Half a line of 80 columns that the bank prints or shows to the payer; at most 42 lines. */
  requestText: record(LENGTH, {
    service: tag('NY21'),
    kind: tag('02', '21', '93'),
    type: tag('49'),
    number: integer(7),
    _: literal('4'),
    line: integer(3),
    column: code('1', '2'),
    text: text(40, { personal: true }),
    __: zeros(20),
  }),
  requestAssignmentEnd: record(LENGTH, {
    service: tag('NY21'),
    kind: tag('00', '36'),
    type: tag('88'),
    transactions: count(8, 'request'),
    records: count(8, '*'),
    sum: sum(17, 'request.amount'),
    first: day(),
    last: day(),
    _: zeros(27),
  }),

  // AvtaleGiro: payers who agreed to direct debit, or no longer do.
  agreementAssignment: record(LENGTH, {
    type: tag('NY212420'),
    _: zeros(9),
    number: digits(7),
    account: digits(11),
    __: zeros(45),
  }),
  agreement: record(LENGTH, {
    type: tag('NY219470'),
    number: integer(7),
    /** 0: one of all agreements; 1 new or changed, 2 ended. */
    change: code('0', '1', '2'),
    kid: kid(),
    /** The payer wants to be told of each debit. */
    tell: flag({ no: 'N', yes: 'J' }),
    _: zeros(38),
  }),
  agreementAssignmentEnd: record(LENGTH, {
    type: tag('NY212488'),
    transactions: count(8, 'agreement'),
    records: count(8, '*'),
    _: zeros(56),
  }),

  transmissionEnd: record(LENGTH, {
    type: tag('NY000089'),
    transactions: count(8, ['payment', 'request', 'agreement']),
    records: count(8, '*'),
    sum: sum(17, ['payment.amount', 'request.amount']),
    date: day(),
    _: zeros(33),
  }),
}

/** The records of a transaction carry its number. */
const sameNumber = ({ number }: { readonly number: number }, first: { readonly number: number } | undefined) =>
  first === undefined || first.number === number
    ? undefined
    : { field: 'number', expected: `${first.number}, the transaction it belongs to` }

/** A record of an OCR giro or AvtaleGiro file. */
export type OcrGiroRecord = RecordsOf<typeof records>
type Input = InputsOf<typeof records>

/**
 * Norwegian giro files of Nets: payments received (OCR giro), direct debits asked for and agreements to them (AvtaleGiro).
 * One transmission of assignments; each level counts its records, those that frame it included.
 */
export const ocrGiro = layout('ocr-giro', {
  summary: 'Norwegian OCR giro and AvtaleGiro files: payments and agreements from Nets, payment requests to it.',
  encoding: 'iso-8859-1',
  lines: { write: 'lf', read: 'either', lastMayLackEnd: true },
  records,
  rules: {
    paymentOrigin: (record, before) => sameNumber(record, before.payment),
    paymentText: (record, before) => sameNumber(record, before.payment),
    requestPayer: (record, before) => sameNumber(record, before.request),
    requestText: (record, before) => sameNumber(record, before.request),
    requestAssignmentEnd: ({ kind }, { requestAssignment: start }) =>
      start === undefined || start.kind === kind
        ? undefined
        : { field: 'kind', expected: `${start.kind}, as it began` },
  },
  sample,
  frame: [
    'transmission',
    repeat(
      oneOf(
        inOrder('ocrAssignment', repeat('payment', 'paymentOrigin', optional('paymentText')), 'ocrAssignmentEnd'),
        inOrder('requestAssignment', repeat('request', 'requestPayer', repeat('requestText')), 'requestAssignmentEnd'),
        inOrder('agreementAssignment', repeat('agreement'), 'agreementAssignmentEnd'),
      ),
    ),
    'transmissionEnd',
  ],
})
export default ocrGiro

/** Half of the assignments hold payments, half hold requests; a hundred transactions each. */
function* sample(random: () => number, wanted: number): Generator<Input> {
  const below = (limit: number) => Math.floor(random() * limit)
  const digitsOf = (width: number) => String(below(10 ** Math.min(width, 15))).padStart(width, '0')
  const on = `2026-0${1 + below(9)}-${10 + below(18)}`
  let left = wanted - 2
  yield { record: 'transmission', sender: digitsOf(8), number: digitsOf(7), receiver: '00008080' }
  for (let assignment = 1; left > 0; assignment++) {
    const head = { agreement: digitsOf(9), number: String(assignment).padStart(7, '0'), account: digitsOf(11) }
    const received = assignment % 2 === 1
    if (received) yield { record: 'ocrAssignment', ...head }
    else yield { record: 'requestAssignment', kind: '00', ...head }
    left -= 2
    for (let number = 1; number <= 100 && left > 0; number++) {
      const amount = BigInt(100 + below(1_000_000))
      const kid = digitsOf(15)
      left -= 2
      if (received) {
        const place = { centre: digitsOf(2), dayCode: on.slice(-2), partialSettlement: '1', serial: digitsOf(5) }
        yield { record: 'payment', kind: '11', number, settledOn: on, ...place, amount, kid }
        const from = { form: digitsOf(10), reference: digitsOf(9), filler: '0000000', account: digitsOf(11) }
        yield { record: 'paymentOrigin', kind: '11', number, ...from, orderedOn: on }
      } else {
        yield { record: 'request', kind: '02', number, dueOn: on, amount, kid }
        yield { record: 'requestPayer', kind: '02', number, payer: 'NORDMANN O', reference: `FAKTURA ${digitsOf(6)}` }
      }
    }
    if (received) yield { record: 'ocrAssignmentEnd', settledOn: on, first: on, last: on }
    else yield { record: 'requestAssignmentEnd', kind: '00', first: on, last: on }
  }
  yield { record: 'transmissionEnd', date: on }
}
