import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { isHubError } from '../bus/errors.js'
import { blank, tag } from './fields/constants.js'
import { cents, integer } from './fields/numbers.js'
import { text } from './fields/text.js'
import { count, sha256, sum } from './fields/totals.js'
import { repeat } from './frame.js'
import { layout, record } from './layout.js'
import type { Problem } from './problem.js'

const records = {
  head: record(8, { type: tag('H'), bank: text(7) }),
  pay: record(20, { type: tag('P'), name: text(10, { personal: true }), amount: cents(8), _: blank(1) }),
  end: record(76, { type: tag('E'), pays: count(3, 'pay'), sum: sum(8, 'pay.amount'), hash: sha256() }),
}
const definition = {
  summary: 'For a test.',
  encoding: 'iso-8859-1',
  records,
  frame: ['head', repeat('pay'), 'end'],
} as const
const strict = layout('pays', { ...definition, lines: { write: 'crlf', read: 'crlf' } })
const lenient = layout('pays', {
  ...definition,
  lines: { write: 'lf', read: 'either', lastMayLackEnd: true, emptyIgnored: true },
})

const pay = (name: string, amount: bigint) => ({ record: 'pay' as const, name, amount })
const input = [
  { record: 'head' as const, bank: 'BANK' },
  pay('ÅSA', 100n),
  pay('OLLE', 250n),
  { record: 'end' as const },
]

async function all<T>(from: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of from) found.push(one)
  return found
}
async function fileOf(of: typeof strict): Promise<Buffer> {
  return Buffer.concat(await all(of.write(input)))
}
const good = await fileOf(strict)
const lines = good.toString('latin1').split('\r\n').slice(0, -1)
const crlf = (parts: readonly string[]) => [Buffer.from(parts.map((line) => `${line}\r\n`).join(''), 'latin1')]
const problemsOf = async (of: typeof strict, bytes: Iterable<Uint8Array>) => (await of.check(bytes)).problems

t.test('however the bytes are cut into chunks, the same records come out', async (t) => {
  const whole = await all(strict.read([good]))
  t.equal(whole.length, 4)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: good.length }), { maxLength: 12 }), async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), good.length]
      const chunks = at.slice(1).map((to, i) => good.subarray(at[i], to))
      deepStrictEqual(await all(strict.read(chunks)), whole)
    }),
  )
  t.same(await all(strict.read([...good].map((byte) => Uint8Array.of(byte)))), whole)
})

t.test('a chunk may be used again by whoever gave it', async (t) => {
  const buffer = Buffer.alloc(7)
  function* chunks() {
    for (let at = 0; at < good.length; at += 7) yield buffer.subarray(0, good.copy(buffer, 0, at, at + 7))
  }
  t.same(await all(strict.read(chunks())), await all(strict.read([good])))
})

t.test('the records before the first problem are given out, then it is thrown with its place', async (t) => {
  const wrong = crlf(lines.with(2, lines[2]!.replace('00000250', '0000025X')))
  const seen: unknown[] = []
  try {
    for await (const found of strict.read(wrong)) seen.push(found.record)
    t.fail('it was read')
  } catch (error) {
    t.ok(isHubError(error))
    t.match(error, {
      code: 'HUB_FIELD_VALUE',
      message: 'pays line 3, column 12 (byte 43): pay.amount should be 8 digits, found "0000025X"',
      details: { layout: 'pays', line: 3, column: 12, byte: 43, record: 'pay', field: 'amount' },
      instruction: { retry: 'give-up', effect: 'not-done' },
    })
  }
  t.same(seen, ['head', 'pay'])
})

