import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { all, fileOf, joined, named, over } from '../../test/files.js'
import { type Cnab400Input, cnab400 } from './cnab400.layout.js'

const itau = readFileSync('test/fixtures/br-cnab/cnab400-itau.ret')
const fake = readFileSync('test/fixtures/br-cnab/cnab400-retorno_banco_fake.ret')

const written = (records: readonly Cnab400Input[]) => joined(cnab400.write(records))
const problemsOf = async (lines: readonly string[]) => (await cnab400.check([fileOf(lines)])).problems
const LINES = itau.toString('latin1').trimEnd().split('\r\n')
const changed = (line: number, column: number, to: string) => LINES.with(line - 1, over(LINES[line - 1]!, column, to))

t.test('Itaú’s return file: a header, four titles and a trailer that counts and adds them up', async (t) => {
  const records = await all(cnab400.read([itau]))
  t.match(records[0], {
    record: 'itauHeader',
    branch: '0111',
    account: '12345',
    companyName: 'Teste de Retorno',
    bankName: 'BANCO ITAU S.A.',
    createdOn: '2013-08-22',
    fileNumber: 112,
    creditedOn: '2013-06-21',
    line: 1,
  })
  const titles = named(records, 'itauDetail')
  t.same(
    titles.map(({ occurrence, occurredOn, amount, line }) => ({ occurrence, occurredOn, amount, line })),
    [
      { occurrence: '06', occurredOn: '2013-06-20', amount: 38975n, line: 2 },
      { occurrence: '25', occurredOn: '2013-06-20', amount: 56500n, line: 3 },
      { occurrence: '06', occurredOn: '2013-06-20', amount: 39541n, line: 4 },
      { occurrence: '06', occurredOn: '2013-06-20', amount: 54560n, line: 5 },
    ],
  )
  t.match(titles[0], {
    registration: '09361352000321',
    branch: '0177',
    account: '65373',
    bankNumber: '00231327',
    documentNumber: '        1A',
    portfolio: '109',
    dueOn: '',
    collectingBank: '001',
    collectingBranch: '30272',
    fee: 333n,
    iof: 10n,
    rebate: 19n,
    discount: 17645n,
    paid: 20997n,
    interestAndFine: 12312312n,
    otherCredits: 18n,
    creditedOn: '2013-06-21',
    settlementCode: 'B2',
  })
  t.equal(titles[1]!.errors, '1842')
  t.match(named(records, 'itauTrailer'), [{ count: 4, sum: 189576n, fileControl: '00112', line: 6 }])
  t.equal(records.length, 6)
})

t.test('a file of a bank nobody knows is read by the columns that all banks share', async (t) => {
  const records = await all(cnab400.read([fake]))
  t.match(records[0], {
    record: 'header',
    company: '00000000000004466911',
    companyName: 'COOPERATIVA DE SERVICOS TECNIC',
    bank: '999',
    bankName: 'FAKE',
    createdOn: '2012-04-11',
  })
  const titles = named(records, 'detail')
  t.same(
    titles.map(({ occurrence, dueOn, amount, paid }) => ({ occurrence, dueOn, amount, paid })),
    [
      { occurrence: '02', dueOn: '2012-04-12', amount: 500n, paid: 0n },
      { occurrence: '06', dueOn: '2012-04-12', amount: 500n, paid: 500n },
      ...Array.from({ length: 5 }, () => ({ occurrence: '17', dueOn: '', amount: 2n, paid: 2n })),
    ],
  )
  t.match(titles[0], { documentNumber: '15', registration: '04146792000168', collectingBank: '237', line: 2 })
  t.match(named(records, 'trailer'), [{ bank: '999', line: 9 }])
  t.equal(records.length, 9)
})

t.test('both are written again byte for byte', async (t) => {
  for (const bytes of [itau, fake]) t.same(await written(await all(cnab400.read([bytes]))), bytes)
})

