import type { Decoder } from '../../bus/flow.js'
import { orElse } from '../field.js'
import { blank, code, flag, literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents, integer } from '../fields/numbers.js'
import { digits, digitsLeft, text } from '../fields/text.js'
import { count, sha256, sum } from '../fields/totals.js'
import { atLeastOnce, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record, type Stream } from '../layout.js'
import { latinLetters } from '../transliteration.js'

const LENGTH = 200
const reference = () => orElse(digits(20, { leadingZeros: 'dropped' }), '')

const records = {
  header: record(LENGTH, {
    type: tag('G0'),
    length: literal('200'),
    version: literal('001'),
    sender: text(8),
    company: text(8),
    /** One more on each run; never used again for other bytes. */
    batchId: integer(12),
    /** Wall clock of the hub, `2026-03-02T04:00:00`. */
    created: date('yyyymmddHHMMSS'),
    currency: text(3),
    /** T for a test, P for production. */
    mode: code('T', 'P'),
    periodFrom: date('yyyymmdd'),
    periodTo: date('yyyymmdd'),
    _: blank(130),
  }),
  voucher: record(LENGTH, {
    type: tag('G1'),
    /** Vouchers of the file counted from 1. */
    seq: integer(8),
    voucherType: text(2),
    /** 0: the ledger numbers it. */
    number: orElse(integer(8), 0),
    date: date('yyyymmdd'),
    period: date('yymm'),
    description: text(40, { mayCut: true }),
    reference: reference(),
    providerId: orElse(text(36), ''),
    rowCount: count(4, 'row'),
    debit: sum(15, 'row.amount', { where: { side: '+' } }),
    credit: sum(15, 'row.amount', { where: { side: '-' } }),
    correction: orElse(flag(), false),
    corrects: orElse(text(20), ''),
    _: blank(17),
  }),
  row: record(LENGTH, {
    type: tag('G2'),
    seq: integer(8),
    row: integer(4),
    account: digitsLeft(8),
    costCentre: orElse(text(8), ''),
    project: orElse(text(8), ''),
    function: orElse(text(8), ''),
    /** + debit, - credit. */
    side: code('+', '-'),
    amount: cents(15),
    vatCode: orElse(text(3), ''),
    /** Hundredths of a per cent: 25,50 % is 2550. */
    vatRate: orElse(integer(5), 0),
    vat: orElse(cents(15), 0n),
    valueDate: date('yyyymmdd'),
    text: text(40, { mayCut: true }),
    reference: reference(),
    _: blank(47),
  }),
  trailer: record(LENGTH, {
    type: tag('G9'),
    vouchers: count(8, 'voucher'),
    rows: count(8, 'row'),
    records: count(8, '*'),
    debit: sum(18, 'row.amount', { where: { side: '+' } }),
    credit: sum(18, 'row.amount', { where: { side: '-' } }),
    corrections: count(8, 'voucher', { where: { correction: true } }),
    correctionSum: sum(18, 'voucher.debit', { where: { correction: true } }),
    accounts: sum(14, 'row.account', { modulo: 10n ** 14n }),
    hash: sha256(),
    _: blank(34),
  }),
}

export type HubGlRecord = RecordsOf<typeof records>
type Input<Name> = Extract<InputsOf<typeof records>, { record: Name }>
type Derived = 'record' | 'seq' | 'row' | 'rowCount' | 'debit' | 'credit' | 'period'

export type HubGlHeader = Omit<Input<'header'>, 'record'>
/** A posting row; `amount` in cents, debit where `side` is +. */
export type HubGlRow = Omit<Input<'row'>, Derived>
/** A voucher with its rows. The period is the month of its date unless told. */
export type HubGlVoucher = Omit<Input<'voucher'>, Derived> & {
  readonly period?: string
  readonly rows: readonly HubGlRow[]
}
/** One batch. No vouchers make an empty day: a header and a trailer of zeros. */
export interface HubGlFile {
  readonly header: HubGlHeader
  readonly vouchers: Stream<HubGlVoucher>
}

/**
 * General-ledger vouchers, HUB-GL/1. Every voucher balances (debit = credit = its rows) or the batch is refused with
 * HUB_VOUCHER_UNBALANCED; the trailer's hash covers all records before it with their line ends.
 */
export const hubGl = layout('hub-gl', {
  summary: 'General-ledger vouchers, HUB-GL/1: from the hub to the ledger, one batch per file.',
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'crlf' },
  records,
  frame: ['header', repeat('voucher', atLeastOnce('row')), 'trailer'],
  balances: [{ record: 'voucher', fields: ['debit', 'credit'], otherwise: 'HUB_VOUCHER_UNBALANCED' }],
  transliterate: latinLetters,
  file: recordsOf,
  sample: sampleOf,
})
export default hubGl

