import { orElse } from '../field.js'
import { literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents, integer } from '../fields/numbers.js'
import { orBlank } from '../fields/open.js'
import { digits, text } from '../fields/text.js'
import { count, serial } from '../fields/totals.js'
import { inOrder, oneOf, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record, spread } from '../layout.js'

const LENGTH = 240
const BATCHES = ['titlesHeader', 'batchHeader'] as const

/** Segments that may stand behind a title; T and U are one. */
const OTHER_SEGMENTS = [...'ABCDEFGHIJKLMNOPQRSVWXYZ'] as unknown as readonly [string, string, ...string[]]

/** Columns that the standard leaves to itself or to the bank, kept as they came. Their names say where they stand. */
const own = (width: number) => orElse(text(width), '')
const day = () => orBlank(date('ddmmyyyy', { none: '0' }))
const amount = () => orBlank(cents(15))
const bank = () => digits(3)
/** Batches are numbered from 1; every record of a batch says its number. */
const batch = () => serial(4, BATCHES, { within: 'file' })

/** Records of a batch are numbered from 1 behind its header. */
const numberInBatch = () => serial(5, '*', { within: 'titlesHeader', from: 0 })

/** The company's account, as all headers have it. */
const account = () => ({
  agreement: own(20),
  branch: own(5),
  branchCheck: own(1),
  account: own(12),
  accountCheck: own(1),
  branchAccountCheck: own(1),
  companyName: text(30),
})

const records = {
  fileHeader: record(LENGTH, {
    bank: bank(),
    batch: literal('0000'),
    type: tag('0'),
    columns9to17: own(9),
    /** 1 CPF, of a person; 2 CNPJ, of a company. */
    registrationType: own(1),
    registration: digits(14),
    ...account(),
    bankName: text(30),
    columns133to142: own(10),
    /** 1 to the bank (remessa), 2 from the bank (retorno). */
    direction: digits(1),
    createdOn: date('ddmmyyyy'),
    createdAt: orBlank(date('hhmmss')),
    /** Running number of the file. */
    fileNumber: integer(6),
    layoutVersion: digits(3),
    density: own(5),
    bankUse: own(20),
    companyUse: own(20),
    columns212to240: own(29),
  }),
  /** A batch of collected titles: operation T, service 01. */
  titlesHeader: record(LENGTH, {
    bank: bank(),
    batch: batch(),
    type: tag('1'),
    operation: tag('T'),
    service: tag('01'),
    columns12to13: own(2),
    layoutVersion: digits(3),
    column17: own(1),
    registrationType: own(1),
    registration: digits(15),
    ...account(),
    messageOne: own(40),
    messageTwo: own(40),
    returnNumber: orBlank(integer(8)),
    recordedOn: day(),
    creditedOn: day(),
    columns208to240: own(33),
  }),
  /** One title and what happened to it: segment T and, on the line after it, segment U. */
  title: spread(
    record(LENGTH, {
      bank: bank(),
      batch: batch(),
      type: tag('3'),
      number: numberInBatch(),
      segment: tag('T'),
      column15: own(1),
      /** What happened: 02 registered, 03 refused, 06 paid, 09 taken off, … */
      movement: digits(2),
      branch: own(5),
      branchCheck: own(1),
      account: own(12),
      accountCheck: own(1),
      branchAccountCheck: own(1),
      /** The bank's number of the title (nosso número). */
      bankNumber: text(20),
      portfolio: own(1),
      documentNumber: own(15),
      dueOn: day(),
      amount: cents(15),
      collectingBank: orBlank(digits(3)),
      collectingBranch: own(5),
      collectingBranchCheck: own(1),
      /** The company's own number of the title. */
      control: own(25),
      currency: own(2),
      payerRegistrationType: own(1),
      payerRegistration: orElse(text(15, { personal: true }), ''),
      payer: orElse(text(40, { personal: true }), ''),
      contract: own(10),
      fee: amount(),
      /** Up to five codes of two characters: why it was refused, or how it was paid. */
      reasons: own(10),
      columns224to240: own(17),
    }),
    record(LENGTH, {
      bankU: bank(),
      batchU: batch(),
      typeU: tag('3'),
      numberU: numberInBatch(),
      segmentU: tag('U'),
      column15U: own(1),
      movementU: digits(2),
      /** Interest, fine and other charges. */
      charges: amount(),
      discount: amount(),
      rebate: amount(),
      /** Tax on financial operations. */
      iof: amount(),
      paid: amount(),
      /** What is credited to the company. */
      credited: amount(),
      otherExpenses: amount(),
      otherCredits: amount(),
      occurredOn: day(),
      creditedOn: day(),
      payerOccurrence: own(4),
      payerOccurredOn: day(),
      payerAmount: amount(),
      payerComplement: own(30),
      correspondentBank: own(3),
      correspondentNumber: own(20),
      columns234to240: own(7),
    }),
  ),
  /** More about the title before, in a segment that this layout does not take apart, such as Y: kept as it came. */
  titleSegment: record(LENGTH, {
    bank: bank(),
    batch: batch(),
    type: tag('3'),
    number: numberInBatch(),
    segment: tag(...OTHER_SEGMENTS),
    columns15to240: own(226),
  }),
  titlesTrailer: record(LENGTH, {
    bank: bank(),
    batch: batch(),
    type: tag('5'),
    columns9to17: own(9),
    /** Lines of the batch, its header and trailer included. */
    count: count(6, '*'),
    // By the standard titles of the batch by portfolio; many banks leave zeros, so they are not compared.
    simpleTitles: orBlank(integer(6)),
    simpleAmount: orBlank(cents(17)),
    linkedTitles: orBlank(integer(6)),
    linkedAmount: orBlank(cents(17)),
    pledgedTitles: orBlank(integer(6)),
    pledgedAmount: orBlank(cents(17)),
    discountedTitles: orBlank(integer(6)),
    discountedAmount: orBlank(cents(17)),
    notice: own(8),
    columns124to240: own(117),
  }),
  /** A batch of anything else, such as payments or statements. */
  batchHeader: record(LENGTH, {
    bank: bank(),
    batch: batch(),
    type: tag('1'),
    operation: own(1),
    service: own(2),
    columns12to240: own(229),
  }),
  /** A record of such a batch, kept as it came. */
  segment: record(LENGTH, {
    bank: bank(),
    batch: batch(),
    /** 2 and 4 stand before and behind the details (3) of some batches. */
    type: tag('2', '3', '4'),
    columns9to13: own(5),
    segment: own(1),
    columns15to240: own(226),
  }),
  batchTrailer: record(LENGTH, {
    bank: bank(),
    batch: batch(),
    type: tag('5'),
    columns9to17: own(9),
    count: count(6, '*'),
    columns24to240: own(217),
  }),
  fileTrailer: record(LENGTH, {
    bank: bank(),
    batch: literal('9999'),
    type: tag('9'),
    columns9to17: own(9),
    batchCount: count(6, BATCHES),
    count: count(6, '*'),
    accountCount: orBlank(integer(6)),
    columns36to240: own(205),
  }),
}

