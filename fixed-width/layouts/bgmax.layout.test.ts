import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { all, joined, named, these } from '../../test/files.js'
import { bgmax } from './bgmax.layout.js'

const fixture = (name: string) => readFileSync(`test/fixtures/se-bgmax/${name}`)
const sample = fixture('bankgiroinbetalningar_exempelfil_avtal-om-ocr-kontroll_checksiffra_langd_sv.txt')
const valid = fixture('validTransaktionskoder.txt')
const someInvalid = fixture('someInvalidTransaktionskoder.txt')
const utf8 = bgmax.inEncoding('utf-8', 'characters')

// What line 17 of the published copy was before blanks became tabs: as lines 14 to 16, with the reference of line 18.
const REPAIRED_17 = `220003783511${' '.repeat(19)}657965${'0'.repeat(18)}220000000000140`
/** The sample as Bankgirot sent it: blanks that were cut are back, and so are the two tabs' worth of them. */
const repaired = Buffer.from(
  sample
    .toString('latin1')
    .trimEnd()
    .split('\n')
    .map((line, i) => `${(i === 16 ? REPAIRED_17 : line).padEnd(80)}\n`)
    .join(''),
  'latin1',
)

const brief = ({ code, line, field }: { code: string; line: number; field: string }) => `${line} ${code} ${field}`

t.test('the published example: the three damaged lines are named, and nothing else', async (t) => {
  const { problems, records, lines } = await bgmax.check([sample])
  these(t, problems, [
    { code: 'HUB_LINE_LENGTH', line: 16, record: 'extraReference', expected: 'a line of 80', found: 'one of 70' },
    { code: 'HUB_LINE_LENGTH', line: 17, record: 'extraReference', expected: 'a line of 80', found: 'one of 60' },
    { code: 'HUB_LINE_LENGTH', line: 55, record: 'information', expected: 'a line of 80', found: 'one of 79' },
  ])
  t.match(records, { start: 1, opening: 3, payment: 8, deduction: 1, extraReference: 9, deposit: 3, end: 1 })
  t.ok(lines >= 66)
})

t.test('reading that pads short lines takes 16 and 55, and still reports the tabs of line 17', async (t) => {
  const { problems, forgiven } = await bgmax.check([sample], { lenient: ['short-lines'] })
  t.match(
    problems.filter(({ line }) => line !== 17),
    [],
  )
  t.match(problems[0], { code: 'HUB_FIELD_VALUE', line: 17, record: 'extraReference', field: 'reference', column: 13 })
  t.match(forgiven, { 'short-lines': 3 })
  const seen: unknown[] = []
  const records = await all(bgmax.read([sample], { lenient: ['short-lines'], onProblem: (one) => seen.push(one) }))
  const extra = named(records, 'extraReference')
  t.equal(extra.length, 8, 'line 17 is not read as the wrong columns')
  t.equal(extra[2]!.reference.trim(), '657767', 'line 16 is')
  t.notOk(extra.some(({ reference }) => reference.includes('\t')))
})

t.test('the example without its damage: every total agrees, and it is written again byte for byte', async (t) => {
  const { problems, sums } = await bgmax.check([repaired])
  t.same(problems, [])
  t.match(sums, {
    'end.payments': 8n,
    'end.deductions': 1n,
    'end.extraReferences': 9n,
    'end.deposits': 3n,
    'deposit.sum': 1390000n,
    'deposit.count': 9n,
  })
  const records = await all(bgmax.read([repaired]))
  t.same(await joined(bgmax.write(records)), repaired)
})

t.test('the example’s values', async (t) => {
  const records = await all(bgmax.read([repaired]))
  t.same(records[0], {
    record: 'start',
    writtenAt: '2004-05-25T17:30:35',
    microseconds: '010331',
    mode: 'P',
  })
  const deposits = named(records, 'deposit')
  t.same(
    deposits.map(({ sum, currency, count, serial, account, paidOn }) => [
      sum,
      currency,
      count,
      serial,
      account,
      paidOn,
    ]),
    [
      [190000n, 'SEK', 3, '00074', '5841000001009823', '2004-05-25'],
      [800000n, 'SEK', 4, '00075', '5841000001009823', '2004-05-25'],
      [400000n, 'EUR', 2, '00076', '5841000001009823', '2004-05-25'],
    ],
  )
  t.same(
    records
      .slice(0, 18)
      .flatMap((one) => (one.record === 'payment' || one.record === 'deduction' ? [[one.record, one.amount]] : [])),
    [
      ['payment', 100000n],
      ['deduction', 50000n],
      ['payment', 140000n],
    ],
  )
  t.same(records.at(-1), { record: 'end', payments: 8, deductions: 1, extraReferences: 9, deposits: 3 })
  const names = new Set(named(records, 'name').map(({ name }) => name))
  t.ok(names.has('Kalles Plåt AB') && names.has('Olles färg AB'))
  t.ok(named(records, 'place').some(({ town }) => town === 'Storåker'))
  t.match(named(records, 'address')[0], { street: 'Storgatan 2', postcode: '12345' })
  t.match(named(records, 'organisation')[0], { number: '5500001234' })
  t.match(named(records, 'opening'), [
    { bankgiro: '9912346', plusgiro: undefined, currency: 'SEK' },
    { currency: 'SEK' },
    { currency: 'EUR' },
  ])
  t.match(named(records, 'payment')[0], {
    payerBankgiro: '3783511',
    reference: '655969'.padStart(25),
    amount: 100000n,
    referenceCode: '2',
    channel: '2',
    serial: '000000000010',
    image: '0',
  })
  t.equal(named(records, 'information').find(({ text }) => text.includes('658369'))?.text, ' Faktura 658369')
})

