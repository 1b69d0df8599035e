import { readFileSync } from 'node:fs'
import t from 'tap'
import { fileOf, over } from '../../../test/files.js'
import { nacha } from '../nacha.layout.js'
import type { NachaInput } from './records.js'
import { checkDigitOf } from './rules.js'

const linesOf = (name: string) => readFileSync(`test/fixtures/nacha/${name}`, 'latin1').trimEnd().split('\n')
const problemsOf = async (lines: readonly string[]) => (await nacha.check([fileOf(lines, '\n')])).problems
/** The lines with one of them (counted from 1) overwritten from a column on. */
const changed = (lines: readonly string[], line: number, column: number, to: string) =>
  lines.with(line - 1, over(lines[line - 1]!, column, to))

const MIXED = linesOf('ppd-mixedDebitCredit.ach')
const MICRO = linesOf('two-micro-deposits.ach')
const IAT = linesOf('iat-debit.ach')

t.test('the check digit of a routing number is computed', async (t) => {
  t.equal(checkDigitOf('23138010'), '4')
  t.equal(checkDigitOf('12104288'), '2')
  t.equal(checkDigitOf('09140060'), '6')
  t.match(await problemsOf(changed(MIXED, 3, 12, '5')), [
    {
      code: 'HUB_RULE_BROKEN',
      line: 3,
      column: 12,
      field: 'checkDigit',
      expected: '4, the check digit of 23138010',
      found: '5',
    },
  ])
})

t.test('a batch of credits holds no debits, and one of debits no credits', async (t) => {
  const credits = changed(changed(MIXED, 2, 2, '220'), 6, 2, '220')
  t.match(await problemsOf(credits), [
    {
      line: 3,
      field: 'transactionCode',
      expected: 'a credit code, as service class 220 allows no debit',
      found: '27',
    },
    { line: 6, field: 'debit', found: '200000000' },
  ])
  const debits = changed(changed(MIXED, 2, 2, '225'), 6, 2, '225')
  t.match(await problemsOf(debits), [
    { line: 4, field: 'transactionCode', found: '22' },
    { line: 5, field: 'transactionCode', found: '22' },
    { line: 6, field: 'credit' },
  ])
})

t.test('the batch control repeats its header', async (t) => {
  t.match(await problemsOf(changed(MIXED, 6, 2, '220')), [
    { line: 6, field: 'serviceClass', expected: '200, as in the batch header', found: '220' },
  ])
  t.match(await problemsOf(changed(MIXED, 6, 80, '12104280')), [{ line: 6, field: 'odfi', found: '12104280' }])
  t.match(await problemsOf(changed(MIXED, 6, 88, '0000002')), [
    { line: 6, column: 88, field: 'batchNumber', expected: '1, as in the batch header', found: '2' },
  ])
  t.match(await problemsOf(changed(MIXED, 6, 45, '999999999 ')), [{ line: 6, field: 'companyId' }])
})

t.test('trace numbers begin with the ODFI and ascend within their batch, not beyond', async (t) => {
  t.match(await problemsOf(changed(MIXED, 4, 80, '12104289')), [
    { line: 4, column: 80, field: 'trace', expected: "a number that begins with 12104288, the batch's ODFI" },
  ])
  t.match(await problemsOf(changed(MIXED, 5, 94, '2')), [
    { line: 5, field: 'trace', expected: 'above 121042880000002, the trace number before it' },
  ])
  // The second batch begins again at a lower number.
  const lower = changed(changed(MICRO, 11, 88, '0'), 12, 88, '0')
  t.same(await problemsOf(lower), [])
})

t.test('addenda belong to the entry before them, which says that they come', async (t) => {
  t.match(await problemsOf(changed(MICRO, 4, 88, '6829030')), [
    { line: 4, column: 88, field: 'entrySequence', expected: "6829038, the end of its entry's trace number" },
  ])
  t.match(await problemsOf(changed(MICRO, 3, 79, '0')), [
    { line: 4, field: 'record', expected: 'no addenda of the entry 121042886829038, whose indicator says 0' },
  ])
  t.match(await problemsOf(changed(MIXED, 4, 79, '1')), [
    { line: 5, field: 'record', expected: 'addenda of the entry 121042880000002, whose indicator says 1' },
  ])
  t.match(await problemsOf(changed(MIXED, 5, 79, '1')), [{ line: 6, record: 'batchControl', field: 'record' }])
})

t.test('addenda are numbered within their entry', async (t) => {
  t.match(await problemsOf(changed(MICRO, 6, 84, '0002')), [
    { code: 'HUB_TOTAL_WRONG', line: 6, column: 84, field: 'sequence', expected: '1, the next number', found: '2' },
  ])
})

t.test('an IAT entry has addenda 10 to 16 in order, and so many of 17 and 18', async (t) => {
  t.match((await problemsOf(IAT.toSpliced(5, 1)))[0], {
    code: 'HUB_RECORD_MISPLACED',
    line: 6,
    expected: 'addenda12 after addenda11',
  })
  const more = IAT.toSpliced(11, 0, ...['2', '3'].map((n) => IAT[10]!.slice(0, 86) + n + IAT[10]!.slice(87)))
  const found = await problemsOf(more)
  t.match(
    found.find(({ code }) => code === 'HUB_RULE_BROKEN'),
    { line: 13, field: 'sequence', expected: 'at most 2 such addenda of an entry', found: '3' },
  )
})

t.test('a writer refuses what a reader would', async (t) => {
  const records: NachaInput[] = []
  for await (const one of nacha.read([Buffer.from(`${MIXED.join('\n')}\n`)])) records.push(one)
  const write = async (given: readonly NachaInput[]) => {
    for await (const _ of nacha.write(given));
  }
  await write(records)
  const wrong = records.map((one) => (one.record === 'batchControl' ? { ...one, batchNumber: 7 } : one))
  await t.rejects(write(wrong), { code: 'HUB_RULE_BROKEN', message: /line 6.*batchControl.batchNumber/ })
  const digit = records.map((one) => (one.record === 'entry' ? { ...one, checkDigit: '0' } : one))
  await t.rejects(write(digit), { code: 'HUB_RULE_BROKEN', message: /line 3.*entry.checkDigit/ })
})

t.test('the filler at the end is whole or left out', async (t) => {
  t.same(await problemsOf(MIXED.slice(0, 7)), [])
  t.match(await problemsOf(MIXED.slice(0, 9)), [{ code: 'HUB_FILE_FILLER' }])
  t.match(await problemsOf([...MIXED, MIXED.at(-1)!]), [{ code: 'HUB_FILE_FILLER' }])
})
