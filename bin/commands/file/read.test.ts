import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tap from 'tap'
import { dromedaryIn } from '../../../test/cli/here.js'

const KTL = readFileSync('test/fixtures/fi-ktl-tito/ktl-nordea-demo.txt', 'latin1')
const read = (cwd: string, ...args: string[]) => dromedaryIn(cwd, ['file', 'read', ...args])

tap.test('--jsonl prints each record as an object, and write makes the same file of it', async (t) => {
  const cwd = t.testdir({})
  await dromedaryIn(cwd, ['file', 'sample', 'cfonb120', '--records', '200', '--out', 'a.txt'])
  const { code, out, err } = await read(cwd, 'cfonb120', 'a.txt', '--jsonl')
  t.match({ code, err }, { code: 0, err: '' })
  const records = out.split('\n').map((line) => JSON.parse(line) as { record: string })
  t.equal(records[0]!.record, 'opening')
  writeFileSync(join(cwd, 'a.jsonl'), out)
  t.match(await dromedaryIn(cwd, ['file', 'write', 'cfonb120', 'a.jsonl', '--out', 'b.txt']), { code: 0 })
  t.same(readFileSync(join(cwd, 'b.txt')), readFileSync(join(cwd, 'a.txt')))
})

tap.test('a lenient reading says what it forgave and how often', async (t) => {
  const short = KTL.split('\n').map((line, i) => (i === 0 ? line.slice(0, 40) : line))
  const cwd = t.testdir({ 'k.txt': `\n${short.join('\n')}` })
  t.match(await read(cwd, 'ktl', 'k.txt'), { code: 1, err: /HUB_LINE_LENGTH: ktl line 2/ })
  const lenient = await read(cwd, 'ktl', 'k.txt', '--lenient', 'short-lines')
  t.match(lenient, { code: 0, err: 'forgiven: short-lines, 1 time' })
  t.equal(lenient.out.split('\n').length, 15)
  const json = await read(cwd, 'ktl', 'k.txt', '--lenient', 'short-lines', '--json')
  t.match(JSON.parse(json.out), { forgiven: { 'short-lines': 1 }, problems: [], problemCount: 0 })
  const check = await dromedaryIn(cwd, ['file', 'check', 'ktl', 'k.txt', '--lenient', 'short-lines'])
  t.match(check, { code: 0, out: /^forgiven: short-lines, 1 time\nEverything agrees\.$/m })
})

tap.test('a list is shown member by member, masked where it is personal', async (t) => {
  const file = readFileSync('test/fixtures/fi-ktl-tito/tito-nordea-demo.txt')
  const cwd = t.testdir({ 't.txt': file })
  t.match((await read(cwd, 'tito', 't.txt')).out, /^messages .*lines=\[\d+ characters \(personal\)/m)
  t.match((await read(cwd, 'tito', 't.txt', '--personal')).out, /^messages .*lines=\["2584SMM0829720", "MAKSAJAN/m)
})

tap.test('only so many problems are told as were asked for, and all are counted', async (t) => {
  const cwd = t.testdir({ 'k.txt': KTL.replaceAll(/^(3.{74})1/gm, '$19') })
  const { code, out, err } = await read(cwd, 'ktl', 'k.txt', '--most', '2')
  t.equal(code, 1)
  t.match(out, /^header /)
  t.match(err, /^HUB_FIELD_VALUE: ktl line 2.*\nHUB_FIELD_VALUE: ktl line 3.*\n… and \d+ more$/)
})

tap.test('a file may be read in another encoding than its layout says', async (t) => {
  const utf8 = KTL.replace('LOPEN PERUNA', 'ÅKE ÖSTMAN  ')
  const cwd = t.testdir({ 'k.txt': utf8 })
  t.match(await read(cwd, 'ktl', 'k.txt', '--personal'), { code: 1, err: /HUB_LINE_LENGTH: ktl line 2/ })
  t.match(await read(cwd, 'ktl', 'k.txt', '--personal', '--encoding', 'utf-8'), {
    code: 0,
    out: /payer="ÅKE ÖSTMAN"/,
  })
})

tap.test('a COBOL copybook stands in place of a layout’s name', async (t) => {
  const copybook = `
       01  PAYMENT.
           05  PAY-ID      PIC X(4).
           05  PAY-AMOUNT  PIC 9(5)V99.
`
  const cwd = t.testdir({ 'pay.cob': copybook, 'p.txt': 'AB010001234\nAB020000100\n' })
  const how = ['--copybook', 'pay.cob', '--encoding', 'us-ascii', '--lines', 'lf'] as const
  const { code, out } = await read(cwd, 'p.txt', ...how)
  t.equal(code, 0)
  t.equal(out.split('\n').length, 2)
  t.match(out, /"AB01".*1234/)
  t.match(await dromedaryIn(cwd, ['file', 'check', 'p.txt', ...how]), { code: 0, out: /^pay: 2 lines/ })
  t.match(await dromedaryIn(cwd, ['file', 'show', 'p.txt', ...how]), { code: 0, out: /│AB010001234␊$/m })
  t.match(await dromedaryIn(cwd, ['file', 'layouts', '--copybook', 'pay.cob']), { code: 0, out: /^pay: / })
  t.match(await read(cwd, 'p.txt', '--copybook', 'lost.cob'), { code: 1, err: /^HUB_FILE_OPEN: lost\.cob/ })
})

tap.test('layouts <name> lists columns, fields, what they hold and what may follow', async (t) => {
  const { code, out } = await dromedaryIn('.', ['file', 'layouts', 'ktl'])
  t.equal(code, 0)
  t.match(out, /^Encoding iso-8859-1, columns count bytes; lines are written with CR LF, read with CR LF or LF\.$/m)
  t.match(out, /^transaction, 90 columns; then transaction or trailer$/m)
  t.match(out, /^ {2}64-75 {4}payer {7}12 characters of text \(personal\)$/m)
  t.match(out, /^ {2}2-7 {6}count {10}6 digits \(computed\)$/m)
  t.match(JSON.parse((await dromedaryIn('.', ['file', 'layouts', 'ktl', '--json'])).out), {
    name: 'ktl',
    records: [{}],
  })
  t.match(await dromedaryIn('.', ['file', 'layouts', 'kt']), {
    code: 1,
    err: /^HUB_LAYOUT_UNKNOWN: there is no layout kt/,
  })
})
