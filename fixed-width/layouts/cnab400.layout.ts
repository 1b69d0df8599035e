import { orElse } from '../field.js'
import { literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents, integer } from '../fields/numbers.js'
import { orBlank } from '../fields/open.js'
import { digits, text } from '../fields/text.js'
import { count, serial, sum } from '../fields/totals.js'
import { inOrder, oneOf, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record } from '../layout.js'

const LENGTH = 400

/** Columns that banks use in different ways, kept as they came. Their names say where they stand. */
const own = (width: number) => orElse(text(width), '')
const day = () => orBlank(date('ddmmyy', { none: '0' }))
const amount = () => orBlank(cents(13))
/** Every line of the file, counted from 1. */
const line = () => serial(6, '*', { within: 'file' })

const headerStart = () => ({
  type: tag('0'),
  operation: literal('2'),
  operationName: literal('RETORNO'),
  serviceCode: digits(2),
  service: text(15),
})
/** What all banks have in columns 1 to 17 and 108 to 165 of a title. */
const company = () => ({
  /** 01 CPF, of a person; 02 CNPJ, of a company. */
  registrationType: text(2),
  registration: text(14),
})
const title = () => ({
  portfolioCode: text(1),
  /** What happened: 02 registered, 06 paid, 09 and 10 taken off, 17 paid without being registered; each bank has its list. */
  occurrence: digits(2),
  occurredOn: day(),
  documentNumber: text(10),
})

const records = {
  /** Of banks other than Itaú. */
  header: record(LENGTH, {
    ...headerStart(),
    company: text(20),
    companyName: text(30),
    bank: digits(3),
    bankName: text(15),
    createdOn: date('ddmmyy'),
    columns101to394: own(294),
    line: line(),
  }),
  /** One title and what happened to it, as far as banks agree about the columns. */
  detail: record(LENGTH, {
    /** 7 at Banco do Brasil, 1 elsewhere. */
    type: tag('1', '7'),
    ...company(),
    columns18to37: own(20),
    /** The company's own number of the title. */
    control: own(25),
    columns63to107: own(45),
    ...title(),
    columns127to146: own(20),
    dueOn: day(),
    amount: orElse(cents(13), 0n),
    collectingBank: orBlank(digits(3)),
    collectingBranch: own(5),
    documentKind: own(2),
    columns176to253: own(78),
    paid: amount(),
    columns267to394: own(128),
    line: line(),
  }),
  /** Other records that stand among the titles, such as a bank's split of an amount, kept as they came. */
  other: record(LENGTH, {
    type: tag('2', '3', '4', '5', '6', '8'),
    columns2to394: own(393),
    line: line(),
  }),
  trailer: record(LENGTH, {
    type: tag('9'),
    operation: literal('2'),
    serviceCode: digits(2),
    bank: digits(3),
    columns8to394: own(387),
    line: line(),
  }),
  itauHeader: record(LENGTH, {
    ...headerStart(),
    branch: digits(4),
    columns31to32: own(2),
    account: digits(5),
    accountCheck: digits(1),
    columns39to46: own(8),
    companyName: text(30),
    bank: tag('341'),
    bankName: text(15),
    createdOn: date('ddmmyy'),
    density: own(5),
    densityUnit: own(3),
    /** Running number of the return file. */
    fileNumber: integer(5),
    creditedOn: day(),
    columns120to394: own(275),
    line: line(),
  }),
  itauDetail: record(LENGTH, {
    type: tag('1'),
    ...company(),
    branch: digits(4),
    columns22to23: own(2),
    account: digits(5),
    accountCheck: text(1),
    columns30to37: own(8),
    /** The company's own number of the title. */
    control: own(25),
    /** The bank's number of the title (nosso número). */
    bankNumber: text(8),
    columns71to82: own(12),
    portfolio: digits(3),
    bankNumberAgain: text(8),
    bankNumberCheck: text(1),
    columns95to107: own(13),
    ...title(),
    bankNumberConfirmed: text(8),
    columns135to146: own(12),
    dueOn: day(),
    amount: cents(13),
    collectingBank: orBlank(digits(3)),
    collectingBranch: own(5),
    documentKind: own(2),
    fee: amount(),
    columns189to214: own(26),
    /** Tax on financial operations. */
    iof: amount(),
    rebate: amount(),
    discount: amount(),
    /** What was paid on the title itself and credited. */
    paid: amount(),
    interestAndFine: amount(),
    otherCredits: amount(),
    electronic: own(1),
    columns294to295: own(2),
    creditedOn: day(),
    cancelledInstruction: own(4),
    columns306to324: own(19),
    payer: orElse(text(30, { personal: true }), ''),
    columns355to377: own(23),
    /** Up to four codes of two characters: why a title or instruction was refused. */
    errors: own(8),
    columns386to392: own(7),
    /** How it was paid, such as B2 or AC. */
    settlementCode: own(2),
    line: line(),
  }),
  itauTrailer: record(LENGTH, {
    type: tag('9'),
    operation: literal('2'),
    serviceCode: digits(2),
    bank: tag('341'),
    columns8to17: own(10),
    simpleTitles: orBlank(integer(8)),
    simpleAmount: orBlank(cents(14)),
    simpleNotice: own(8),
    columns48to57: own(10),
    linkedTitles: orBlank(integer(8)),
    linkedAmount: orBlank(cents(14)),
    linkedNotice: own(8),
    columns88to177: own(90),
    bookEntryTitles: orBlank(integer(8)),
    bookEntryAmount: orBlank(cents(14)),
    bookEntryNotice: own(8),
    fileControl: own(5),
    /** Titles of the file and their amounts. */
    count: count(8, 'itauDetail'),
    sum: sum(14, 'itauDetail.amount'),
    columns235to394: own(160),
    line: line(),
  }),
}