async function* recordsOf({ header, vouchers }: HubGlFile): AsyncGenerator<readonly InputsOf<typeof records>[]> {
  yield [{ ...header, record: 'header' }]
  let seq = 0
  for await (const voucher of vouchers) {
    seq++
    const group: InputsOf<typeof records>[] = [voucherRecord(voucher, seq)]
    for (const row of voucher.rows) group.push(rowRecord(row, seq, group.length))
    yield group
  }
  yield [{ record: 'trailer' }]
}

// Property by property: spreading would cost more than writing the record.
const voucherRecord = (voucher: HubGlVoucher, seq: number): Input<'voucher'> => ({
  record: 'voucher',
  seq,
  voucherType: voucher.voucherType,
  number: voucher.number,
  date: voucher.date,
  period: voucher.period ?? voucher.date.slice(0, 7),
  description: voucher.description,
  reference: voucher.reference,
  providerId: voucher.providerId,
  correction: voucher.correction,
  corrects: voucher.corrects,
})

const rowRecord = (given: HubGlRow, seq: number, row: number): Input<'row'> => ({
  record: 'row',
  seq,
  row,
  account: given.account,
  costCentre: given.costCentre,
  project: given.project,
  function: given.function,
  side: given.side,
  amount: given.amount,
  vatCode: given.vatCode,
  vatRate: given.vatRate,
  vat: given.vat,
  valueDate: given.valueDate,
  text: given.text,
  reference: given.reference,
})

/** Reads a batch back voucher by voucher; its header and totals are checked and not given. */
export const hubGlVouchers: Decoder<HubGlVoucher> = { name: 'hub-gl vouchers', read: vouchersOf }

async function* vouchersOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<HubGlVoucher> {
  let open: (HubGlVoucher & { rows: HubGlRow[] }) | undefined
  for await (const found of hubGl.read(bytes)) {
    if (found.record === 'row') {
      const { record: _, seq: _seq, row: _row, ...row } = found
      open?.rows.push(row)
      continue
    }
    if (open !== undefined) yield open
    open = undefined
    if (found.record === 'voucher') {
      const { record: _, seq: _seq, rowCount: _count, debit: _debit, credit: _credit, ...voucher } = found
      open = { ...voucher, rows: [] }
    }
  }
}

const DAY_MS = 86_400_000
const FIRST_DAY = Date.UTC(2026, 0, 1)
const VOUCHERS_A_DAY = 5_000
const ACCOUNTS = ['1739', '1791', '3271', '3276', '4300', '4320', '4361', '29391']
const TEXTS = ['KÄSITTELYMAKSU', 'LUKUVUOSIMAKSU', 'PALAUTUS', 'OPPIMATERIAALI', 'TILAVUOKRA', 'KURSSIMAKSU']

/** A batch of balanced vouchers with two to five rows each, one of them on the other side of all the others. */
function* sampleOf(random: () => number, wanted: number): Generator<readonly InputsOf<typeof records>[]> {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const dayOf = (seq: number) =>
    new Date(FIRST_DAY + Math.floor(seq / VOUCHERS_A_DAY) * DAY_MS).toISOString().slice(0, 10)
  const from = dayOf(0)
  const until = dayOf(Math.max(0, Math.floor(wanted / 4)))
  yield [{ record: 'header', ...HEADER, batchId: 1 + Math.floor(random() * 99_999), periodFrom: from, periodTo: until }]
  let day = from
  let made = 2
  for (let seq = 1; made < wanted; seq++) {
    if (seq % VOUCHERS_A_DAY === 0) day = dayOf(seq)
    const rows = 1 + Math.floor(random() * 4)
    const said = one(TEXTS)
    const group: InputsOf<typeof records>[] = [
      voucherRecord({ voucherType: 'VM', date: day, description: said, rows: [] }, seq),
    ]
    let whole = 0
    for (let row = 1; row <= rows; row++) {
      const amount = 100 + Math.floor(random() * 200_000)
      whole += amount
      group.push(
        rowRecord({ account: one(ACCOUNTS), side: '-', amount: BigInt(amount), valueDate: day, text: said }, seq, row),
      )
    }
    group.push(
      rowRecord({ account: '1701', side: '+', amount: BigInt(whole), valueDate: day, text: said }, seq, rows + 1),
    )
    made += group.length
    yield group
  }
  yield [{ record: 'trailer' }]
}
const HEADER = {
  sender: 'HUB',
  company: 'UNI1',
  created: '2026-03-02T04:00:00',
  currency: 'EUR',
  mode: 'T',
} as const