t.test(
  'when problems are collected, reading goes on behind each, and every field that is wrong is named',
  async (t) => {
    const wrong = crlf([
      lines[0]!,
      `P${' '.repeat(9)}\tXX000250x`,
      'Q-what-is-this------',
      lines[1]!.slice(0, 12),
      `${lines[1]}+`,
      lines[2]!,
      lines[3]!,
    ])
    const problems: Problem[] = []
    const found = await all(strict.read(wrong, { onProblem: (problem) => problems.push(problem) }))
    t.same(
      found.map((one) => one.record),
      ['head', 'pay', 'end'],
    )
    t.match(problems, [
      { code: 'HUB_FIELD_VALUE', line: 2, column: 2, field: 'name', found: '10 characters (personal)' },
      { code: 'HUB_FIELD_VALUE', line: 2, column: 12, field: 'amount', expected: '8 digits', found: '"XX000250"' },
      { code: 'HUB_FIELD_VALUE', line: 2, column: 20, field: '_', expected: 'a blank', found: '"x"' },
      {
        code: 'HUB_RECORD_UNKNOWN',
        line: 3,
        column: 1,
        field: 'type',
        expected: 'one of "H", "P", "E"',
        found: '"Q"',
      },
      {
        code: 'HUB_LINE_LENGTH',
        line: 4,
        column: 13,
        record: 'pay',
        field: 'amount',
        expected: 'a line of 20',
        found: 'one of 12',
      },
      { code: 'HUB_LINE_LENGTH', line: 5, column: 21, field: 'line end' },
      { code: 'HUB_TOTAL_WRONG', line: 7, column: 13, record: 'end', field: 'hash' },
    ])
  },
)

t.test('a personal value is never in an error, whatever is wrong', async (t) => {
  const secret = lines[1]!.replace('ÅSA', '\u0001SE')
  for (const wrong of [secret, secret.slice(0, 9), `${secret}XX`, `Z${secret.slice(1)}`, `E${secret.slice(1)}`]) {
    const problems = await problemsOf(strict, crlf(lines.with(1, wrong)))
    t.ok(problems.length > 0)
    t.notMatch(JSON.stringify(problems), /SE/)
  }
})

t.test('a record in a wrong place is named, with what could have followed', async (t) => {
  const [head, one, two, end] = lines as [string, string, string, string]
  t.match(await problemsOf(strict, crlf([one, two, end])), [
    { code: 'HUB_RECORD_MISPLACED', line: 1, record: 'pay', expected: 'head', found: 'a pay' },
    { code: 'HUB_TOTAL_WRONG', line: 3, field: 'hash' },
  ])
  t.match(await problemsOf(strict, crlf([head, one, two, head, end])), [
    { code: 'HUB_RECORD_MISPLACED', line: 4, record: 'head', expected: 'pay or end after pay' },
    { code: 'HUB_TOTAL_WRONG', field: 'hash' },
  ])
  t.match(await problemsOf(strict, crlf([head, one, two, end, one])), [
    { code: 'HUB_RECORD_MISPLACED', line: 5, record: 'pay', expected: 'the end of the file after end' },
  ])
})

t.test('a file that stops early is incomplete, an empty one too', async (t) => {
  t.match(await problemsOf(strict, crlf(lines.slice(0, 3))), [
    { code: 'HUB_FILE_INCOMPLETE', line: 4, record: 'pay', expected: 'pay or end', found: 'the end of the file' },
  ])
  t.match(await problemsOf(strict, []), [
    { code: 'HUB_FILE_INCOMPLETE', line: 1, byte: 0, record: 'head', expected: 'head' },
  ])
  await t.rejects(all(strict.read([])), { code: 'HUB_FILE_INCOMPLETE' })
})

t.test('a truncated last line is an error, also where the last line end may be missing', async (t) => {
  const cut = good.subarray(0, good.length - 10)
  t.match(await problemsOf(strict, [cut]), [
    { code: 'HUB_LINE_LENGTH', line: 4, column: 69, record: 'end', field: 'hash', found: 'one of 68' },
  ])
  t.match(await problemsOf(lenient, [cut]), [{ code: 'HUB_LINE_LENGTH', line: 4, found: 'one of 68' }])
})

t.test('totals that differ are named at their field, each with what the records say', async (t) => {
  const end = lines[3]!
  t.match(await problemsOf(strict, crlf(lines.with(3, `E00300000351${end.slice(12)}`))), [
    {
      code: 'HUB_TOTAL_WRONG',
      line: 4,
      column: 2,
      field: 'pays',
      expected: '2, as the records say',
      found: '3',
    },
    {
      code: 'HUB_TOTAL_WRONG',
      line: 4,
      column: 5,
      field: 'sum',
      expected: '350, as the records say',
      found: '351',
    },
  ])
  t.match(await problemsOf(strict, crlf([lines[0]!, lines[1]!, lines[3]!])), [
    { field: 'hash', line: 3 },
    { field: 'pays', found: '2' },
    { field: 'sum', found: '350' },
  ])
})