export type Cnab400Record = RecordsOf<typeof records>
export type Cnab400Input = InputsOf<typeof records>

/**
 * Return files of Brazilian banks about collected titles (CNAB 400, cobrança, retorno): header, titles, trailer, lines
 * numbered through the file. Banks agree about few columns: Itaú’s are read in full, with the trailer’s totals; of other
 * banks the common ones are, and what is their own is kept as it came.
 */
export const cnab400 = layout('cnab400', {
  summary: 'Return files of Brazilian banks about collected titles (CNAB 400), from the bank; Itaú’s in full.',
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'either', lastMayLackEnd: true },
  records,
  frame: [
    oneOf(
      inOrder('itauHeader', repeat('itauDetail'), 'itauTrailer'),
      inOrder('header', repeat(oneOf('detail', 'other')), 'trailer'),
    ),
  ],
  sample,
})
export default cnab400

/** Lines are numbered in six digits. */
const MOST_LINES = 999_999
const PAYERS = ['ANA EXEMPLO', 'BRUNO MODELO', 'CLARA FICTICIA', 'DAVI INVENTADO', 'EVA AMOSTRA']
const OCCURRENCES = ['06', '06', '06', '02', '09']

/** A return file of Itaú about titles of an invented company. */
function* sample(random: () => number, records: number): Generator<Cnab400Input> {
  const upTo = (most: number) => Math.floor(random() * most)
  const createdOn = `2026-03-${String(1 + upTo(28)).padStart(2, '0')}`
  const registration = '99999999000191'
  const own = { branch: '9999', account: '99999' }
  const service = { serviceCode: '01', service: 'COBRANCA' }
  const company = { ...own, accountCheck: '9', companyName: 'EMPRESA EXEMPLO LTDA', bankName: 'BANCO ITAU S.A.' }
  yield { record: 'itauHeader', ...service, ...company, createdOn, fileNumber: 1 + upTo(9999), creditedOn: createdOn }
  for (let line = 2; line < Math.min(records, MOST_LINES); line++) {
    const bankNumber = String(10_000_000 + upTo(89_999_999))
    const occurrence = OCCURRENCES[upTo(OCCURRENCES.length)]!
    const amount = BigInt(100 + upTo(500_000))
    yield {
      record: 'itauDetail',
      registrationType: '02',
      registration,
      ...own,
      accountCheck: '9',
      bankNumber,
      portfolio: '109',
      bankNumberAgain: bankNumber,
      bankNumberCheck: String(upTo(10)),
      portfolioCode: 'I',
      occurrence,
      occurredOn: createdOn,
      documentNumber: String(line),
      bankNumberConfirmed: bankNumber,
      dueOn: createdOn,
      amount,
      collectingBank: '341',
      fee: 333n,
      paid: occurrence === '06' ? amount : 0n,
      creditedOn: occurrence === '06' ? createdOn : '',
      payer: PAYERS[upTo(PAYERS.length)]!,
    }
  }
  yield { record: 'itauTrailer', serviceCode: '01' }
}
