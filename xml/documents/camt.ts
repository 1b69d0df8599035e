import { xmlDocument } from '../document.js'
import {
  type Document as Document0530102,
  type DocumentInput as DocumentInput0530102,
  documentXml as documentXml0530102,
} from './generated/camt-053-001-02.js'
import {
  type Document as Document0530108,
  type DocumentInput as DocumentInput0530108,
  documentXml as documentXml0530108,
} from './generated/camt-053-001-08.js'
import {
  type Document as Document0540108,
  type DocumentInput as DocumentInput0540108,
  documentXml as documentXml0540108,
} from './generated/camt-054-001-08.js'
import { type Amount, minorUnitsOf } from './money.js'

const namespace = (message: string) => `urn:iso:std:iso:20022:tech:xsd:${message}`

/** A bank's statement of an account: camt.053.001.02, ISO 20022 Bank To Customer Statement of 2009. */
export const camt053v02 = xmlDocument<Document0530102, DocumentInput0530102>('camt.053.001.02', {
  summary: 'Statement of an account, from the bank (ISO 20022 camt.053.001.02).',
  root: 'Document',
  namespace: namespace('camt.053.001.02'),
  of: documentXml0530102,
})

/** A bank's statement of an account: camt.053.001.08, ISO 20022 Bank To Customer Statement of 2019. */
export const camt053v08 = xmlDocument<Document0530108, DocumentInput0530108>('camt.053.001.08', {
  summary: 'Statement of an account, from the bank (ISO 20022 camt.053.001.08).',
  root: 'Document',
  namespace: namespace('camt.053.001.08'),
  of: documentXml0530108,
})

/** A bank's notice of single entries: camt.054.001.08, ISO 20022 Bank To Customer Debit Credit Notification of 2019. */
export const camt054v08 = xmlDocument<Document0540108, DocumentInput0540108>('camt.054.001.08', {
  summary: 'Credits and debits of an account, from the bank (ISO 20022 camt.054.001.08).',
  root: 'Document',
  namespace: namespace('camt.054.001.08'),
  of: documentXml0540108,
})

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
