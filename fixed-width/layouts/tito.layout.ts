import { orElse, type Where } from '../field.js'
import { blank, code, literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents, decimal, integer, signed } from '../fields/numbers.js'
import { list, orBlank, rest } from '../fields/open.js'
import { digits, text } from '../fields/text.js'
import { count, selfLength, sum } from '../fields/totals.js'
import { atLeastOnce, oneOf, optional, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record } from '../layout.js'

const money = () => signed(cents(18), { plus: '+', minus: '-' })
/** A sum's sign has a column of its own here, as banks give one to zero, too. */
const sign = (usual: '+' | '-') => orElse(code('+', '-'), usual)
/** The bank may leave it out, as zeros (`''`) or as blanks (undefined). */
const maybe = () => orBlank(date('yymmdd', { none: '0' }))

// What the balance and the turnovers are over: entries, not notices (T80), not what was rejected (kind 9) and not the
// breakdown of an entry (level 1 and up).
const BOOKED = { type: 'T10', level: ['', '0'], kind: ['1', '2', '3', '4'] } as const
const CREDITS = { where: { ...BOOKED, kind: ['1', '4'] } }
const DEBITS = { where: { ...BOOKED, kind: ['2', '3'] } }
const CREDITS_CORRECTED = { where: { ...BOOKED, kind: ['4'] } }
const DEBITS_CORRECTED = { where: { ...BOOKED, kind: ['3'] } }

const DETAIL = tag('T11', 'T81')
const detail = (kind: string) => ({ type: DETAIL, length: selfLength(3), _kind: tag(kind) })
/** Columns behind those that the description knows: banks have them, and say so in the length. */
const MORE = { more: orElse(rest({ personal: true }), '') }
const from = (least: number) => ({ least, most: 999 })
const LINES = { least: 8, most: 8 + 12 * 35 }
const lines = (kind: string) => ({
  ...detail(kind),
  lines: list(text(35, { personal: true }), { most: 12 }),
})

/** Turnovers of the day: how many, and how much without its sign, of credits and debits, as they are counted. */
const ofTheDay = (type: string, credits: { readonly where: Where }, debits: { readonly where: Where }) => ({
  type: tag(type),
  _length: literal('067'),
  _period: tag('1'),
  on: date('yymmdd'),
  credits: count(8, 'entry', credits),
  creditSign: sign('+'),
  creditSum: sum(18, 'entry.amount', credits),
  debits: count(8, 'entry', debits),
  debitSign: sign('-'),
  debitSum: sum(18, '-entry.amount', debits),
})