t.test('a wrong count, a wrong total and a wrong line number are named', async (t) => {
  t.match(await problemsOf(changed(6, 213, '00000005')), [
    { code: 'HUB_TOTAL_WRONG', line: 6, column: 213, field: 'count', expected: '4, as the records say', found: '5' },
  ])
  t.match(await problemsOf(changed(6, 221, '00000000189577')), [
    { code: 'HUB_TOTAL_WRONG', line: 6, column: 221, field: 'sum', expected: '189576, as the records say' },
  ])
  t.match(await problemsOf(changed(3, 395, '000004')), [
    { code: 'HUB_TOTAL_WRONG', line: 3, column: 395, field: 'line', expected: '3, the next number', found: '4' },
  ])
  // A line that is lost is missed by the numbers behind it as well.
  t.match(await problemsOf(LINES.toSpliced(2, 1)), [
    { line: 3, field: 'line', found: '4' },
    { line: 4, field: 'line', found: '5' },
    { line: 5, field: 'line', found: '6' },
    { line: 5, field: 'count', expected: '3, as the records say' },
    { line: 5, field: 'sum' },
  ])
})

t.test('a line that is too short, a file sent to the bank and one without its trailer are refused', async (t) => {
  t.match(await problemsOf(LINES.with(1, LINES[1]!.slice(0, 399))), [
    { code: 'HUB_LINE_LENGTH', line: 2, record: 'itauDetail', expected: 'a line of 400', found: 'one of 399' },
  ])
  t.match(await problemsOf(changed(1, 2, '1REMESSA')), [
    { code: 'HUB_FIELD_VALUE', line: 1, column: 2, field: 'operation', expected: '"2"', found: '"1"' },
    { code: 'HUB_FIELD_VALUE', line: 1, column: 3, field: 'operationName', expected: '"RETORNO"' },
  ])
  t.match(await problemsOf(LINES.slice(0, 5)), [{ code: 'HUB_FILE_INCOMPLETE', expected: 'itauTrailer or itauDetail' }])
})

t.test('other records among the titles are kept as they came', async (t) => {
  const lines = fake.toString('latin1').trimEnd().split('\r\n')
  const split = `3${'SPLIT OF AN AMOUNT'.padEnd(393)}000003`
  const moved = lines.slice(2).map((line, i) => line.slice(0, 394) + String(i + 4).padStart(6, '0'))
  const file = Buffer.from([lines[0], lines[1], split, ...moved].map((line) => `${line}\r\n`).join(''), 'latin1')
  const records = await all(cnab400.read([file]))
  t.same(named(records, 'other'), [{ record: 'other', type: '3', columns2to394: 'SPLIT OF AN AMOUNT', line: 3 }])
  t.same(await written(records), file)
})

const digits = (width: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: width, maxLength: width })
const own = (width: number) =>
  fc.string({ unit: fc.constantFrom(...'ABC ÇÃ09-/'), maxLength: width }).map((value) => value.replace(/ +$/, ''))
const day = fc.oneof(
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom('', undefined),
)
const amount = fc.option(fc.bigInt({ min: 0n, max: 10n ** 13n - 1n }), { nil: undefined })
const title = fc.record({
  record: fc.constant('itauDetail' as const),
  registrationType: fc.constantFrom('01', '02'),
  registration: digits(14),
  branch: digits(4),
  account: digits(5),
  accountCheck: digits(1),
  control: own(25),
  bankNumber: digits(8),
  columns71to82: own(12),
  portfolio: digits(3),
  bankNumberAgain: digits(8),
  bankNumberCheck: digits(1),
  portfolioCode: fc.constantFrom('I', ''),
  occurrence: digits(2),
  occurredOn: day,
  documentNumber: own(10),
  bankNumberConfirmed: own(8),
  dueOn: day,
  amount: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  fee: amount,
  paid: amount,
  payer: own(30),
  creditedOn: day,
})

t.test('any titles come back as they were written', async (t) => {
  const [header] = named(await all(cnab400.read([itau])), 'itauHeader')
  await fc.assert(
    fc.asyncProperty(fc.array(title, { maxLength: 12 }), async (titles) => {
      const bytes = await written([header!, ...titles, { record: 'itauTrailer', serviceCode: '01' }])
      const back = await all(cnab400.read([bytes]))
      deepStrictEqual(
        named(back, 'itauDetail').map(({ amount, dueOn, paid, payer }) => ({ amount, dueOn, paid, payer })),
        titles.map(({ amount, dueOn, paid, payer }) => ({ amount, dueOn, paid, payer })),
      )
      deepStrictEqual(await written(back), bytes)
    }),
    { numRuns: 60 },
  )
  t.pass('60 files')
})
