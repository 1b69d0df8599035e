import { orElse } from '../../field.js'
import { blank, code, tag } from '../../fields/constants.js'
import { date } from '../../fields/dates.js'
import { cents } from '../../fields/numbers.js'
import { orBlank } from '../../fields/open.js'
import { digits, text } from '../../fields/text.js'
import { serial } from '../../fields/totals.js'
import { record } from '../../layout.js'
import { LENGTH, optionalDate, settlementDay, traceNumber } from './fields.js'

const DISHONORED = ['R61', 'R62', 'R67', 'R68', 'R69', 'R70'] as const
const CONTESTED = ['R71', 'R72', 'R73', 'R74', 'R75', 'R76', 'R77'] as const
const REFUSED = ['C61', 'C62', 'C63', 'C64', 'C65', 'C66', 'C67', 'C68', 'C69'] as const

/** The columns that all IAT addenda end with: the last seven digits of their entry's trace number. */
const entrySequence = () => digits(7)

/** Addenda records of entries that are not IAT, and those of returns and notifications of change. */
export const addenda = {
  /** Of POS, MTE and SHR entries: at which terminal it was. */
  addenda02: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('02'),
    referenceOne: text(7),
    referenceTwo: text(3),
    terminalId: text(6),
    transactionSerial: text(6),
    /** Month and day, `1224`. */
    transactionDate: digits(4),
    authorization: text(6),
    terminalLocation: text(27),
    terminalCity: text(15),
    terminalState: text(2),
    trace: traceNumber(),
  }),
  /** Payment information; CTX entries have up to 9999 of them. */
  addenda05: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('05'),
    paymentInformation: text(80, { personal: true }),
    sequence: serial(4, 'addenda05', { within: 'entry' }),
    entrySequence: entrySequence(),
  }),
  /** Notification of change: the entry was posted, and next time this should stand in it. */
  addenda98: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('98'),
    /** C01 account, C02 routing number, C03 both, C05 transaction code, … */
    changeCode: text(3),
    originalTrace: traceNumber(),
    _: blank(6),
    originalRdfi: digits(8),
    correctedData: text(29, { personal: true }),
    _2: blank(15),
    trace: traceNumber(),
  }),
  /** The ODFI does not accept a notification of change. */
  addenda98Refused: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('98'),
    refusalCode: tag(...REFUSED),
    originalTrace: traceNumber(),
    _: blank(6),
    originalRdfi: digits(8),
    correctedData: text(29, { personal: true }),
    changeCode: text(3),
    /** Last seven digits of the notification's trace number. */
    traceSequence: digits(7),
    _2: blank(5),
    trace: traceNumber(),
  }),
  /** The entry comes back. */
  addenda99: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('99'),
    /** R01 no funds, R02 account closed, R03 no account, … */
    returnCode: text(3),
    originalTrace: traceNumber(),
    /** Of returns R14 and R15 only. */
    dateOfDeath: optionalDate(),
    originalRdfi: digits(8),
    information: orElse(text(44), ''),
    trace: traceNumber(),
  }),
  /** The ODFI sends a return back. */
  addenda99Dishonored: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('99'),
    dishonoredCode: tag(...DISHONORED),
    originalTrace: traceNumber(),
    _: blank(6),
    originalRdfi: digits(8),
    _2: blank(3),
    returnTrace: traceNumber(),
    returnSettlementDay: settlementDay(),
    /** Of the return, without its R. */
    returnCode: text(2),
    information: orElse(text(21), ''),
    trace: traceNumber(),
  }),
  /** The RDFI stands by its return. */
  addenda99Contested: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('99'),
    contestedCode: tag(...CONTESTED),
    originalTrace: traceNumber(),
    returnedOn: optionalDate(),
    originalRdfi: digits(8),
    originalSettlementDay: settlementDay(),
    returnTrace: traceNumber(),
    returnSettlementDay: settlementDay(),
    returnCode: text(2),
    dishonoredTrace: traceNumber(),
    dishonoredSettlementDay: settlementDay(),
    dishonoredCode: text(2),
    _: blank(1),
    trace: traceNumber(),
  }),
}

/** A bank as IAT addenda name it. */
const bank = () => ({
  name: text(35),
  /** 01 national clearing system, 02 BIC, 03 IBAN. */
  idQualifier: code('01', '02', '03', ''),
  id: text(34),
  branchCountry: text(3),
})

/** Addenda of IAT entries: 10 to 16 stand in each, 17 at most twice, 18 at most five times. */
export const iatAddenda = {
  addenda10: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('10'),
    /** Kind of payment, such as ANN annuity, BUS business, SAL salary, WEB; and, of a second entry, its class. */
    transactionType: text(3),
    /** In the currency of destination, in its minor unit; 0 where it is not known. */
    foreignAmount: cents(18),
    foreignTrace: text(22),
    receiverName: text(35, { personal: true }),
    _: blank(6),
    entrySequence: entrySequence(),
  }),
  addenda11: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('11'),
    originatorName: text(35, { personal: true }),
    originatorStreet: text(35, { personal: true }),
    _: blank(14),
    entrySequence: entrySequence(),
  }),
  addenda12: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('12'),
    /** `City*State\`. */
    originatorCity: text(35, { personal: true }),
    /** `Country*Postal code\`. */
    originatorCountry: text(35),
    _: blank(14),
    entrySequence: entrySequence(),
  }),
  addenda13: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('13'),
    ...bank(),
    _: blank(10),
    entrySequence: entrySequence(),
  }),
  addenda14: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('14'),
    ...bank(),
    _: blank(10),
    entrySequence: entrySequence(),
  }),
  addenda15: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('15'),
    receiverId: text(15, { personal: true }),
    receiverStreet: text(35, { personal: true }),
    _: blank(34),
    entrySequence: entrySequence(),
  }),
  addenda16: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('16'),
    receiverCity: text(35, { personal: true }),
    receiverCountry: text(35),
    _: blank(14),
    entrySequence: entrySequence(),
  }),
  addenda17: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('17'),
    paymentInformation: text(80, { personal: true }),
    sequence: serial(4, 'addenda17', { within: 'iatEntry' }),
    entrySequence: entrySequence(),
  }),
  /** A correspondent bank on the way. */
  addenda18: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('18'),
    ...bank(),
    _: blank(6),
    sequence: serial(4, 'addenda18', { within: 'iatEntry' }),
    entrySequence: entrySequence(),
  }),
  iatAddenda98: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('98'),
    changeCode: text(3),
    originalTrace: traceNumber(),
    _: blank(6),
    originalRdfi: digits(8),
    correctedData: text(35, { personal: true }),
    _2: blank(9),
    trace: traceNumber(),
  }),
  iatAddenda99: record(LENGTH, {
    type: tag('7'),
    typeCode: tag('99'),
    returnCode: text(3),
    originalTrace: traceNumber(),
    dateOfDeath: orElse(date('yymmdd', { none: ' ' }), ''),
    originalRdfi: digits(8),
    originalAmount: orBlank(cents(10)),
    information: orElse(text(34), ''),
    trace: traceNumber(),
  }),
}
