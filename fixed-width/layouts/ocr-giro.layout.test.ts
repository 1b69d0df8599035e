import { readFileSync } from 'node:fs'
import t from 'tap'
import { all, changed, joined, named, these } from '../../test/files.js'
import { ocrGiro } from './ocr-giro.layout.js'

const fixture = (name: string) => readFileSync(`test/fixtures/no-ocrgiro/${name}`)
const payments = fixture('ocr_giro_transactions.txt')
const requests = fixture('avtalegiro_payment_request.txt')

const problemsOf = async (file: Buffer) => (await ocrGiro.check([file])).problems

t.test('OCR giro: 20 payments, counted and added up on both levels', async (t) => {
  const { problems, lines, sums } = await ocrGiro.check([payments])
  t.same(problems, [])
  t.equal(lines, 45)
  t.match(sums, { 'ocrAssignmentEnd.sum': 5144900n, 'transmissionEnd.sum': 5144900n })
  const records = await all(ocrGiro.read([payments]))
  t.equal(named(records, 'payment').length, 20)
  t.equal(
    named(records, 'payment').reduce((sum, { amount }) => sum + amount, 0n),
    5144900n,
  )
  t.match(named(records, 'ocrAssignmentEnd'), [
    { transactions: 20, records: 43, sum: 5144900n, settledOn: '1992-01-20', first: '1992-01-20', last: '1992-01-20' },
  ])
  t.same(records.at(-1), {
    record: 'transmissionEnd',
    transactions: 20,
    records: 45,
    sum: 5144900n,
    date: '1992-01-20',
  })
})

t.test('OCR giro: the values of a payment', async (t) => {
  const records = await all(ocrGiro.read([payments]))
  t.match(records[0], { sender: '00008080', number: '0170031', receiver: '00010200' })
  t.match(records[1], { agreement: '001008566', number: '0000002', account: '99991042764' })
  t.same(named(records, 'payment')[1], {
    record: 'payment',
    kind: '10',
    number: 2,
    settledOn: '1992-01-20',
    centre: '13',
    dayCode: '20',
    partialSettlement: '1',
    serial: '01464',
    amount: 102000n,
    kid: '0036633',
  })
  t.match(named(records, 'paymentOrigin')[1], {
    number: 2,
    form: '9797596016',
    reference: '097596016',
    filler: '1883206',
    orderedOn: '1992-01-16',
    account: '99991005524',
  })
  t.same(named(records, 'paymentText'), [{ record: 'paymentText', kind: '21', number: 1, text: 'Foo bar baz' }])
  t.equal(named(records, 'paymentOrigin').find(({ number }) => number === 9)?.orderedOn, '', 'no date is no date')
  t.equal(named(records, 'payment').find(({ number }) => number === 8)?.kid, '02212291038306')
})

t.test('AvtaleGiro: six requests, with the payer and the text that is shown', async (t) => {
  const { problems, lines } = await ocrGiro.check([requests])
  t.same(problems, [])
  t.equal(lines, 22)
  const records = await all(ocrGiro.read([requests]))
  t.match(records[0], { number: '1000081', sender: '55555555' })
  t.match(records[1], { kind: '00', agreement: '000000000', number: '4000086', account: '88888888888' })
  t.same(
    named(records, 'request').map(({ amount, dueOn }) => [amount, dueOn]),
    Array.from({ length: 6 }, () => [100n, '2004-06-17']),
  )
  t.match(named(records, 'request')[0], { kind: '21', number: 1, kid: '008000011688373' })
  t.match(named(records, 'requestPayer')[0], { number: 1, payer: 'NAVN', reference: '' })
  t.same(
    named(records, 'requestText')
      .slice(0, 2)
      .map(({ line, column, text }) => [line, column, text]),
    [
      [1, '1', ' Gjelder Faktura: 168837  Dato: 19/03/04'],
      [1, '2', '                  ForfallsDato: 17/06/04'],
    ],
  )
  t.match(named(records, 'requestAssignmentEnd'), [
    { transactions: 6, records: 20, sum: 600n, first: '2004-06-17', last: '2004-06-17' },
  ])
  t.match(records.at(-1), { transactions: 6, records: 22, sum: 600n, date: '2004-06-17' })
})

