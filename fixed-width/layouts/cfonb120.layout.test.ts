import { readFileSync } from 'node:fs'
import t from 'tap'
import { all, changed, joined, named, these } from '../../test/files.js'
import { cfonb120 } from './cfonb120.layout.js'

const fixture = (name: string) => readFileSync(`test/fixtures/fr-cfonb120/${name}`)
const example = fixture('example.txt')

const problemsOf = async (file: Buffer) => (await cfonb120.check([file])).problems

t.test('the example: 24 records and nine empty lines, two statements that balance', async (t) => {
  const { problems, records, lines } = await cfonb120.check([example])
  t.same(problems, [])
  t.same(records, { opening: 2, operation: 6, detail: 14, closing: 2 })
  t.equal(lines, 33, 'empty lines count, so that line numbers are those of an editor')
  const read = await all(cfonb120.read([example]))
  t.match(named(read, 'opening'), [
    {
      bank: '15589',
      branch: '00000',
      account: '98765432100',
      currency: 'EUR',
      decimals: '2',
      date: '2019-05-15',
      balance: -19040n,
    },
    { bank: '18706', branch: '00000', account: '00123456789', date: '2019-05-16', balance: -24121n },
  ])
  t.match(named(read, 'closing'), [
    { date: '2019-05-16', balance: -24121n },
    { date: '2019-05-17', balance: -16372n },
  ])
  t.same(
    named(read, 'operation').map(({ amount }) => amount),
    [-3221n, -1070n, -790n, 9749n, -1210n, -790n],
  )
})

t.test('the one-character exoneration code before the amount is no part of it', async (t) => {
  const read = await all(cfonb120.read([example]))
  t.same(
    named(read, 'operation')
      .slice(3)
      .map(({ number, exoneration, unavailability }) => [number, exoneration, unavailability]),
    [
      ['0000000', '', '0'],
      ['0000000', '1', '0'],
      ['0000000', '1', '0'],
    ],
  )
  t.match(named(read, 'operation')[0], {
    ownCode: '9162',
    code: 'B1',
    bookedOn: '2019-05-16',
    valueOn: '2019-05-16',
    label: 'PRLV SEPA TEST CABINET',
  })
  t.equal(named(read, 'operation')[1]!.reference, 'REFERENCE')
})

t.test('details of unknown qualifiers survive, blanks and apostrophes in them too', async (t) => {
  const read = await all(cfonb120.read([example]))
  const details = named(read, 'detail')
  t.same(
    details.map(({ qualifier }) => qualifier),
    ['LIB', 'LIB', 'REF', 'RCN', 'NPY', 'AAA', 'AAA', 'BBB', 'CCC', '   ', 'N Y', "2'C", 'NPY', 'LIB'],
  )
  t.equal(details[3]!.text, 'OTHER REFERENCE                    PURPOSE')
  t.equal(details[10]!.text, 'EXAMPLE WITH EMPTY SPACE')
})

t.test('it is written again byte for byte, without its empty lines, balances computed', async (t) => {
  const packed = Buffer.from(
    example
      .toString('latin1')
      .replace(/\n{2,}/g, '\n')
      .replace(/^\n/, ''),
    'latin1',
  )
  const records = await all(cfonb120.read([example]))
  t.same(await joined(cfonb120.write(records)), packed)
  const bare = records.map((one) => (one.record === 'closing' ? { ...one, balance: undefined } : one))
  t.same(await joined(cfonb120.write(bare)), packed)
  t.same(await problemsOf(packed), [])
})

t.test('a date that is none: the line is short, and where that is forgiven its date is named', async (t) => {
  const file = fixture('invalid_date.txt')
  t.match((await problemsOf(file))[0], {
    code: 'HUB_LINE_LENGTH',
    line: 1,
    record: 'opening',
    expected: 'a line of 120',
    found: 'one of 116',
  })
  await t.rejects(all(cfonb120.read([file])), { code: 'HUB_LINE_LENGTH' })
  const { problems } = await cfonb120.check([file], { lenient: ['short-lines'] })
  these(t, problems, [
    { code: 'HUB_FIELD_VALUE', line: 1, column: 35, record: 'opening', field: 'date', found: '"  CART"' },
    { code: 'HUB_RECORD_MISPLACED', line: 9, expected: 'opening or the end of the file after closing' },
  ])
})

t.test('an operation before any statement is out of its place', async (t) => {
  const file = fixture('operation_out_of_statement.txt')
  t.match((await problemsOf(file))[0], {
    code: 'HUB_RECORD_MISPLACED',
    line: 1,
    expected: 'opening',
    found: 'an operation',
  })
  await t.rejects(all(cfonb120.read([file])), { code: 'HUB_RECORD_MISPLACED' })
})

t.test('a statement that begins before the one before has ended is out of its place', async (t) => {
  const file = fixture('new_statement_without_previous_ended.txt')
  const at = file
    .toString('latin1')
    .split('\n')
    .findIndex((line, i) => i > 0 && line.startsWith('01'))
  t.match((await problemsOf(file))[0], { code: 'HUB_RECORD_MISPLACED', line: at + 1, found: 'an opening' })
  await t.rejects(all(cfonb120.read([file])), { code: 'HUB_RECORD_MISPLACED' })
})

t.test('a balance that is not the opening one and the operations is named', async (t) => {
  const lines = example.toString('latin1').split('\n')
  const last = lines.findLastIndex((line) => line.startsWith('07')) + 1
  these(t, await problemsOf(changed(example, last, '0000000001637K', '0000000001637L')), [
    {
      code: 'HUB_TOTAL_WRONG',
      line: last,
      column: 91,
      record: 'closing',
      field: 'balance',
      expected: '-16372, as the records say',
      found: '-16373',
    },
  ])
})

t.test('an amount with a digit of another sign, or none, is named', async (t) => {
  const lines = example.toString('latin1').split('\n')
  const first = lines.findIndex((line) => line.startsWith('04')) + 1
  t.match((await problemsOf(changed(example, first, '322J', '322*')))[0], {
    code: 'HUB_FIELD_VALUE',
    line: first,
    column: 91,
    field: 'amount',
  })
})

t.test('an operation of another account, currency or number of decimals than the statement is named', async (t) => {
  const lines = example.toString('latin1').split('\n')
  const first = lines.findIndex((line) => line.startsWith('04')) + 1
  these(t, await problemsOf(changed(example, first, 'EUR2', 'EUR3')), [
    { code: 'HUB_RULE_BROKEN', line: first, record: 'operation', field: 'decimals', found: '3' },
  ])
  these(t, await problemsOf(changed(example, first, '98765432100', '98765432109')), [
    { code: 'HUB_RULE_BROKEN', line: first, record: 'operation', field: 'account' },
  ])
})
