import { orElse } from '../field.js'
import { overpunched } from '../fields/cobol.js'
import { blank, code, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { exactly } from '../fields/open.js'
import { digits, text } from '../fields/text.js'
import { sum } from '../fields/totals.js'
import { atLeastOnce, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record } from '../layout.js'

const LENGTH = 120

/** Which account: the same columns in every record, around those of the operation. */
const bank = () => digits(5)
const account = {
  branch: digits(5),
  currency: text(3),
  /** How many decimals the amounts have: 2 says that they are cents. */
  decimals: code('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
  _2: blank(1),
  account: text(11),
}
const amount = () => overpunched(14)

const records = {
  opening: record(LENGTH, {
    type: tag('01'),
    bank: bank(),
    _1: blank(4),
    ...account,
    _3: blank(2),
    date: date('ddmmyy'),
    _4: blank(50),
    balance: amount(),
    /** Reserved; some banks give the days of the statement here. */
    reserved: orElse(text(16), ''),
  }),
  operation: record(LENGTH, {
    type: tag('04'),
    bank: bank(),
    /** The bank's own code of the operation. */
    ownCode: text(4),
    ...account,
    /** The code that all banks share, such as B1 for a direct debit. */
    code: text(2),
    bookedOn: date('ddmmyy'),
    rejection: text(2),
    valueOn: date('ddmmyy', { none: ' ' }),
    label: text(31, { personal: true }),
    /** Reserved; some banks go on with the label here. */
    reserved: orElse(text(2), ''),
    number: text(7),
    /** 1: free of the bank's commission. */
    exoneration: text(1),
    /** 1: not at the account holder's disposal. */
    unavailability: text(1),
    amount: amount(),
    reference: text(16),
  }),
  /** More about the operation before it, told apart by a qualifier such as LIB (label), NPY (payer), RCN (references). */
  detail: record(LENGTH, {
    type: tag('05'),
    bank: bank(),
    ownCode: text(4),
    ...account,
    code: text(2),
    bookedOn: date('ddmmyy'),
    _3: blank(5),
    qualifier: exactly(3),
    text: text(70, { personal: true }),
    _4: blank(2),
  }),
  closing: record(LENGTH, {
    type: tag('07'),
    bank: bank(),
    _1: blank(4),
    ...account,
    _3: blank(2),
    date: date('ddmmyy'),
    _4: blank(50),
    balance: sum(amount(), ['opening.balance', 'operation.amount']),
    reserved: orElse(text(16), ''),
  }),
}

type Account = Readonly<Record<'account' | 'currency' | 'decimals', string>>

/** A statement is of one account, in one currency, with as many decimals throughout. */
function sameAccount(record: Account, opening: Account | undefined) {
  if (opening === undefined) return undefined
  for (const field of ['account', 'currency', 'decimals'] as const)
    if (record[field] !== opening[field]) return { field, expected: `${opening[field]}, as the statement began` }
  return undefined
}

/** A record of a CFONB 120 statement. */
export type Cfonb120Record = RecordsOf<typeof records>
type Input = InputsOf<typeof records>

/**
 * Account statements of French banks (CFONB, 120 characters): opening balance, operations with details, closing balance, one
 * account after the other. Amounts carry their sign in the last character; they are whole units of their last decimal.
 */
export const cfonb120 = layout('cfonb120', {
  summary: 'Account statements of French banks (CFONB, 120 characters), from the bank.',
  encoding: 'iso-8859-1',
  lines: { write: 'lf', read: 'either', lastMayLackEnd: true, emptyIgnored: true },
  records,
  rules: {
    operation: (record, before) => sameAccount(record, before.opening),
    closing: (record, before) => sameAccount(record, before.opening),
  },
  sample,
  frame: [atLeastOnce('opening', repeat('operation', repeat('detail')), 'closing')],
})
export default cfonb120

/** Statements of up to a hundred operations, one account after the other. */
function* sample(random: () => number, wanted: number): Generator<Input> {
  const below = (limit: number) => Math.floor(random() * limit)
  const LABELS = [
    'PRLV SEPA EXEMPLE',
    'VIR SEPA DEMONSTRATION',
    'F COMMISSION D INTERVENTION',
    'REMISE CHEQUES',
  ] as const
  const QUALIFIERS = ['LIB', 'NPY', 'RCN', 'REF'] as const
  let left = wanted
  do {
    const [date, next] = ['2026-03-16', '2026-03-17']
    const account = {
      bank: String(10_000 + below(20_000)),
      branch: String(below(100_000)).padStart(5, '0'),
      currency: 'EUR',
      decimals: '2' as const,
      account: String(below(10 ** 11)).padStart(11, '0'),
    }
    const balance = BigInt(below(10_000_000)) - 2_000_000n
    yield { record: 'opening', ...account, date, balance }
    left -= 2
    for (let i = 0; i < 100 && left > 0; i++) {
      const label = LABELS[below(LABELS.length)]!
      const booked = { ...account, ownCode: String(below(10_000)).padStart(4, '0'), code: 'B1', bookedOn: next }
      const codes = { rejection: '', number: '0000000', exoneration: '0', unavailability: '0' }
      const amount = BigInt(below(200_000)) - 100_000n
      yield {
        record: 'operation',
        ...booked,
        ...codes,
        valueOn: next,
        label,
        amount,
        reference: `REF${below(10 ** 9)}`,
      }
      left--
      for (let details = below(3); details > 0; details--) {
        const qualifier = QUALIFIERS[below(QUALIFIERS.length)]!
        yield { record: 'detail', ...booked, qualifier, text: `EXEMPLE ${below(10 ** 9)}` }
        left--
      }
    }
    yield { record: 'closing', ...account, date: next }
  } while (left > 0)
}
