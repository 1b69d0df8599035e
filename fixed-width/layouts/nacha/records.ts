import { orElse } from '../../field.js'
import { blank, code, flag, literal, spare, tag } from '../../fields/constants.js'
import { date } from '../../fields/dates.js'
import { cents, integer } from '../../fields/numbers.js'
import { digits, text } from '../../fields/text.js'
import { blocks, count, sum } from '../../fields/totals.js'
import { type InputsOf, type RecordsOf, record } from '../../layout.js'
import { addenda, iatAddenda } from './addenda.js'
import {
  ADV_CREDITS,
  ADV_DEBITS,
  CREDITS,
  DEBITS,
  LENGTH,
  optionalDate,
  serviceClass,
  settlementDay,
  traceNumber,
  transactionCode,
} from './fields.js'

/** Lines of a block: files are filled up to a multiple of it. */
export const BLOCK = 10

const ENTRIES = ['entry', 'iatEntry', 'advEntry'] as const
const ENTRIES_AND_ADDENDA = [...ENTRIES, ...Object.keys(addenda), ...Object.keys(iatAddenda)]
const HASH_MODULO = { modulo: 10n ** 10n }

const hash = () =>
  sum(
    10,
    ENTRIES.map((name) => `${name}.rdfi`),
    HASH_MODULO,
  )
const amounts = (width: number, codes: readonly string[]) =>
  sum(width, ['entry.amount', 'iatEntry.amount'], { where: { transactionCode: codes } })
const advAmounts = (codes: readonly string[]) => sum(20, 'advEntry.amount', { where: { transactionCode: codes } })

/** The columns that every batch header ends with. */
const batchHeaderEnd = () => ({
  effectiveEntryDate: optionalDate(),
  settlementDay: settlementDay(),
  /** 0 ADV and operator, 1 a bank under the rules, 2 a federal agency. */
  originatorStatus: code('0', '1', '2', ''),
  odfi: digits(8),
  batchNumber: integer(7),
})
const company = () => ({
  companyName: text(16),
  discretionaryData: orElse(text(20), ''),
  companyId: text(10),
})
const description = () => ({
  entryDescription: text(10),
  descriptiveDate: orElse(text(6), ''),
})
const iat = () => ({
  /** FF fixed to fixed, FV fixed to variable, VF variable to fixed. */
  exchangeIndicator: text(2),
  exchangeReferenceIndicator: text(1),
  exchangeReference: orElse(text(15), ''),
  destinationCountry: text(2),
  originatorId: text(10),
})
const iatEnd = () => ({
  entryDescription: text(10),
  originatingCurrency: text(3),
  destinationCurrency: text(3),
  ...batchHeaderEnd(),
})

