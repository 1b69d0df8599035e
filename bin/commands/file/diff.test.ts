import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tap from 'tap'
import { dromedaryIn } from '../../../test/cli/here.js'

const KTL = readFileSync('test/fixtures/fi-ktl-tito/ktl-nordea-demo.txt', 'latin1')
const LINES = KTL.split('\n').slice(0, -1)

/** Two files, the second with these lines. */
function folder(t: Pick<typeof tap, 'testdir'>, lines: readonly string[], end = '\n'): string {
  return t.testdir({ 'a.txt': KTL, 'b.txt': lines.map((line) => line + end).join('') })
}
const diff = (cwd: string, ...args: string[]) => dromedaryIn(cwd, ['file', 'diff', 'ktl', 'a.txt', 'b.txt', ...args])
const changed = LINES.map((line, i) =>
  i === 2 ? line.replace('0000077640', '0000077641').replace(/(?<=^.{63}).{12}/, 'MALLI MAIJA ') : line,
)

tap.test('the same file has no difference, and the exit code says so', async (t) => {
  t.match(await diff(folder(t, LINES)), {
    code: 0,
    out: 'a.txt and b.txt\n15 equal, 0 changed, 0 missing, 0 added\nThe files are the same, byte for byte.',
    err: '',
  })
})

tap.test('a changed field is shown with both values, a personal one only by its length', async (t) => {
  const cwd = folder(t, changed)
  const { code, out } = await diff(cwd)
  t.equal(code, 1)
  t.match(
    out,
    /^~ line 3: transaction\n {4}payer: 1\d characters \(personal\) → 11 characters \(personal\)\n {4}amount: 77640 → 77641$/m,
  )
  t.match(out, /^b\.txt has 1 problem, the first in line 15; .*"dromedary file check"$/m, 'its sum is wrong now')
  t.match(out, /^14 equal, 1 changed, 0 missing, 0 added$/m)
  t.match((await diff(cwd, '--personal')).out, /payer: ".*" → "MALLI MAIJA"/)
  t.match((await diff(cwd, '--color')).out, '\x1b[31m77640\x1b[39m → \x1b[32m77641\x1b[39m')
  t.match(await diff(cwd, '--ignore', 'transaction.amount,payer', '--lenient', 'totals'), {
    code: 1,
    out: /15 equal, 0 changed.*\nThe records are the same but for what --ignore passes over\.$/,
  })
})

tap.test('a record that is missing or added stands alone, and what is behind it is equal', async (t) => {
  const missing = await diff(
    folder(
      t,
      LINES.filter((_, i) => i !== 4),
    ),
  )
  t.equal(missing.code, 1)
  t.match(missing.out, /^- line 5: transaction type="3" .*payer=\d+ characters \(personal\).* amount=\d+/m)
  t.match(missing.out, /^14 equal, 0 changed, 1 missing, 0 added$/m)
  t.notMatch(missing.out, /^[~+]/m)
  const added = await diff(folder(t, [...LINES.slice(0, 5), LINES[1]!, ...LINES.slice(5)]))
  t.match(added.out, /^\+ line 6: transaction /m)
  t.match(added.out, /^15 equal, 0 changed, 0 missing, 1 added$/m)
})

tap.test('totals that differ are told field by field', async (t) => {
  const { out } = await diff(
    folder(
      t,
      LINES.map((line) => line.replace(/^9000011/, '9000012')),
    ),
  )
  t.match(out, /^~ line 15: trailer\n {4}count: 11 → 12$/m)
})

tap.test('files that differ only outside of their fields are told apart', async (t) => {
  t.match(await diff(folder(t, LINES, '\r\n')), {
    code: 1,
    out: /The records are the same, but not the bytes: line ends, or columns that no field holds\.$/,
  })
})

tap.test('as JSON, the differences hold both records and both values', async (t) => {
  const { code, out } = await diff(folder(t, changed), '--json', '--most', '5')
  t.equal(code, 1)
  t.match(JSON.parse(out), {
    layout: 'ktl',
    left: { file: 'a.txt', problems: 0 },
    right: { file: 'b.txt', problems: 1, first: { code: 'HUB_TOTAL_WRONG', line: 15 } },
    sameBytes: false,
    differ: true,
    equal: 14,
    changed: 1,
    differences: [
      { kind: 'changed', left: { line: 3 }, fields: [{}, { field: 'amount', left: '77640', right: '77641' }] },
    ],
  })
})

tap.test('only so many differences are told as were asked for, and all are counted', async (t) => {
  const cwd = folder(
    t,
    LINES.map((line) => line.replace(/^3(.{27})./, '3$1Z')),
  )
  const { out } = await diff(cwd, '--most', '2')
  t.equal(out.match(/^~/gm)?.length, 2)
  t.match(out, /^… and \d+ differences more$/m)
})

tap.test('two samples of one seed are the same, of two seeds they differ all over and end none the less', async (t) => {
  const cwd = t.testdir({})
  for (const [name, seed] of [
    ['a', '1'],
    ['b', '1'],
    ['c', '2'],
  ] as const)
    await dromedaryIn(cwd, ['file', 'sample', 'hub-gl', '--records', '2000', '--seed', seed, '--out', `${name}.txt`])
  const compare = (other: string) => dromedaryIn(cwd, ['file', 'diff', 'hub-gl', 'a.txt', other])
  t.match(await compare('b.txt'), { code: 0 })
  const { code, out } = await compare('c.txt')
  t.equal(code, 1)
  const [, ...counts] = /(\d+) equal, (\d+) changed, (\d+) missing, (\d+) added/.exec(out)!
  const [equal, some, missing, added] = counts.map(Number) as [number, number, number, number]
  const records = readFileSync(join(cwd, 'a.txt')).length / 202
  t.equal(equal + some + missing, records, 'every record of the first file is accounted for')
  t.equal(equal + some + added, readFileSync(join(cwd, 'c.txt')).length / 202, 'and of the second')
})

tap.test('a record that is spread over several lines is one difference with the line it begins on', async (t) => {
  const cwd = t.testdir({})
  await dromedaryIn(cwd, ['file', 'sample', 'cnab240', '--records', '60', '--out', 'a.txt'])
  const { out } = await dromedaryIn(cwd, ['file', 'read', 'cnab240', 'a.txt', '--jsonl'])
  const records = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
  const at = records.findIndex(({ record }) => record === 'title')
  records[at]!.bankNumber = 'ANOTHER'
  writeFileSync(join(cwd, 'b.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'))
  const wrote = await dromedaryIn(cwd, ['file', 'write', 'cnab240', 'b.jsonl', '--out', 'b.txt'])
  t.equal(wrote.code, 0, wrote.err)
  const found = await dromedaryIn(cwd, ['file', 'diff', 'cnab240', 'a.txt', 'b.txt'])
  t.match(found.out, new RegExp(`^~ line ${at + 1}: title\\n {4}bankNumber: .* → "ANOTHER"$`, 'm'))
  t.match(found.out, / 1 changed, 0 missing, 0 added/)
})
