import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { all, fileOf, joined, named, over } from '../../test/files.js'
import { nacha } from './nacha.layout.js'

const bytesOf = (name: string) => readFileSync(`test/fixtures/nacha/${name}`)
/** A file of lines that are known to be right, some of them changed. */
const linesOf = (name: string) => bytesOf(name).toString('latin1').trimEnd().split('\n')
const problemsOf = async (lines: readonly string[]) => (await nacha.check([fileOf(lines, '\n')])).problems

interface Expected {
  readonly batches: number
  readonly entries: number
  readonly addenda: number
  readonly hash: bigint
  readonly debit: bigint
  readonly credit: bigint
  readonly blocks: number
}
const VALID: Readonly<Record<string, Expected>> = {
  'ppd-mixedDebitCredit.ach': {
    ...{ batches: 1, entries: 3, addenda: 0, blocks: 1 },
    ...{ hash: 69414030n, debit: 200000000n, credit: 200000000n },
  },
  'iat-debit.ach': {
    ...{ batches: 1, entries: 1, addenda: 9, blocks: 2 },
    ...{ hash: 12104288n, debit: 100000n, credit: 0n },
  },
  'return-WEB.ach': {
    ...{ batches: 2, entries: 2, addenda: 2, blocks: 1 },
    ...{ hash: 18280120n, debit: 12354n, credit: 4565n },
  },
  'two-micro-deposits.ach': {
    ...{ batches: 2, entries: 6, addenda: 6, blocks: 2 },
    ...{ hash: 72625728n, debit: 120n, credit: 120n },
  },
  'ppd-debit-fixedLength.ach': {
    ...{ batches: 1, entries: 1, addenda: 0, blocks: 1 },
    ...{ hash: 5320001n, debit: 10500n, credit: 0n },
  },
}

for (const [name, expected] of Object.entries(VALID)) {
  t.test(`${name} is read as it is, and its totals agree`, async (t) => {
    const records = await all(nacha.read([bytesOf(name)]))
    t.same(named(records, 'fileControl'), [
      {
        record: 'fileControl',
        batchCount: expected.batches,
        blockCount: expected.blocks,
        entryAddendaCount: expected.entries + expected.addenda,
        entryHash: expected.hash,
        debit: expected.debit,
        credit: expected.credit,
      },
    ])
    t.equal(named(records, 'batchControl').length, expected.batches)
    t.equal(records.filter((one) => /^(iatE|e)ntry$/.test(one.record)).length, expected.entries)
    t.equal(records.filter((one) => /ddenda/.test(one.record)).length, expected.addenda)
  })
}

t.test('entries are read field by field', async (t) => {
  const records = await all(nacha.read([bytesOf('ppd-mixedDebitCredit.ach')]))
  t.same(records.slice(0, 3), [
    {
      record: 'fileHeader',
      immediateDestination: '231380104',
      immediateOrigin: '0121042882',
      createdOn: '2019-07-18',
      createdAt: '10:55',
      fileIdModifier: 'A',
      destinationName: 'Federal Reserve Bank',
      originName: 'My Bank Name',
      reference: '',
    },
    {
      record: 'batchHeader',
      serviceClass: '200',
      companyName: 'Name on Account',
      discretionaryData: '',
      companyId: '121042882',
      entryClass: 'PPD',
      entryDescription: 'REG.SALARY',
      descriptiveDate: '',
      effectiveEntryDate: '2019-07-19',
      settlementDay: undefined,
      originatorStatus: '1',
      odfi: '12104288',
      batchNumber: 1,
    },
    {
      record: 'entry',
      transactionCode: '27',
      rdfi: '23138010',
      checkDigit: '4',
      account: '123456789',
      amount: 200000000n,
      identification: '',
      name: 'Debit Account',
      discretionaryData: '',
      addenda: false,
      trace: '121042880000001',
    },
  ])
})

