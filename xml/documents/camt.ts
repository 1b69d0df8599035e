import { xmlDocument } from '../document.js'
import type { XmlType } from '../schema.js'
import * as of2009 from './generated/camt-2009.js'
import * as of2019 from './generated/camt-2019.js'
import { type Amount, minorUnitsOf } from './money.js'

const camt = <Out, In>(message: string, summary: string, of: XmlType<Out, In>) =>
  xmlDocument<Out, In>(message, {
    summary: `${summary} (ISO 20022 ${message}).`,
    root: 'Document',
    namespace: `urn:iso:std:iso:20022:tech:xsd:${message}`,
    of,
  })
const REPORT = 'What has happened on an account so far today, from the bank'
const STATEMENT = 'Statement of an account, from the bank'
const NOTIFICATION = 'Single credits and debits of an account, from the bank'

/** ISO 20022 Bank To Customer Account Report of 2009, camt.052.001.02. */
export const camt052v02 = camt<of2009.Document052, of2009.Document052Input>(
  'camt.052.001.02',
  REPORT,
  of2009.document052Xml,
)
/** ISO 20022 Bank To Customer Statement of 2009, camt.053.001.02. */
export const camt053v02 = camt<of2009.Document053, of2009.Document053Input>(
  'camt.053.001.02',
  STATEMENT,
  of2009.document053Xml,
)
/** ISO 20022 Bank To Customer Debit Credit Notification of 2009, camt.054.001.02. */
export const camt054v02 = camt<of2009.Document054, of2009.Document054Input>(
  'camt.054.001.02',
  NOTIFICATION,
  of2009.document054Xml,
)
/** ISO 20022 Bank To Customer Account Report of 2019, camt.052.001.08. */
export const camt052v08 = camt<of2019.Document052, of2019.Document052Input>(
  'camt.052.001.08',
  REPORT,
  of2019.document052Xml,
)
/** ISO 20022 Bank To Customer Statement of 2019, camt.053.001.08. */
export const camt053v08 = camt<of2019.Document053, of2019.Document053Input>(
  'camt.053.001.08',
  STATEMENT,
  of2019.document053Xml,
)
/** ISO 20022 Bank To Customer Debit Credit Notification of 2019, camt.054.001.08. */
export const camt054v08 = camt<of2019.Document054, of2019.Document054Input>(
  'camt.054.001.08',
  NOTIFICATION,
  of2019.document054Xml,
)

type Sided = { readonly Amt: Amount; readonly CdtDbtInd: 'CRDT' | 'DBIT' }
/** What statements of every version have in common. */
export interface AnyStatement {
  readonly Bal: readonly (Sided & { readonly Tp: { readonly CdOrPrtry: { readonly Cd?: string } } })[]
  readonly Ntry: readonly (Sided & { readonly Sts: string | { readonly Cd?: string } })[]
}

/** The amount of a balance or an entry in minor units of its currency: above 0 for credits, below for debits. */
export const signed = ({ Amt, CdtDbtInd }: Sided): bigint =>
  CdtDbtInd === 'DBIT' ? -minorUnitsOf(Amt) : minorUnitsOf(Amt)

export interface Reconciliation {
  /** Opening and closing booked balance; undefined where the statement has none. */
  readonly opening: bigint | undefined
  readonly closing: bigint | undefined
  /** Booked entries; pending ones and information are not counted. */
  readonly entries: bigint
  /** What is between opening with entries and closing: 0n where the statement adds up. */
  readonly difference: bigint | undefined
}

/**
 * Whether a statement adds up, in minor units: the opening balance (OPBD, else the previous closing one, PRCD), what was
 * booked, and the closing balance (CLBD). Banks do send statements that do not, such as a part of a day, so it is told here
 * and not refused on reading.
 */
export function reconcile({ Bal, Ntry }: AnyStatement): Reconciliation {
  const balance = (...codes: readonly string[]) => {
    const found = codes.flatMap((code) => Bal.filter(({ Tp }) => Tp.CdOrPrtry.Cd === code))[0]
    return found && signed(found)
  }
  const booked = Ntry.filter(({ Sts }) => (typeof Sts === 'string' ? Sts : Sts.Cd) === 'BOOK')
  const entries = booked.reduce((sum, entry) => sum + signed(entry), 0n)
  const [opening, closing] = [balance('OPBD', 'PRCD'), balance('CLBD')]
  const difference = opening === undefined || closing === undefined ? undefined : closing - opening - entries
  return { opening, closing, entries, difference }
}