t.test('a wrong sum, a wrong count and a payment outside a section are named', async (t) => {
  const lines = repaired.toString('latin1').split('\n')
  const changed = (line: number, from: string, to: string) =>
    Buffer.from(lines.with(line - 1, lines[line - 1]!.replace(from, to)).join('\n'), 'latin1')
  const at = lines.findIndex((line) => line.startsWith('15')) + 1
  these(t, (await bgmax.check([changed(at, '190000SEK', '290000SEK')])).problems, [
    { code: 'HUB_TOTAL_WRONG', line: at, record: 'deposit', field: 'sum', expected: '190000, as the records say' },
  ])
  these(t, (await bgmax.check([changed(66, '7000000008', '7000000009')])).problems, [
    { code: 'HUB_TOTAL_WRONG', line: 66, record: 'end', field: 'payments', found: '9' },
  ])
  const without = Buffer.from(lines.toSpliced(1, 1).join('\n'), 'latin1')
  t.match((await bgmax.check([without])).problems[0], { code: 'HUB_RECORD_MISPLACED', line: 2, found: 'a payment' })
})

t.test(
  'rows with known codes: all eleven are known by their first two characters, once the mark is passed',
  async (t) => {
    const { problems, forgiven } = await utf8.check([valid], { lenient: ['byte-order-mark'] })
    t.same(
      problems.filter(({ code }) => code === 'HUB_RECORD_UNKNOWN' || code === 'HUB_FILE_ENCODING'),
      [],
    )
    t.match(forgiven, { 'byte-order-mark': 1 })
    const { records } = await utf8.check([valid], { lenient: ['byte-order-mark'] })
    t.equal(
      Object.values(records).reduce((sum, one) => sum + one, 0),
      11,
    )
    t.equal(records.start, 1, 'the first row is not lost')
    t.same(
      problems.filter(({ line }) => line === 1),
      [],
      'and it is a good one',
    )
  },
)

t.test('a byte order mark in front of a file is refused unless reading is lenient', async (t) => {
  const { problems } = await utf8.check([valid])
  t.match(problems[0], { code: 'HUB_FILE_ENCODING', line: 1, column: 1 })
  await t.rejects(all(utf8.read([valid])), { code: 'HUB_FILE_ENCODING' })
})

t.test(
  'rows with unknown codes: an empty line, XX, 90 and a short 70 are refused, the rows before are not',
  async (t) => {
    const { problems } = await utf8.check([someInvalid], { lenient: ['byte-order-mark'] })
    t.same(problems.filter(({ code }) => code !== 'HUB_FIELD_VALUE').map(brief), [
      '4 HUB_RECORD_UNKNOWN type',
      '5 HUB_RECORD_UNKNOWN type',
      '6 HUB_RECORD_UNKNOWN type',
      '7 HUB_LINE_LENGTH _',
    ])
    t.match(
      problems.find(({ line }) => line === 4),
      { found: 'an empty line' },
    )
    t.match(
      problems.find(({ line }) => line === 5),
      { found: '"XX"' },
    )
    t.match(
      problems.find(({ line }) => line === 6),
      { found: '"90"' },
    )
    t.match(
      problems.find(({ line }) => line === 7),
      { record: 'end', found: 'one of 39' },
    )
  },
)

t.test('names, addresses and identity numbers are in no error', async (t) => {
  const lines = repaired.toString('latin1').split('\n')
  const damaged = lines.map((line) =>
    line.replace('Storgatan', 'Stor\x07atan').replace('29005500001234', '29X05500001234'),
  )
  const { problems } = await bgmax.check([Buffer.from(damaged.join('\n'), 'latin1')])
  t.ok(problems.length > 0)
  t.notMatch(JSON.stringify(problems), /atan|5500001234/)
  deepStrictEqual(new Set(problems.map(({ field }) => field)), new Set(['street', 'number']))
})