export type Cnab240Record = RecordsOf<typeof records>
export type Cnab240Input = InputsOf<typeof records>

/**
 * Files between Brazilian banks and companies after FEBRABAN's standard of 240 columns: batches of titles returned by the
 * bank, each title on two lines (segments T and U); batches of other services are counted and kept as they came.
 */
export const cnab240 = layout('cnab240', {
  summary: 'Return files of Brazilian banks (CNAB 240, FEBRABAN), from the bank; titles from segments T and U.',
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'either', lastMayLackEnd: true },
  records,
  frame: [
    'fileHeader',
    repeat(
      oneOf(
        inOrder('titlesHeader', repeat(oneOf('title', 'titleSegment')), 'titlesTrailer'),
        inOrder('batchHeader', repeat('segment'), 'batchTrailer'),
      ),
    ),
    'fileTrailer',
  ],
  rules: {
    title: (record) => {
      const differs = (['bank', 'movement'] as const).find((field) => record[field] !== record[`${field}U`])
      if (differs === undefined) return undefined
      return { field: `${differs}U`, expected: `${record[differs]}, as in segment T` }
    },
  },
  sample,
})
export default cnab240

/** The file trailer counts lines in six digits. */
const MOST_LINES = 999_990
const TITLES_OF_A_BATCH = 200
const PAYERS = ['ANA EXEMPLO', 'BRUNO MODELO', 'CLARA FICTICIA', 'DAVI INVENTADO', 'EVA AMOSTRA']
const BANK = '104'
const ACCOUNT = { branch: '09999', branchCheck: '9', account: '999999000000', companyName: 'EMPRESA EXEMPLO LTDA' }

/** A return file of titles of an invented company. */
function* sample(random: () => number, records: number): Generator<Cnab240Input> {
  const upTo = (most: number) => Math.floor(random() * most)
  const day = `2026-03-${String(1 + upTo(28)).padStart(2, '0')}`
  const bank = BANK
  const number = { fileNumber: 1 + upTo(9999), layoutVersion: '040' }
  const created = { createdOn: day, createdAt: '05:55:11' }
  const registration = '99999999000191'
  const bankName = 'C ECON FEDERAL'
  yield { record: 'fileHeader', bank, registration, ...ACCOUNT, bankName, direction: '2', ...created, ...number }
  const due = Math.min(records, MOST_LINES)
  let lines = 2
  while (lines + 3 < due) {
    const version = { layoutVersion: '030', returnNumber: number.fileNumber, recordedOn: day }
    yield { record: 'titlesHeader', bank, registration: `0${registration}`, ...ACCOUNT, ...version }
    const titles = Math.max(1, Math.min(1 + upTo(TITLES_OF_A_BATCH), Math.floor((due - lines - 2) / 2)))
    for (let i = 0; i < titles; i++) yield titleOf(upTo, day)
    yield { record: 'titlesTrailer', bank }
    lines += 2 + 2 * titles
  }
  yield { record: 'fileTrailer', bank }
}

function titleOf(upTo: (most: number) => number, day: string): Extract<Cnab240Input, { record: 'title' }> {
  const paid = upTo(5) > 0
  const amount = BigInt(100 + upTo(500_000))
  const movement = paid ? '06' : '02'
  return {
    record: 'title',
    bank: BANK,
    bankU: BANK,
    movement,
    movementU: movement,
    branch: ACCOUNT.branch,
    account: ACCOUNT.account,
    bankNumber: String(24_000_000 + upTo(999_999)),
    portfolio: '1',
    documentNumber: String(upTo(999_999)),
    dueOn: day,
    amount,
    payer: PAYERS[upTo(PAYERS.length)]!,
    fee: 125n,
    paid: paid ? amount : 0n,
    credited: paid ? amount : 0n,
    occurredOn: day,
    creditedOn: paid ? day : '',
  }
}
