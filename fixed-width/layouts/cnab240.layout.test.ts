import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { all, fileOf, joined, named, over } from '../../test/files.js'
import { type Cnab240Input, cnab240 } from './cnab240.layout.js'

const caixa = readFileSync('test/fixtures/br-cnab/cnab240-caixa.ret')

const written = (records: readonly Cnab240Input[]) => joined(cnab240.write(records))
const read = (file: Buffer) => all(cnab240.read([file]))
const problemsOf = async (lines: readonly string[]) => (await cnab240.check([fileOf(lines)])).problems
const LINES = caixa.toString('latin1').split('\r\n').slice(0, -1)
const changed = (line: number, column: number, to: string) => LINES.with(line - 1, over(LINES[line - 1]!, column, to))

t.test('Caixa’s return file: one batch of nine titles, each on two lines', async (t) => {
  const records = await read(caixa)
  t.same(
    records.map(({ record }) => record),
    ['fileHeader', 'titlesHeader', ...Array.from({ length: 9 }, () => 'title'), 'titlesTrailer', 'fileTrailer'],
  )
  t.match(records[0], {
    bank: '104',
    registration: '09018380000199',
    branch: '01234',
    companyName: 'EMPRESA',
    bankName: 'C ECON FEDERAL',
    direction: '2',
    createdOn: '2014-01-06',
    createdAt: '05:55:11',
    fileNumber: 1622,
    layoutVersion: '040',
  })
  t.match(records[1], { batch: 1, layoutVersion: '030', returnNumber: 1622, recordedOn: '2014-01-06', creditedOn: '' })
  const titles = named(records, 'title')
  t.equal(
    titles.reduce((sum, { amount }) => sum + amount, 0n),
    112000n,
  )
  t.same(
    titles.map(({ amount }) => amount),
    [8000n, 8000n, 8000n, 8000n, 8000n, 8000n, 8000n, 48000n, 8000n],
  )
  t.equal(
    titles.reduce((sum, { paid }) => sum + paid!, 0n),
    101000n,
  )
  t.match(titles[0], {
    number: 1,
    movement: '06',
    bankNumber: '  240000000111369979',
    dueOn: '2014-01-02',
    amount: 8000n,
    collectingBranch: '01086',
    fee: 125n,
    reasons: '020101',
    numberU: 2,
    paid: 8000n,
    credited: 8000n,
    occurredOn: '2014-01-06',
    creditedOn: '2014-01-07',
  })
  t.match(titles[7], { number: 15, numberU: 16, amount: 48000n, discount: 6000n, paid: 42000n })
  t.match(named(records, 'titlesTrailer'), [{ count: 20, simpleTitles: 0 }])
  t.match(named(records, 'fileTrailer'), [{ batchCount: 1, count: 22 }])
})

t.test('it is written again byte for byte, also with all totals and numbers left out', async (t) => {
  const records = await read(caixa)
  t.same(await written(records), caixa)
  const without = records.map((one): Cnab240Input => {
    if (one.record === 'titlesTrailer') return { ...one, count: undefined, batch: undefined }
    if (one.record === 'fileTrailer') return { ...one, count: undefined, batchCount: undefined }
    if (one.record !== 'title') return one
    return { ...one, batch: undefined, batchU: undefined, number: undefined, numberU: undefined }
  })
  t.same(await written(without), caixa)
})

t.test('wrong counts and numbers are named where they stand', async (t) => {
  t.match(await problemsOf(changed(21, 18, '000019')), [
    { code: 'HUB_TOTAL_WRONG', line: 21, column: 18, field: 'count', expected: '20, as the records say', found: '19' },
  ])
  t.match(await problemsOf(changed(22, 18, '000002')), [{ line: 22, field: 'batchCount', found: '2' }])
  t.match(await problemsOf(changed(22, 24, '000021')), [{ line: 22, column: 24, field: 'count', found: '21' }])
  t.match(await problemsOf(changed(6, 9, '00005')), [{ code: 'HUB_TOTAL_WRONG', line: 6, column: 9, found: '5' }])
  t.match(await problemsOf(changed(7, 4, '0002')), [{ code: 'HUB_TOTAL_WRONG', line: 7, column: 4, field: 'batch' }])
})

t.test('segment U repeats the bank and the movement of its T', async (t) => {
  t.match(await problemsOf(changed(4, 16, '09')), [
    { code: 'HUB_RULE_BROKEN', line: 4, column: 16, field: 'movementU', expected: '06, as in segment T', found: '09' },
  ])
})

t.test('segment T without its U, and U without its T, are out of place', async (t) => {
  t.match((await problemsOf(LINES.toSpliced(3, 1)))[0], { code: 'HUB_RECORD_MISPLACED', line: 4 })
  t.match((await problemsOf(LINES.toSpliced(2, 1)))[0], { code: 'HUB_RECORD_MISPLACED', line: 3 })
})

t.test('batches of other services and other segments are counted and kept as they came', async (t) => {
  const blanks = ' '.repeat(240)
  const payments = [
    over(over(blanks, 1, '10400021C2041040 '), 73, 'EMPRESA'),
    over(blanks, 1, '1040002300001A00000010400123'),
    over(blanks, 1, '1040002300002B   2'),
    over(blanks, 1, '10400025         000004000000000000100000'),
  ]
  const withY = [
    ...LINES.slice(0, 4),
    over(blanks, 1, '1040001300003Y 0304'),
    over(LINES[20]!, 18, '000005'),
    ...payments,
    over(over(LINES[21]!, 18, '000002'), 24, '000011'),
  ]
  t.same(await problemsOf(withY), [])
  const records = await read(fileOf(withY))
  t.match(
    records.filter(({ record }) => /egment/.test(record)),
    [{ segment: 'Y' }, { segment: 'A' }, { segment: 'B' }],
  )
  t.same(await written(records), fileOf(withY))
})

const numbers = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))

t.test('any sample is a file that nothing is wrong with, and comes back byte for byte', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 500 }), numbers, async (size, draws) => {
      const random = () => draws.next().value as number
      const file = await joined(cnab240.write(cnab240.sample!(random, size)))
      deepStrictEqual((await cnab240.check([file])).problems, [])
      deepStrictEqual(await written(await read(file)), file)
    }),
    { numRuns: 30 },
  )
  t.pass('30 files')
})
