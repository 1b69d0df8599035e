import { readFileSync } from 'node:fs'
import t from 'tap'
import { camtXsd } from '../../test/xml/camt.js'
import { treeOf } from '../../test/xml/tree.js'
import { validateXsd, xsd } from '../xsd/xsd.js'
import { camt052v02, camt052v08, camt053v02, camt053v08, camt054v02, camt054v08, reconcile, signed } from './camt.js'
import { minorUnitsOf } from './money.js'

const fixture = (name: string) => readFileSync(`test/fixtures/iso20022-xml/${name}`)
const xsd053 = xsd('camt.053.001.02', fixture('camt.053.001.02.xsd'))
const xsd054 = xsd('camt.054.001.08', fixture('camt.054.001.08.xsd'))

const fiveDecimals = fixture('camt053.v2.five.decimals.xml')
const twoStatements = fixture('camt053.v2.multi.statement.xml')
const notification = fixture('camt054.v8.xml')

for (const [name, file, document, schema] of [
  ['camt053.v2.five.decimals.xml', fiveDecimals, camt053v02, xsd053],
  ['camt053.v2.multi.statement.xml', twoStatements, camt053v02, xsd053],
  ['camt054.v8.xml', notification, camt054v08, xsd054],
] as const) {
  t.test(`${name} is read, written and read again, and nothing of it is lost`, async (t) => {
    const message = document.parse(file)
    const written = document.bytes(message as never)
    t.strictSame(document.parse(written), message)
    t.same(treeOf(written), treeOf(file), 'element by element')
    t.same(await validateXsd(written, schema), [], 'what is written is valid')
  })
}

t.test('a statement with three decimals keeps them, and does not reconcile', async (t) => {
  const [statement] = (await camt053v02.read([fiveDecimals])).BkToCstmrStmt.Stmt
  t.match(statement, {
    Acct: { Id: { IBAN: 'NL26VAYB8060476890' }, Ccy: 'EUR' },
    Bal: [
      { Tp: { CdOrPrtry: { Cd: 'OPBD' } }, Amt: { value: '18.150', Ccy: 'EUR' }, Dt: { Dt: '2014-12-30' } },
      { Tp: { CdOrPrtry: { Cd: 'CLBD' } }, Amt: { value: '27.050', Ccy: 'EUR' }, Dt: { Dt: '2014-12-31' } },
    ],
    Ntry: [{ Amt: { value: '8.850' }, CdtDbtInd: 'CRDT', Sts: 'BOOK', RvslInd: false }],
  })
  t.equal(statement!.Ntry.length, 1)
  t.equal(minorUnitsOf(statement!.Ntry[0]!.Amt), 885n)
  t.strictSame(reconcile(statement!), { opening: 1815n, closing: 2705n, entries: 885n, difference: 5n })
})

t.test('two statements of one message each add up', async (t) => {
  const statements = camt053v02.parse(twoStatements).BkToCstmrStmt.Stmt
  t.strictSame(statements.map(reconcile), [
    { opening: 1815n, closing: 2700n, entries: 885n, difference: 0n },
    { opening: 2700n, closing: 2000n, entries: -700n, difference: 0n },
  ])
  t.match(statements[0], {
    Id: '253EURNL26VAYB8060476890',
    CreDtTm: '2015-03-10T18:43:50+00:00',
    FrToDt: { FrDtTm: '2007-10-18T08:00:00+01:00' },
    Ntry: [{ NtryDtls: [{ TxDtls: [{ RmtInf: { Ustrd: ['Transaction Description 1'] } }] }] }],
  })
})

t.test('a notification has its entry and the transactions below it', async (t) => {
  const [account] = camt054v08.parse(notification).BkToCstmrDbtCdtNtfctn.Ntfctn
  t.equal(account!.Acct.Id.IBAN, 'CH2801234000123456789')
  t.equal(account!.Ntry.length, 1)
  const [entry] = account!.Ntry
  t.match(entry, {
    Amt: { value: '200000', Ccy: 'SEK' },
    CdtDbtInd: 'DBIT',
    BookgDt: { Dt: '2007-10-18' },
    Sts: { Cd: 'BOOK' },
  })
  t.equal(signed(entry!), -20000000n)
  const transactions = entry!.NtryDtls.flatMap(({ TxDtls }) => TxDtls)
  t.same(
    transactions.map(({ Amt, Refs }) => [Amt!.value, Refs!.EndToEndId]),
    [
      ['3.1', 'UXC06170000006PI00001EE00001'],
      ['3.2', 'UXC06170000006PI00001EE00002'],
      ['3.2', 'UXC06170000006PI00001EE00002'],
    ],
  )
  t.match(transactions[0], { RltdPties: { Cdtr: { Pty: { Nm: 'Example Creditor 3 - V1' } } } })
})