export const records = {
  fileHeader: record(LENGTH, {
    type: tag('1'),
    priority: literal('01'),
    /** Routing number of the operator or bank the file goes to. */
    immediateDestination: text(10, { align: 'right' }),
    immediateOrigin: text(10, { align: 'right' }),
    createdOn: date('yymmdd'),
    createdAt: orElse(date('hhmm', { none: ' ' }), ''),
    /** A … Z and 0 … 9: tells files of one day apart. */
    fileIdModifier: text(1),
    recordSize: literal('094'),
    blockingFactor: literal('10'),
    format: literal('1'),
    destinationName: orElse(text(23), ''),
    originName: orElse(text(23), ''),
    reference: orElse(text(8), ''),
  }),
  batchHeader: record(LENGTH, {
    type: tag('5'),
    serviceClass: serviceClass(),
    ...company(),
    /** Standard entry class: what the entries are and which rules hold for them. */
    entryClass: code(
      ...['PPD', 'CCD', 'WEB', 'TEL', 'CTX', 'ACK', 'ARC', 'ATX', 'BOC', 'CIE', 'COR'],
      ...['DNE', 'ENR', 'MTE', 'POP', 'POS', 'RCK', 'SHR', 'TRC', 'TRX', 'XCK'],
    ),
    ...description(),
    ...batchHeaderEnd(),
  }),
  iatBatchHeader: record(LENGTH, {
    type: tag('5'),
    serviceClass: serviceClass(),
    // Some name the company here.
    iatIndicator: orElse(text(16), ''),
    ...iat(),
    entryClass: tag('IAT'),
    ...iatEnd(),
  }),
  /** Notifications of change for IAT entries. */
  iatNocBatchHeader: record(LENGTH, {
    type: tag('5'),
    serviceClass: serviceClass(),
    iatIndicator: tag('IATCOR'),
    _: blank(10),
    ...iat(),
    entryClass: tag('COR'),
    ...iatEnd(),
  }),
  advBatchHeader: record(LENGTH, {
    type: tag('5'),
    serviceClass: tag('280'),
    ...company(),
    entryClass: tag('ADV'),
    ...description(),
    ...batchHeaderEnd(),
  }),
  entry: record(LENGTH, {
    type: tag('6'),
    transactionCode: transactionCode(),
    /** The receiver's bank: the first eight digits of its routing number. */
    rdfi: digits(8),
    checkDigit: digits(1),
    account: text(17, { personal: true }),
    amount: cents(10),
    /** Who the receiver is to the originator; a cheque's number in ARC, BOC, RCK and XCK. */
    identification: orElse(text(15, { personal: true }), ''),
    /** In CTX, ATX and ENR the first four characters are the number of addenda. */
    name: text(22, { personal: true }),
    /** In WEB and TEL S single, R recurring. */
    discretionaryData: orElse(text(2), ''),
    addenda: flag(),
    trace: traceNumber(),
  }),
  iatEntry: record(LENGTH, {
    type: tag('6'),
    transactionCode: transactionCode(),
    /** The gateway operator, or the receiver's bank. */
    rdfi: digits(8),
    checkDigit: digits(1),
    /** 7 in most files, however many addenda follow. */
    addendaCount: integer(4),
    _: blank(13),
    amount: cents(10),
    account: text(35, { personal: true }),
    _2: blank(2),
    /** 0 nothing found, 1 a possible match with a sanctions list. */
    screening: orElse(code('', '0', '1'), ''),
    secondaryScreening: orElse(code('', '0', '1'), ''),
    addenda: flag(),
    trace: traceNumber(),
  }),
  advEntry: record(LENGTH, {
    type: tag('6'),
    transactionCode: code(...ADV_CREDITS, ...ADV_DEBITS),
    rdfi: digits(8),
    checkDigit: digits(1),
    account: text(15, { personal: true }),
    amount: cents(12),
    adviceRouting: text(9),
    fileIdentification: orElse(text(5), ''),
    operatorData: orElse(text(1), ''),
    name: text(22, { personal: true }),
    discretionaryData: orElse(text(2), ''),
    addenda: flag(),
    operatorRouting: digits(8),
    /** Day of the year on which it was made. */
    createdOnDay: digits(3),
    sequence: integer(4),
  }),
  ...addenda,
  ...iatAddenda,
  batchControl: record(LENGTH, {
    type: tag('8'),
    serviceClass: serviceClass(),
    entryAddendaCount: count(6, ENTRIES_AND_ADDENDA),
    entryHash: hash(),
    debit: amounts(12, DEBITS),
    credit: amounts(12, CREDITS),
    companyId: orElse(text(10), ''),
    authenticationCode: orElse(text(19), ''),
    _: spare(6),
    odfi: digits(8),
    batchNumber: integer(7),
  }),
  advBatchControl: record(LENGTH, {
    type: tag('8'),
    serviceClass: literal('280'),
    entryAddendaCount: count(6, ENTRIES_AND_ADDENDA),
    entryHash: hash(),
    debit: advAmounts(ADV_DEBITS),
    credit: advAmounts(ADV_CREDITS),
    operatorData: orElse(text(19), ''),
    odfi: digits(8),
    batchNumber: integer(7),
  }),
  fileControl: record(LENGTH, {
    type: tag('9'),
    batchCount: count(6, 'batchControl'),
    blockCount: blocks(6, BLOCK),
    entryAddendaCount: count(8, ENTRIES_AND_ADDENDA),
    entryHash: hash(),
    debit: amounts(12, DEBITS),
    credit: amounts(12, CREDITS),
    // Blank by the rules; some writers leave zeros.
    _: spare(39),
  }),
  advFileControl: record(LENGTH, {
    type: tag('9'),
    batchCount: count(6, 'advBatchControl'),
    blockCount: blocks(6, BLOCK),
    entryAddendaCount: count(8, ENTRIES_AND_ADDENDA),
    entryHash: hash(),
    debit: advAmounts(ADV_DEBITS),
    credit: advAmounts(ADV_CREDITS),
    _: spare(23),
  }),
}

/** A record of a NACHA file. */
export type NachaRecord = RecordsOf<typeof records>
/** A record as writing takes it: totals and running numbers may be left out. */
export type NachaInput = InputsOf<typeof records>
export type NachaRecordNamed<Name> = Extract<NachaRecord, { record: Name }>
