// A statement as banks send it: a day's credits with references and payers, some debits, several kinds of transaction.
import { camt053v02 } from '../xml/documents/camt.js'
import type { ReportEntry2Input } from '../xml/documents/generated/camt-2009.js'

const NAMES = [
  'Mikko Mallikas',
  'Maija Mallikas',
  'Esimerkki Oy',
  'Testiyhtiö & Co',
  'Kaarina Kokeilija',
  'Åke Exempel',
]

/** The bytes of a camt.053.001.02 with so many entries, of a bank and people that do not exist; always the same. */
export async function statementOf(entries: number): Promise<Buffer> {
  let total = 0n
  function* made() {
    for (let i = 0; i < entries; i++) {
      const cents = BigInt(100 + ((i * 7_919) % 500_000))
      const isCredit = i % 7 !== 0
      total += isCredit ? cents : -cents
      yield entryOf(i, cents, isCredit)
    }
  }
  const Ntry = [...made()]
  const document = {
    BkToCstmrStmt: {
      GrpHdr: { MsgId: 'STMT-20261122-1', CreDtTm: '2026-11-22T04:00:00+02:00' },
      Stmt: [
        {
          Id: 'FI2112345600000785-20261121',
          ElctrncSeqNb: '224',
          CreDtTm: '2026-11-22T04:00:00+02:00',
          FrToDt: { FrDtTm: '2026-11-21T00:00:00+02:00', ToDtTm: '2026-11-21T23:59:59+02:00' },
          Acct: {
            Id: { IBAN: 'FI2112345600000785' },
            Ccy: 'EUR',
            Ownr: { Nm: 'Esimerkkikorkeakoulu' },
            Svcr: { FinInstnId: { BIC: 'TESTFIHH' } },
          },
          Bal: [balanceOf('OPBD', 0n), balanceOf('CLBD', total)],
          Ntry,
        },
      ],
    },
  } as const
  const pieces: Uint8Array[] = []
  for await (const piece of camt053v02.write(document)) pieces.push(piece)
  return Buffer.concat(pieces)
}

function amountOf(cents: bigint) {
  const size = cents < 0n ? -cents : cents
  return { value: `${size / 100n}.${String(size % 100n).padStart(2, '0')}`, Ccy: 'EUR' }
}

const balanceOf = (code: 'OPBD' | 'CLBD', cents: bigint) => ({
  Tp: { CdOrPrtry: { Cd: code } },
  Amt: amountOf(cents),
  CdtDbtInd: cents < 0n ? ('DBIT' as const) : ('CRDT' as const),
  Dt: { Dt: '2026-11-21' },
})

function entryOf(i: number, cents: bigint, isCredit: boolean): ReportEntry2Input {
  const archive = `261121${String(i).padStart(12, '0')}`
  const person = {
    Nm: NAMES[i % NAMES.length]!,
    PstlAdr: { Ctry: 'FI', AdrLine: [`Mallikatu ${i % 200}`, '00100 HELSINKI'] },
  }
  const account = { Id: { IBAN: 'FI5542345670000081' } }
  return {
    NtryRef: String(i + 1),
    Amt: amountOf(cents),
    CdtDbtInd: isCredit ? 'CRDT' : 'DBIT',
    Sts: 'BOOK',
    BookgDt: { Dt: '2026-11-21' },
    ValDt: { Dt: '2026-11-21' },
    AcctSvcrRef: archive,
    BkTxCd: {
      Domn: { Cd: 'PMNT', Fmly: { Cd: isCredit ? 'RCDT' : 'ICDT', SubFmlyCd: 'ESCT' } },
      Prtry: { Cd: '705 REFERENCE PAYMENT', Issr: 'FFFS' },
    },
    NtryDtls: [
      {
        TxDtls: [
          {
            Refs: { AcctSvcrRef: archive, EndToEndId: `E2E-${i}` },
            AmtDtls: { TxAmt: { Amt: amountOf(cents) } },
            RltdPties: isCredit ? { Dbtr: person, DbtrAcct: account } : { Cdtr: person, CdtrAcct: account },
            RltdAgts: { DbtrAgt: { FinInstnId: { BIC: 'TESTFIHH' } } },
            RmtInf:
              i % 5 === 0
                ? { Ustrd: [`Lukukausimaksu ${i}, kiitos & hei`] }
                : {
                    Strd: [
                      { CdtrRefInf: { Tp: { CdOrPrtry: { Cd: 'SCOR' } }, Ref: `RF${String(i).padStart(10, '0')}` } },
                    ],
                  },
            RltdDts: { AccptncDtTm: '2026-11-21T12:00:00+02:00' },
          },
        ],
      },
    ],
  }
}
