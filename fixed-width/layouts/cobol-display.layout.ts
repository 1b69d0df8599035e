import { layoutOfCopybook } from '../copybook.js'
import { decimalPoint } from '../fields/cobol.js'

// From test19_display_num.cob of AbsaOSS/cobrix, Apache-2.0, Copyright 2018 ABSA Group Limited.
const COPYBOOK = `
       01 WS-INPUT-RECORD.
           05 WS-DATE-NUM              PIC 9(08).
           05 FILLER                   PIC X(01).
           05 WS-DATE-ALPHA            PIC X(10).
           05 FILLER                   PIC X(01).
           05 WS-ACCT-ALPHA            PIC X(08).
           05 FILLER                   PIC X(01).
           05 WS-AMOUNT-NUMERIC        PIC 9(10).
           05 FILLER                   PIC X(01).
           05 WS-AMOUNT-FRACTION       PIC 9(8)V9(2).
           05 FILLER                   PIC X(01).
           05 WS-NAME-ALPHABET         PIC A(10).
           05 FILLER                   PIC X(01).
           05 WS-AMOUNT-FRACTION2      PIC 9(8).9(2).
           05 FILLER                   PIC X(07).
`

/**
 * Numbers are bigint, both fractions in hundredths. A number that is blank is absent, whatever its picture; one that holds letters
 * is a problem, and the record is not given out.
 */
export const cobolDisplay = layoutOfCopybook('cobol-display', COPYBOOK, {
  summary: 'An example of a COBOL copybook in EBCDIC: text, numbers of digits, implied and real decimals.',
  fillers: 'blank',
  // The picture says zeros on the left; the files have blanks on the right.
  fields: { 'WS-AMOUNT-FRACTION2': decimalPoint(11, 2, { fill: ' ', align: 'left' }) },
})
export default cobolDisplay
