import { readFileSync } from 'node:fs'
import t from 'tap'
import { treeOf } from '../../test/xml/tree.js'
import { validateXsd, xsd } from '../xsd/xsd.js'
import { amountOf, minorUnitsOf } from './money.js'
import { pain001v03, totalsOf } from './pain-001.js'

const fixture = (name: string) => readFileSync(`test/fixtures/iso20022-xml/${name}`)
const file = fixture('pain.001.001.03.xml')
// The published schema has CR LF line ends.
const schema = xsd('pain.001.001.03', fixture('pain.001.001.03.xsd'))

t.test('the sample is read, written and read again, and nothing of it is lost', async (t) => {
  const message = pain001v03.parse(file)
  const written = pain001v03.bytes(message)
  t.strictSame(pain001v03.parse(written), message)
  t.same(treeOf(written), treeOf(file), 'element by element')
  t.same(await validateXsd(written, schema), [])
})

t.test('three transfers in three currencies, and the control sum adds across them', async (t) => {
  const { CstmrCdtTrfInitn: message } = await pain001v03.read([file])
  t.match(message.GrpHdr, { MsgId: 'ABC/090928/CCT001', NbOfTxs: '3', CtrlSum: '11500000' })
  const amounts = message.PmtInf.flatMap(({ CdtTrfTxInf }) => CdtTrfTxInf.map(({ Amt }) => Amt.InstdAmt!))
  t.same(amounts, [
    { value: '10000000', Ccy: 'JPY' },
    { value: '500000', Ccy: 'EUR' },
    { value: '1000000', Ccy: 'USD' },
  ])
  t.strictSame(amounts.map(minorUnitsOf), [10000000n, 50000000n, 100000000n], 'a yen has no hundredths')
  t.same(totalsOf(message), { NbOfTxs: '3', CtrlSum: '11500000' })
})

t.test('a count or control sum that is not that of the transfers is refused', async (t) => {
  const changed = (from: string, to: string) => Buffer.from(file.toString().replace(from, to))
  t.throws(() => pain001v03.parse(changed('<NbOfTxs>3', '<NbOfTxs>2')), {
    code: 'HUB_XML_RULE',
    details: { path: '/Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs', expected: /^3, as many/, found: '2' },
  })
  t.throws(() => pain001v03.parse(changed('<CtrlSum>11500000', '<CtrlSum>11500000.01')), { code: 'HUB_XML_RULE' })
  t.doesNotThrow(() => pain001v03.parse(changed('<CtrlSum>11500000', '<CtrlSum>11500000.00')))
  t.throws(() => pain001v03.parse(changed('<InstdAmt Ccy="JPY">10000000', '<InstdAmt Ccy="JPY">1')), {
    code: 'HUB_XML_RULE',
  })
  t.throws(() => pain001v03.parse(changed('<PmtMtd>', '<NbOfTxs>9</NbOfTxs><PmtMtd>')), { code: 'HUB_XML_ELEMENT' })
  const counted = changed('</BtchBookg>', '</BtchBookg><NbOfTxs>9</NbOfTxs>')
  t.throws(() => pain001v03.parse(counted), {
    code: 'HUB_XML_RULE',
    details: { path: '/Document/CstmrCdtTrfInitn/PmtInf/NbOfTxs' },
  })
})

t.test('a message is written from what the business has', async (t) => {
  const transfer = (cents: bigint, EndToEndId: string) => ({
    PmtId: { EndToEndId },
    Amt: { InstdAmt: amountOf(cents, 'EUR') },
    Cdtr: { Nm: 'Testi Oy' },
    CdtrAcct: { Id: { IBAN: 'FI2112345600000785' } },
    RmtInf: { Ustrd: ['refund'] },
  })
  const transfers = [transfer(1250n, 'E-1'), transfer(5n, 'E-2')]
  const message = {
    CstmrCdtTrfInitn: {
      GrpHdr: {
        MsgId: 'M-1',
        CreDtTm: '2026-11-22T10:00:00',
        NbOfTxs: '2',
        CtrlSum: '12.55',
        InitgPty: { Nm: 'Hub Oy' },
      },
      PmtInf: [
        {
          PmtInfId: 'P-1',
          PmtMtd: 'TRF' as const,
          NbOfTxs: '2',
          CtrlSum: '12.55',
          ReqdExctnDt: '2026-11-23',
          Dbtr: { Nm: 'Hub Oy' },
          DbtrAcct: { Id: { IBAN: 'FI2112345600000785' } },
          DbtrAgt: { FinInstnId: { BIC: 'NDEAFIHH' } },
          CdtTrfTxInf: transfers,
        },
      ],
    },
  }
  const written = pain001v03.bytes(message)
  t.same(await validateXsd(written, schema), [])
  const chunks: Uint8Array[] = []
  for await (const chunk of pain001v03.codec.write(message)) chunks.push(chunk)
  t.same(Buffer.concat(chunks), Buffer.from(written), 'the codec writes the same')
  t.strictSame(totalsOf(pain001v03.parse(written).CstmrCdtTrfInitn), { NbOfTxs: '2', CtrlSum: '12.55' })
  const [payment] = message.CstmrCdtTrfInitn.PmtInf
  const wrong = { CstmrCdtTrfInitn: { ...message.CstmrCdtTrfInitn, PmtInf: [{ ...payment!, CtrlSum: '12.56' }] } }
  t.throws(() => pain001v03.bytes(wrong), {
    code: 'HUB_XML_REFUSED',
    details: { path: /PmtInf\/CtrlSum$/, expected: /^12.55, the sum/, found: '12.56' },
  })
})