t.test('a statement without Stmt is refused by schema and by reader alike', async (t) => {
  const wrong = fixture('camt053.v2.wrong.xml')
  t.match(await validateXsd(wrong, xsd053), [{ line: 3, element: 'BkToCstmrStmt', says: /Expected is \( Stmt \)/ }])
  t.throws(() => camt053v02.parse(wrong), { code: 'HUB_XML_MISSING', message: /\/Document\/BkToCstmrStmt: .*Stmt/ })
})

t.test('an element that the schema does not know is refused, never passed over', async (t) => {
  const more = Buffer.from(fiveDecimals.toString().replace('<Sts>', '<Sort>x</Sort><Sts>'))
  t.throws(() => camt053v02.parse(more), { code: 'HUB_XML_ELEMENT', message: /Sort/ })
  const other = Buffer.from(fiveDecimals.toString().replace('camt.053.001.02"', 'camt.053.001.03"'))
  t.throws(() => camt053v02.parse(other), { code: 'HUB_XML_ROOT' })
})

t.test('what concerns a person is not told in errors', async (t) => {
  const iban = fiveDecimals.toString().replace('NL56AGDH9619008421', 'no iban of Matti Testi')
  const { problems } = await camt053v02.check([Buffer.from(iban)])
  t.match(problems, [{ code: 'HUB_XML_VALUE', path: /CdtrAcct\/Id\/IBAN$/, found: '22 characters (personal)' }])
})

t.test('entries of a statement are read one by one', async (t) => {
  const entries: unknown[] = []
  for await (const { value } of camt053v02.records('BkToCstmrStmt/Stmt/Ntry').read([twoStatements]))
    entries.push(signed(value))
  t.strictSame(entries, [885n, -700n])
})

t.test('a statement of 2019 is made of what a notification of 2019 is', async (t) => {
  const [account] = camt054v08.parse(notification).BkToCstmrDbtCdtNtfctn.Ntfctn
  const { NtfctnPgntn, AddtlNtfctnInf, ...same } = account!
  const { GrpHdr } = camt054v08.parse(notification).BkToCstmrDbtCdtNtfctn
  const balance = (Cd: string, value: string) =>
    ({
      Tp: { CdOrPrtry: { Cd } },
      CdtLine: [],
      Amt: { value, Ccy: 'SEK' },
      CdtDbtInd: 'CRDT',
      Dt: { Dt: '2007-10-18' },
      Avlbty: [],
    }) as const
  const statement = { ...same, Bal: [balance('PRCD', '500000.00'), balance('CLBD', '300000.00')] }
  const message = { BkToCstmrStmt: { GrpHdr, Stmt: [statement], SplmtryData: [] } }
  const written = camt053v08.bytes(message)
  t.same(await validateXsd(written, camtXsd('053', '2019')), [])
  t.strictSame(camt053v08.parse(written), message)
  t.strictSame(reconcile(statement), { opening: 50000000n, closing: 30000000n, entries: -20000000n, difference: 0n })
})

/** A document with the account of another one, as another message that is made of the same parts. */
const renamed = (file: Uint8Array, ...changes: readonly (readonly [string | RegExp, string])[]) =>
  Buffer.from(changes.reduce((text, [from, to]) => text.replaceAll(from, to), Buffer.from(file).toString()))

for (const [document, schema, file] of [
  [
    camt054v02,
    camtXsd('054', '2009'),
    renamed(
      fiveDecimals,
      ['camt.053', 'camt.054'],
      ['BkToCstmrStmt>', 'BkToCstmrDbtCdtNtfctn>'],
      ['Stmt>', 'Ntfctn>'],
      ['AddtlStmtInf', 'AddtlNtfctnInf'],
      [/<Bal>.*<\/Bal>/gs, ''],
    ),
  ],
  [
    camt052v02,
    camtXsd('052', '2009'),
    renamed(
      fiveDecimals,
      ['camt.053', 'camt.052'],
      ['BkToCstmrStmt>', 'BkToCstmrAcctRpt>'],
      ['Stmt>', 'Rpt>'],
      ['AddtlStmtInf', 'AddtlRptInf'],
    ),
  ],
  [
    camt052v08,
    camtXsd('052', '2019'),
    renamed(
      notification,
      ['camt.054', 'camt.052'],
      ['BkToCstmrDbtCdtNtfctn>', 'BkToCstmrAcctRpt>'],
      ['Ntfctn>', 'Rpt>'],
      ['NtfctnPgntn', 'RptPgntn'],
      ['AddtlNtfctnInf', 'AddtlRptInf'],
    ),
  ],
] as const) {
  t.test(`${document.name} is read and written, and nothing of it is lost`, async (t) => {
    t.same(await validateXsd(file, schema), [])
    const message = document.parse(file)
    const written = document.bytes(message as never)
    t.same(treeOf(written), treeOf(file))
    t.same(await validateXsd(written, schema), [])
  })
}
