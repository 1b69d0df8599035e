import { xmlDocument } from '../document.js'
import { type Finvoice, type FinvoiceInput, finvoiceXml } from './generated/finvoice.js'

/**
 * An electronic invoice of Finland: Finvoice, versions 1.3 to 2.01, by Finance Finland's schema of 2.01. Amounts, rates and
 * percentages have a comma in the XML and a point in the message (`-100,00` is `-100.00`); dates are ISO dates in the message
 * and `CCYYMMDD` with their `Format` in the XML. An amount below zero is a credit: signs are kept as they came.
 *
 * `OriginalInvoiceDate`, which senders of 1.3 write behind `OriginalInvoiceNumber`, is known although the schema of 2.01
 * lacks it; leave it out when you write for a receiver that validates by that schema.
 */
export const finvoice = xmlDocument<Finvoice, FinvoiceInput>('Finvoice', {
  summary: 'Electronic invoice between businesses in Finland (Finvoice 1.3 to 2.01).',
  root: 'Finvoice',
  of: finvoiceXml,
})