const records = {
  statement: record(322, {
    type: tag('T00'),
    _length: literal('322'),
    version: text(3),
    account: text(14),
    number: text(3),
    from: date('yymmdd'),
    to: date('yymmdd'),
    createdOn: maybe(),
    createdAt: orBlank(date('hhmm')),
    customer: text(17),
    openingOn: maybe(),
    opening: money(),
    /** All records of the statement, this one included. */
    records: count(6, '*', { zeroSaysNothing: true }),
    currency: text(3),
    accountName: text(30),
    limit: orBlank(cents(18)),
    owner: text(35, { personal: true }),
    contact: text(40),
    moreContact: text(40),
    bankInformation: text(30),
    iban: text(18),
    _: blank(1),
    bic: text(11),
  }),
  entry: record(188, {
    /** T80: a notice, which is in no balance. */
    type: tag('T10', 'T80'),
    _length: literal('188'),
    /** Within the statement; the parts of a broken-down entry carry its number. */
    number: integer(6),
    archiveId: text(18),
    bookedOn: maybe(),
    valueOn: maybe(),
    paidOn: maybe(),
    /** 1 credit, 2 debit, 3 correction of a credit, 4 correction of a debit, 9 rejected. */
    kind: code('1', '2', '3', '4', '9'),
    /** What it was: 700 payments, 705 reference payments, 710 deposit, 720 withdrawal, 721 card, 730 fee, … */
    entryCode: text(3),
    entryText: text(35),
    amount: money(),
    /** E: its parts follow, by level; P: a receipt is elsewhere. */
    receipt: text(1),
    delivery: text(1),
    name: text(35, { personal: true }),
    nameSource: text(1),
    counterparty: text(14, { personal: true }),
    /** `*`: the account number was changed. */
    counterpartyChanged: text(1),
    /** Filled with zeros on the left, as the bank sends it. */
    reference: text(20),
    form: text(8),
    /** `''` or 0: booked. Else a part of the entry before it, so many levels down. */
    level: text(1),
  }),

  messages: record(LINES, lines('00')),
  entryCount: record(from(16), { ...detail('01'), count: integer(8), ...MORE }),
  invoice: record(from(41), {
    ...detail('02'),
    customer: text(10),
    _1: blank(1),
    number: text(15),
    _2: blank(1),
    date: maybe(),
    ...MORE,
  }),
  card: record(from(42), {
    ...detail('03'),
    number: text(19, { personal: true }),
    _: blank(1),
    reference: text(14),
    ...MORE,
  }),
  /** Which entry of before is corrected. */
  corrected: record(from(26), { ...detail('04'), archiveId: text(18), ...MORE }),
  currency: record(from(49), {
    ...detail('05'),
    amount: money(),
    _1: blank(1),
    currency: text(3),
    _2: blank(1),
    /** In units of its seventh decimal. */
    rate: decimal(11, 7),
    rateReference: text(6),
    ...MORE,
  }),
  orderer: record(LINES, lines('06')),
  bankText: record(LINES, lines('07')),
  reason: record(from(43), { ...detail('08'), code: text(3), _: blank(1), text: text(31), ...MORE }),
  nameDetail: record(from(43), { ...detail('09'), name: text(35, { personal: true }), ...MORE }),
  sepa: record(from(323), {
    ...detail('11'),
    reference: text(35),
    iban: text(35, { personal: true }),
    bic: text(35),
    payeeDetail: text(70, { personal: true }),
    payerDetail: text(70, { personal: true }),
    id: text(35),
    archiveId: text(35),
    ...MORE,
  }),
  /** A detail of a kind that the description does not know. */
  otherDetail: record(from(8), {
    type: DETAIL,
    length: selfLength(3),
    kind: digits(2),
    data: rest({ personal: true }),
  }),

  balance: record(50, {
    type: tag('T40'),
    _length: literal('050'),
    on: date('yymmdd'),
    closing: sum(money(), ['statement.opening', { of: 'entry.amount', where: BOOKED }], { soFarIn: 'statement' }),
    available: money(),
  }),
  dayTurnover: record(67, ofTheDay('T50', CREDITS, DEBITS)),
  dayCorrections: record(67, ofTheDay('T51', CREDITS_CORRECTED, DEBITS_CORRECTED)),
  /** Of the statement (2), the month (3) or the year (4), as the bank counts them; corrections of the same are T51. */
  turnover: record(67, {
    type: tag('T50', 'T51'),
    _length: literal('067'),
    period: code('2', '3', '4'),
    on: date('yymmdd'),
    credits: integer(8),
    creditSign: sign('+'),
    creditSum: cents(18),
    debits: integer(8),
    debitSign: sign('-'),
    debitSum: cents(18),
  }),
  /** T60 a special record, T70 a notice to the account holder. */
  special: record(from(9), { type: tag('T60', 'T70'), length: selfLength(3), bankGroup: text(3), data: rest() }),
  /** A record that the description does not know. */
  other: record(from(6), { _: tag('T'), type: text(2), length: selfLength(3), data: rest({ personal: true }) }),
}

interface Turnover {
  readonly creditSign: string
  readonly creditSum: bigint
  readonly debitSign: string
  readonly debitSum: bigint
}
/** Credits are positive and debits negative, unless they are nothing. A writer may leave signs out, and sums to be computed. */
function signs({ creditSign = '+', creditSum, debitSign = '-', debitSum }: Turnover) {
  if (creditSum !== 0n && creditSign !== '+') return { field: 'creditSign', expected: '+' }
  return debitSum !== 0n && debitSign !== '-' ? { field: 'debitSign', expected: '-' } : undefined
}

const KNOWN: readonly string[] = ['00', '10', '11', '40', '50', '51', '60', '70', '80', '81']
const KINDS: readonly string[] = ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '11']

/** A record of a TITO statement, told apart by `record`. */
export type TitoRecord = RecordsOf<typeof records>
type Input = InputsOf<typeof records>
/** One entry of the account, a part of one, or a notice. */
export type TitoEntry = Extract<TitoRecord, { record: 'entry' }>

/**
 * Account statements as Finnish banks send them (TITO): one or more statements of booking days, each with its entries and
 * the balance at its end. The balance is the opening balance and all booked entries of the statement up to that day. Every
 * record says its own length. The characters are those of SFS 4017 (ISO 646-FI); of a bank that sends ISO-8859-1, read with
 * `tito.inEncoding('iso-8859-1')`, which no file tells by itself.
 */