t.test('an IAT batch has entries and addenda of another shape, chosen by the class in its header', async (t) => {
  const records = await all(nacha.read([bytesOf('iat-debit.ach')]))
  t.match(named(records, 'iatEntry'), [
    {
      transactionCode: '27',
      rdfi: '12104288',
      checkDigit: '2',
      addendaCount: 7,
      amount: 100000n,
      account: '123456789',
    },
  ])
  t.match(named(records, 'iatBatchHeader'), [
    { exchangeIndicator: 'FF', destinationCountry: 'US', originatingCurrency: 'CAD', destinationCurrency: 'USD' },
  ])
  t.match(named(records, 'addenda10'), [
    { transactionType: 'ANN', foreignAmount: 100000n, foreignTrace: '928383-23938', receiverName: 'BEK Enterprises' },
  ])
  t.match(named(records, 'addenda12'), [{ originatorCity: 'JacobsTown*PA\\', originatorCountry: 'US*19305\\' }])
  t.match(named(records, 'addenda14'), [
    { name: 'Citadel Bank', idQualifier: '01', id: '121042882', branchCountry: 'CA' },
  ])
  t.match(named(records, 'addenda15'), [{ receiverId: '987465493213987', receiverStreet: '2121 Front Street' }])
  t.match(named(records, 'addenda17'), [{ paymentInformation: 'This is an international payment', sequence: 1 }])
  t.match(named(records, 'addenda18'), [
    { name: 'Bank of France', id: '456456456987987', branchCountry: 'FR', sequence: 1 },
  ])
})

t.test('returned entries say why they come back', async (t) => {
  const records = await all(nacha.read([bytesOf('return-WEB.ach')]))
  t.match(named(records, 'addenda99'), [
    { returnCode: 'R01', originalTrace: '091400600000001', originalRdfi: '09100001', trace: '091000017611242' },
    { returnCode: 'R03', originalTrace: '091400600000003', originalRdfi: '02100002', trace: '021000029461242' },
  ])
})

for (const [name, as] of [
  ['ppd-mixedDebitCredit.ach', { lines: { last: 'none' } }],
  ['iat-debit.ach', {}],
  ['return-WEB.ach', { lines: { last: 'none' } }],
  ['two-micro-deposits.ach', {}],
  ['ppd-debit-fixedLength.ach', { lines: { write: 'none', last: 'lf' }, filler: 'none' }],
] as const) {
  t.test(`${name} is written again as it was`, async (t) => {
    const bytes = bytesOf(name)
    const again = nacha.variant(as)
    t.same(await joined(again.write(await all(nacha.read([bytes])))), bytes)
  })
}

t.test('a file without line ends may be filled up, too', async (t) => {
  const bytes = bytesOf('ppd-debit-fixedLength.ach')
  const again = nacha.variant({ lines: { write: 'none', last: 'lf' } })
  const file = await joined(again.write(await all(nacha.read([bytes]))))
  t.equal(file.length, 10 * 94 + 1)
  t.same(file.subarray(0, 470), bytes.subarray(0, 470))
  t.match(file.toString('latin1').slice(470), /^9{470}\n$/)
  t.same(await all(again.read([file])), await all(nacha.read([bytes])))
})

t.test('an empty file of zeros has cut blanks: strictly two short lines, leniently a file', async (t) => {
  const bytes = bytesOf('FISERV-ZEROFILE-PIMRET825324_032720_110221.ach')
  t.match((await nacha.check([bytes])).problems, [
    { code: 'HUB_LINE_LENGTH', line: 1, expected: 'a line of 94', found: 'one of 69' },
    { code: 'HUB_LINE_LENGTH', line: 2, expected: 'a line of 94', found: 'one of 55' },
  ])
  const report = await nacha.check([bytes], { lenient: ['short-lines'] })
  t.same(report.problems, [])
  t.same(report.forgiven, { 'short-lines': 2 })
  const records = await all(nacha.read([bytes], { lenient: ['short-lines'] }))
  t.match(records, [
    { record: 'fileHeader', createdOn: '2020-03-27', createdAt: '10:43', fileIdModifier: '', originName: 'FISERV' },
    { record: 'fileControl', batchCount: 0, blockCount: 1, entryAddendaCount: 0, entryHash: 0n, debit: 0n, credit: 0n },
  ])
  t.equal(records.length, 2)
})

t.test('a file control of 74 characters is named strictly and filled up leniently', async (t) => {
  const bytes = bytesOf('short-line.ach')
  t.match((await nacha.check([bytes])).problems, [
    { code: 'HUB_LINE_LENGTH', line: 5, record: 'fileControl', expected: 'a line of 94', found: 'one of 74' },
  ])
  await t.rejects(all(nacha.read([bytes])), { code: 'HUB_LINE_LENGTH', message: /line 5.* 94, found one of 74/ })
  const records = await all(nacha.read([bytes], { lenient: ['short-lines'] }))
  t.match(named(records, 'fileControl'), [{ batchCount: 1, entryHash: 23138010n, debit: 100000000n, credit: 0n }])
})

const utf8 = nacha.inEncoding('utf-8', 'characters')