t.test(
  'line ends are as the layout says: CR LF only, or either with the last one missing and empty lines',
  async (t) => {
    const lf = Buffer.from(good.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    const found = await problemsOf(strict, [lf])
    t.same(
      found.map(({ code, column }) => `${code} ${column}`),
      ['HUB_LINE_END 9', 'HUB_LINE_END 21', 'HUB_LINE_END 21', 'HUB_LINE_END 77', 'HUB_TOTAL_WRONG 13'],
    )
    t.match(await problemsOf(strict, [good.subarray(0, good.length - 2)]), [
      { code: 'HUB_LINE_END', line: 4, found: 'the end of the file' },
    ])
    const own = await fileOf(lenient)
    t.same(await problemsOf(lenient, [own]), [])
    t.same(await problemsOf(lenient, [own.subarray(0, own.length - 1)]), [])
    t.same(await problemsOf(lenient, [own, Buffer.from('\n\r\n')]), [])
  },
)

t.test('after a line feed that is lost, the next record is found again', async (t) => {
  const at = lines[0]!.length + 1
  const damaged = Buffer.from(good)
  damaged[at] = 65
  t.match(await problemsOf(strict, [damaged]), [
    { code: 'HUB_LINE_END', line: 1, column: 9, expected: 'CR LF', found: '"\\rA"' },
    { code: 'HUB_TOTAL_WRONG', line: 4, field: 'hash' },
  ])
})

t.test('a line without an end is passed over without being kept', async (t) => {
  const megabyte = Buffer.alloc(1 << 20, 65)
  function* endless() {
    yield Buffer.from(`${lines[0]}\r\n`, 'latin1')
    for (let i = 0; i < 200; i++) yield megabyte
    yield Buffer.from(`\r\n${lines.slice(1).join('\r\n')}\r\n`, 'latin1')
  }
  const before = process.memoryUsage.rss()
  const problems = await problemsOf(strict, endless())
  t.match(problems, [
    { code: 'HUB_LINE_LENGTH', line: 2, column: 77, expected: 'a line of at most 76' },
    { code: 'HUB_TOTAL_WRONG', line: 5, field: 'hash' },
  ])
  t.ok(process.memoryUsage.rss() - before < 100 << 20)
})

t.test('a check keeps the first problems and counts them all', async (t) => {
  const wrong = crlf([lines[0]!, ...Array.from({ length: 5000 }, () => 'P'), lines[3]!])
  const report = await strict.check(wrong, { most: 10 })
  t.equal(report.problems.length, 10)
  t.equal(report.problemCount, 5001)
  t.match(report, { lines: 5002, records: { head: 1, pay: 5000, end: 1 } })
})

t.test('memory does not grow with the file, in or out', async (t) => {
  const million = layout('million', {
    summary: 'Many records.',
    encoding: 'iso-8859-1',
    lines: { write: 'crlf' },
    records: { row: record(64, { type: tag('R'), n: integer(9), words: text(54) }) },
    frame: [repeat('row')],
  })
  function* rows(many: number) {
    for (let n = 0; n < many; n++) yield { record: 'row' as const, n, words: 'MEIKÄLÄINEN MATTI' }
  }
  const turn = async (many: number) => {
    let read = 0
    for await (const batch of million.readBatches(million.write(rows(many)))) read += batch.length
    return read
  }
  t.equal(await turn(200_000), 200_000)
  const before = process.memoryUsage.rss()
  t.equal(await turn(1_000_000), 1_000_000)
  t.ok(process.memoryUsage.rss() - before < 64 << 20, `${(process.memoryUsage.rss() - before) >> 20} MB more`)
})

t.test('a caller who stops early ends the source', async (t) => {
  let ended = false
  async function* source() {
    try {
      yield good
    } finally {
      ended = true
    }
  }
  for await (const found of strict.read(source())) {
    t.equal(found.record, 'head')
    break
  }
  t.ok(ended)
})
