import { type RuleBreak, xmlDocument } from '../document.js'
import { compareDecimals } from '../numbers.js'
import { type Document, type DocumentInput, documentXml } from './generated/pain-001-001-03.js'
import { sumOf } from './money.js'

/**
 * Payments that a customer asks its bank to make: pain.001.001.03, ISO 20022 Customer Credit Transfer Initiation, as banks
 * of the SEPA area take it. Counts and control sums are held to be those of the transactions; a control sum adds amounts
 * across currencies.
 */
export const pain001v03 = xmlDocument<Document, DocumentInput>('pain.001.001.03', {
  summary: 'Credit transfers that a customer asks its bank to make (ISO 20022 pain.001.001.03).',
  root: 'Document',
  namespace: 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03',
  of: documentXml,
  rules: controlSums,
})

type Initiation = Document['CstmrCdtTrfInitn']
type Transaction = Initiation['PmtInf'][number]['CdtTrfTxInf'][number]

/** The amount of a transaction as it counts in control sums: in the currency it is instructed in. */
const amountIn = ({ Amt }: Transaction): string =>
  Amt.InstdAmt === undefined ? Amt.EqvtAmt.Amt.value : Amt.InstdAmt.value

/** What NbOfTxs and CtrlSum of the whole message should be; for the header of one that is to be written. */
export function totalsOf(payments: Pick<Initiation, 'PmtInf'>): { readonly NbOfTxs: string; readonly CtrlSum: string } {
  const transactions = payments.PmtInf.flatMap(({ CdtTrfTxInf }) => CdtTrfTxInf)
  return { NbOfTxs: String(transactions.length), CtrlSum: sumOf(transactions.map(amountIn)) }
}

interface Said {
  readonly NbOfTxs?: string
  readonly CtrlSum?: string
}

function* controlSums({ CstmrCdtTrfInitn: message }: Document): Generator<RuleBreak> {
  const path = '/Document/CstmrCdtTrfInitn'
  yield* compared(`${path}/GrpHdr`, message.GrpHdr, totalsOf(message))
  for (const [at, payment] of message.PmtInf.entries()) {
    const one = message.PmtInf.length > 1 ? `[${at + 1}]` : ''
    yield* compared(`${path}/PmtInf${one}`, payment, totalsOf({ PmtInf: [payment] }))
  }
}

function* compared(path: string, said: Said, found: Required<Said>): Generator<RuleBreak> {
  if (said.NbOfTxs !== undefined && BigInt(said.NbOfTxs) !== BigInt(found.NbOfTxs))
    yield {
      path: `${path}/NbOfTxs`,
      expected: `${found.NbOfTxs}, as many as there are transactions`,
      found: said.NbOfTxs,
    }
  if (said.CtrlSum !== undefined && compareDecimals(said.CtrlSum, found.CtrlSum) !== 0)
    yield { path: `${path}/CtrlSum`, expected: `${found.CtrlSum}, the sum of the transactions`, found: said.CtrlSum }
}