t.test('windows-1252 and UTF-8 give the same values, and the file control is wrong in both', async (t) => {
  const lenient = ['short-lines', 'totals'] as const
  const records = await all(nacha.read([bytesOf('nonascii.ach')], { lenient }))
  deepStrictEqual(await all(utf8.read([bytesOf('nonascii-utf8.ach')], { lenient })), records)
  t.match(named(records, 'entry'), [{ name: '0012Receiver¦Acc Name', amount: 100000000n }])
  t.same(
    named(records, 'addenda05').map(({ sequence }) => sequence),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  )
  t.match(named(records, 'addenda05')[0], {
    paymentInformation: 'ISA¦00¦          ¦00¦          ¦ZZ¦PAYEXPENSEPAY  ¦ZZ¦PAYAECSUSO     ¦230628¦021',
  })
  t.match(named(records, 'batchControl'), [{ entryAddendaCount: 13 }])
  for (const [layout, name] of [
    [nacha, 'nonascii.ach'],
    [utf8, 'nonascii-utf8.ach'],
  ] as const) {
    t.match((await layout.check([bytesOf(name)], { lenient: ['short-lines'] })).problems, [
      {
        code: 'HUB_TOTAL_WRONG',
        line: 17,
        field: 'blockCount',
        column: 8,
        expected: '2, as the records say',
        found: '1',
      },
      { code: 'HUB_TOTAL_WRONG', line: 17, field: 'entryAddendaCount', expected: '13, as the records say', found: '1' },
    ])
    t.match((await layout.check([bytesOf(name)])).problems, [
      { code: 'HUB_LINE_LENGTH', line: 1 },
      { code: 'HUB_LINE_LENGTH', line: 17 },
    ])
  }
})

t.test('widths count bytes unless told: UTF-8 read as windows-1252 is refused, not shifted', async (t) => {
  const { problems } = await nacha.check([bytesOf('nonascii-utf8.ach')], { lenient: ['short-lines'] })
  t.match(problems[0], { code: 'HUB_LINE_LENGTH', line: 3, expected: 'a line of 94' })
})

t.test('20110805A says five batches and has four; everything else agrees', async (t) => {
  const report = await nacha.check([bytesOf('20110805A.ach')])
  t.match(report.problems, [
    {
      code: 'HUB_TOTAL_WRONG',
      line: 93,
      column: 2,
      field: 'batchCount',
      expected: '4, as the records say',
      found: '5',
    },
  ])
  t.equal(report.problems.length, 1)
  t.equal(report.lines, 93)
  t.equal((report.records.entry ?? 0) + (report.records.iatEntry ?? 0), 48)
  t.equal(
    Object.entries(report.records)
      .filter(([name]) => name.startsWith('addenda'))
      .reduce((sum, [, count]) => sum + count, 0),
    35,
  )
  t.match(report.sums, {
    'fileControl.entryHash': 136685201n,
    'fileControl.debit': 5101000n,
    'fileControl.credit': 200n,
    'fileControl.blockCount': 10n,
  })
})

t.test('a batch of TEL reversals allows no debit: the entry is named, and its batch at line 5', async (t) => {
  const report = await nacha.check([bytesOf('NACHA_SAMPLE_TEL_REVERSAL.ach')])
  t.match(report.problems, [
    {
      code: 'HUB_RULE_BROKEN',
      line: 4,
      column: 2,
      record: 'entry',
      field: 'transactionCode',
      expected: 'a credit code, as class TEL for reversals allows no debit',
      found: '27',
    },
    { code: 'HUB_RULE_BROKEN', line: 5, record: 'batchControl', field: 'debit', found: '685100' },
  ])
  t.equal(report.problems.length, 2)
  t.match(report.sums, {
    'fileControl.entryHash': 5201918n,
    'fileControl.debit': 685100n,
    'fileControl.credit': 685100n,
  })
  const forgiven = await nacha.check([bytesOf('NACHA_SAMPLE_TEL_REVERSAL.ach')], { lenient: ['rules'] })
  t.same([forgiven.problems, forgiven.forgiven], [[], { rules: 2 }])
})

t.test('outside reversals, TEL allows no credit', async (t) => {
  const lines = linesOf('NACHA_SAMPLE_TEL_REVERSAL.ach')
  t.match(await problemsOf(lines.with(1, over(lines[1]!, 54, 'TICKETS   '))), [
    { line: 3, field: 'transactionCode', found: '22' },
    { line: 5, field: 'credit' },
  ])
})