export const tito = layout('tito', {
  summary: 'Account statements of Finnish banks (TITO, konekielinen tiliote), from the bank.',
  encoding: 'iso-646-fi',
  lines: { write: 'lf', read: 'either', lastMayLackEnd: true, emptyIgnored: true },
  records,
  // Otherwise a record that stands where it may not would be kept as an unknown one.
  rules: {
    dayTurnover: signs,
    dayCorrections: signs,
    turnover: signs,
    other: ({ type }) =>
      KNOWN.includes(type) ? { field: 'type', expected: 'that of a record that may follow here' } : undefined,
    otherDetail: ({ kind }) =>
      KINDS.includes(kind) ? { field: 'kind', expected: 'one that the description does not know' } : undefined,
  },
  sample,
  frame: [
    atLeastOnce(
      'statement',
      repeat(oneOf('special', 'other')),
      atLeastOnce(
        repeat(
          'entry',
          repeat(
            oneOf(
              oneOf('messages', 'entryCount', 'invoice', 'card', 'corrected', 'currency', 'orderer', 'bankText'),
              oneOf('reason', 'nameDetail', 'sepa', 'otherDetail', 'special', 'other'),
            ),
          ),
        ),
        'balance',
        optional('dayTurnover'),
        optional('dayCorrections'),
        repeat(oneOf('turnover', 'special', 'other')),
      ),
    ),
  ],
})
export default tito

const KINDS_OF_ENTRY = [
  { kind: '1', entryCode: '705', entryText: 'Viitemaksu', plus: true },
  { kind: '1', entryCode: '700', entryText: 'Maksu', plus: true },
  { kind: '2', entryCode: '721', entryText: 'Korttiosto', plus: false },
  { kind: '2', entryCode: '730', entryText: 'Palvelumaksu', plus: false },
  { kind: '3', entryCode: '710', entryText: 'Pano korjaus', plus: false },
] as const

/** Statements of three days, each with up to fifty entries and their details. */
function* sample(random: () => number, wanted: number): Generator<readonly Input[]> {
  const below = (limit: number) => Math.floor(random() * limit)
  const digitsOf = (width: number) => String(below(10 ** Math.min(width, 15))).padStart(width, '0')
  const detailOf = (plus: boolean): Input => {
    const type = 'T11'
    if (!plus) return { record: 'card', type, number: `4920${'0'.repeat(12)}`, reference: digitsOf(14) }
    const choice = below(4)
    if (choice === 0) return { record: 'entryCount', type, count: 1 + below(100) }
    if (choice === 1) return { record: 'nameDetail', type, name: 'TESTI ESIMERKKI' }
    if (choice === 2) return { record: 'orderer', type, lines: [`LASKU ${digitsOf(6)}`] }
    return { record: 'messages', type, lines: [`TILAUS ${digitsOf(6)}`, 'KIITOS MAKSUSTA'] }
  }
  let left = wanted
  for (let statement = 1; left > 0; statement++) {
    const [from, to] = ['2026-03-02', '2026-03-04']
    const account = digitsOf(14)
    const bank = { version: '100', account, iban: `FI21${account}`, bic: 'TESTFIHH', bankInformation: 'TESTIPANKKI' }
    const made = { createdOn: to, createdAt: '23:59', openingOn: from, opening: BigInt(below(10_000_000)) }
    const owner = {
      customer: '',
      accountName: 'Käyttötili',
      limit: 0n,
      owner: 'ESIMERKKI OY',
      contact: '',
      moreContact: '',
    }
    const number = String(statement % 1000).padStart(3, '0')
    yield [{ record: 'statement', ...bank, number, from, to, ...made, currency: 'EUR', ...owner }]
    left--
    for (let day = 2, entry = 1; day <= 4 && (day === 2 || left > 0); day++) {
      const on = `2026-03-0${day}`
      for (let i = 0; i < 50 && left > 2; i++, entry++) {
        const { plus, ...what } = KINDS_OF_ENTRY[below(KINDS_OF_ENTRY.length)]!
        const amount = BigInt(1 + below(100_000))
        const dates = { bookedOn: on, valueOn: on, paidOn: on }
        const codes = { receipt: '', delivery: 'A', nameSource: 'A', counterpartyChanged: '', form: '', level: '' }
        const other = { name: 'TESTI ESIMERKKI', counterparty: digitsOf(14), reference: digitsOf(20) }
        const archived = { number: entry, archiveId: `${digitsOf(14)}`, ...dates }
        yield [
          { record: 'entry', type: 'T10', ...archived, ...what, amount: plus ? amount : -amount, ...codes, ...other },
          detailOf(plus),
        ]
        left -= 2
      }
      yield [
        { record: 'balance', on, available: 0n },
        { record: 'dayTurnover', on },
        { record: 'dayCorrections', on },
      ]
      left -= 3
    }
  }
}
