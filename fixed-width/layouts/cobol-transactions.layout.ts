import { layoutOfCopybook } from '../copybook.js'

// From test3_copybook.cob of AbsaOSS/cobrix, Apache-2.0, Copyright 2018 ABSA Group Limited.
const COPYBOOK = `
        01  TRANSDATA.
            05  CURRENCY          PIC X(3).
            05  SIGNATURE         PIC X(8).
            05  COMPANY-NAME      PIC X(15).
            05  COMPANY-ID        PIC X(10).
            05  WEALTH-QFY        PIC 9(1).
            05  AMOUNT            PIC S9(09)V99  BINARY.
`

/** AMOUNT is in hundredths. Text is filled with NUL; blanks at its end are part of it. */
export const cobolTransactions = layoutOfCopybook('cobol-transactions', COPYBOOK, {
  summary: 'An example of a COBOL copybook in EBCDIC: NUL-filled names and binary amounts, records without line ends.',
  nulFilled: ['COMPANY-NAME', 'COMPANY-ID'],
})
export default cobolTransactions