t.test('both files are written again byte for byte, with their totals computed', async (t) => {
  for (const file of [payments, requests]) {
    const records = await all(ocrGiro.read([file]))
    t.same(await joined(ocrGiro.write(records)), file)
    const bare = records.map((one) => {
      if (one.record === 'transmissionEnd') return { record: one.record, date: one.date }
      if (one.record === 'ocrAssignmentEnd' || one.record === 'requestAssignmentEnd') {
        const { transactions: _t, records: _r, sum: _s, ...given } = one
        return given
      }
      return one
    })
    t.same(await joined(ocrGiro.write(bare)), file)
  }
})

t.test('the counts of both levels, a sum and a filler are checked', async (t) => {
  these(t, await problemsOf(changed(payments, 44, '00000043', '00000045')), [
    { code: 'HUB_TOTAL_WRONG', line: 44, record: 'ocrAssignmentEnd', field: 'records', found: '45' },
  ])
  these(t, await problemsOf(changed(payments, 45, '00000045', '00000043')), [
    { code: 'HUB_TOTAL_WRONG', line: 45, record: 'transmissionEnd', field: 'records', found: '43' },
  ])
  these(t, await problemsOf(changed(requests, 3, '00000100 ', '00000200 ')), [
    { code: 'HUB_TOTAL_WRONG', line: 21, field: 'sum', found: '600', expected: '700, as the records say' },
    { code: 'HUB_TOTAL_WRONG', line: 22, field: 'sum' },
  ])
  these(t, await problemsOf(changed(requests, 1, '00008080000', '00008080010')), [
    { code: 'HUB_FIELD_VALUE', line: 1, record: 'transmission', field: '_' },
  ])
})

t.test('the records of a transaction carry its number', async (t) => {
  these(t, await problemsOf(changed(payments, 4, '0000001', '0000002')), [
    { code: 'HUB_RULE_BROKEN', line: 4, record: 'paymentOrigin', field: 'number' },
  ])
  these(t, await problemsOf(changed(requests, 6, 'NY2121490000001', 'NY2121490000002')), [
    { code: 'HUB_RULE_BROKEN', line: 6, record: 'requestText', field: 'number' },
  ])
})

t.test('agreements and requests taken back are read as well', async (t) => {
  const record = (start: string, ...rest: readonly string[]) => [start, ...rest].join('').padEnd(80, '0')
  const lines = [
    record('NY00001055555555100008100008080'),
    record('NY212420', '000000000', '4000087', '88888888888'),
    record('NY219470', '0000001', '1', '008000011688373'.padStart(25), 'J'),
    record('NY219470', '0000002', '2', '008000021688389'.padStart(25), 'N'),
    record('NY212488', '00000002', '00000004'),
    record('NY213620', '000000000', '4000088', '88888888888'),
    record('NY219330', '0000001', '170604', ' '.repeat(11), '00000000000000100', '008000011688373'.padStart(25)),
    record('NY219331', '0000001', 'NAVN'.padEnd(60)),
    record('NY213688', '00000001', '00000004', '00000000000000100', '170604170604'),
    record('NY000089', '00000003', '00000010', '00000000000000100', '170604'),
  ]
  const file = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  t.same(await problemsOf(file), [])
  const records = await all(ocrGiro.read([file]))
  t.match(named(records, 'agreement'), [
    { change: '1', kid: '008000011688373', tell: true },
    { change: '2', tell: false },
  ])
  t.match(named(records, 'requestAssignment'), [{ kind: '36' }])
  t.same(await joined(ocrGiro.write(records)), file)
  const mixed = Buffer.from(file.toString().replace('NY213688', 'NY210088'))
  these(t, await problemsOf(mixed), [{ code: 'HUB_RULE_BROKEN', line: 9, field: 'kind' }])
})

t.test('a cut file, a record out of order and the payer’s data', async (t) => {
  const short = payments.subarray(0, payments.length - 81)
  these(t, await problemsOf(short), [{ code: 'HUB_FILE_INCOMPLETE', line: 45, expected: /transmissionEnd/ }])
  const lines = payments.toString('latin1').split('\n')
  these(t, await problemsOf(Buffer.from(lines.toSpliced(2, 1).join('\n'), 'latin1')), [
    { code: 'HUB_RECORD_MISPLACED', line: 3, found: 'a paymentOrigin' },
  ])
  const [problem] = await problemsOf(changed(payments, 4, '99990512341', '9999X512341'))
  t.match(problem, { code: 'HUB_FIELD_VALUE', field: 'account', found: '11 characters (personal)' })
})
