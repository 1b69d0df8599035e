import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import tap from 'tap'
import { dromedaryIn } from '../../../test/cli/here.js'

const KTL = readFileSync('test/fixtures/fi-ktl-tito/ktl-nordea-demo.txt', 'latin1').split('\n')
const [HEADER, FIRST, SECOND] = KTL as [string, string, string]
const TRAILER = KTL[14]!
const TENS = '         1         2         3         4         5         6         7         8         9'
const ONES = '1234567890'.repeat(9)
/** A line of what is shown; `number` and `name` as they stand in the margin. */
const row = (number: number | string, name: string, text: string) =>
  `${String(number).padStart(7)} ${name.padEnd(11)} │${text}`
const RULER = [row('', '', TENS), row('', '', ONES)]
const said = (text: string) => `${' '.repeat(20)}└ ${text}`
const masked = (line: string) => `${line.slice(0, 63)}${line.slice(63, 75).replace(/[^ ]/g, '•')}${line.slice(75)}`

function folder(t: Pick<typeof tap, 'testdir'>, lines: readonly string[], ends = '\n'): string {
  return t.testdir({ 'k.txt': Buffer.from(lines.map((line) => `${line}${ends}`).join(''), 'latin1') })
}
const show = (cwd: string, ...args: string[]) => dromedaryIn(cwd, ['file', 'show', ...args])

tap.test('a file is shown under a ruler, each line with its record and its line end', async (t) => {
  const cwd = folder(t, [HEADER, FIRST, SECOND, TRAILER], '\r\n')
  const { code, out, err } = await show(cwd, 'ktl', 'k.txt', '--to', '3', '--lenient', 'totals')
  t.equal(code, 0)
  t.equal(err, 'forgiven: totals, 4 times')
  t.same(out.split('\n'), [
    ...RULER,
    row(1, 'header', `${HEADER}␍␊`),
    row(2, 'transaction', `${masked(FIRST)}␍␊`),
    row(3, 'transaction', `${masked(SECOND)}␍␊`),
  ])
})

tap.test(
  'what is wrong is marked below its columns with the sentence, totals at the line that holds them',
  async (t) => {
    const cwd = folder(t, [
      HEADER,
      `${FIRST.slice(0, 87)}Z${FIRST.slice(88)}`,
      SECOND,
      TRAILER.replace('000011', '000001'),
    ])
    const { code, out } = await show(cwd, 'ktl', 'k.txt', '--personal')
    t.equal(code, 1)
    t.same(out.split('\n'), [
      ...RULER,
      row(1, 'header', `${HEADER}␊`),
      row(2, 'transaction', `${FIRST.slice(0, 87)}Z${FIRST.slice(88)}␊`),
      row('', '', `${' '.repeat(87)}^`),
      said('HUB_FIELD_VALUE: column 88, transaction.correction should be "1" for yes or "0" for no, found "Z"'),
      row(3, 'transaction', `${SECOND}␊`),
      row(4, 'trailer', `${TRAILER.replace('000011', '000001')}␊`),
    ])
    const totals = await show(folder(t, [HEADER, FIRST, TRAILER]), 'ktl', 'k.txt', '--from', '3')
    t.same(totals.out.split('\n').slice(2, 7), [
      row(3, 'trailer', `${TRAILER}␊`),
      row('', '', ' ^^^^^^'),
      said('HUB_TOTAL_WRONG: column 2, trailer.count should be 1, as the records say, found 11'),
      row('', '', `       ${'^'.repeat(11)}`),
      said('HUB_TOTAL_WRONG: column 8, trailer.sum should be 32324, as the records say, found 860289'),
    ])
  },
)

tap.test('a personal field is hidden, and so is a line whose columns nobody knows', async (t) => {
  const cwd = folder(t, [HEADER, FIRST.replace('LOPEN', 'LOPE'), 'XLOPEN PERUNA', TRAILER])
  const { out } = await show(cwd, 'ktl', 'k.txt')
  t.notMatch(out, /LOPE|PERUNA/)
  t.match(out, /^ +2 transaction │•{15,}[• ]+␊$/m, 'one character too few moved the columns')
  t.match(
    out,
    /└ HUB_LINE_LENGTH: column 90, transaction should be a line of 90, found one of 89, which ends in returnCode$/m,
  )
  t.match(out, /^ +3 \? {11}│•{6} •{6}␊$/m)
  t.match((await show(cwd, 'ktl', 'k.txt', '--personal')).out, /XLOPEN PERUNA␊/)
  const hex = (await show(cwd, 'ktl', 'k.txt', '--hex')).out
  const below = hex.slice(hex.indexOf(' 2 transaction')).split('\n').slice(1, 3)
  t.ok(
    below.every((line) => /│•{89}$/.test(line)),
    'hexadecimal digits hide the same columns',
  )
})

tap.test('lines are folded at a width, and the fields of each can be listed', async (t) => {
  const cwd = folder(t, [HEADER])
  const { out } = await show(cwd, 'ktl', 'k.txt', '--fold', '40', '--fields', '--lenient', 'unknown-records')
  const lines = out.split('\n')
  t.same(lines.slice(0, 5), [
    row('', '', TENS.slice(0, 40)),
    row('', '', ONES.slice(0, 40)),
    row(1, 'header', HEADER.slice(0, 40)),
    row('+40', '', HEADER.slice(40, 80)),
    row('+80', '', `${HEADER.slice(80)}␊`),
  ])
  t.match(out, /^ {20}│ {6}2-7 {2}createdOn {2}060303$/m)
  t.match(out, 'HUB_FILE_INCOMPLETE: line 2')
})

tap.test('--wrong shows the lines with something wrong only, --most tells only so much', async (t) => {
  const bad = `${FIRST.slice(0, 87)}Z${FIRST.slice(88)}`
  const cwd = folder(t, [HEADER, FIRST, bad, SECOND, bad, TRAILER])
  const { out } = await show(cwd, 'ktl', 'k.txt', '--wrong')
  t.same(
    out.split('\n').flatMap((line) => /^ +(\d+) /.exec(line.slice(0, 20))?.[1] ?? []),
    ['3', '5'],
  )
  const most = await show(cwd, 'ktl', 'k.txt', '--most', '1')
  t.equal(most.out.match(/└/g)?.length, 1)
  t.equal(most.err, '… and 1 more problem')
})

tap.test('a total that turns out wrong long after its line is shown with its line again', async (t) => {
  const cwd = folder(t, [])
  const file = (await dromedaryIn(cwd, ['file', 'sample', 'hub-gl', '--records', '10', '--out', 'gl.txt'])).code
  t.equal(file, 0)
  const lines = readFileSync(join(cwd, 'gl.txt'), 'latin1').split('\r\n')
  const [header, voucher, row, ...rest] = lines as [string, string, string, ...string[]]
  const trailer = rest.at(-2)!
  const many = Array.from({ length: 3000 }, () => row)
  writeFileSync(join(cwd, 'gl.txt'), [header, voucher, ...many, trailer, ''].join('\r\n'), 'latin1')
  const { out } = await show(cwd, 'hub-gl', 'gl.txt')
  const shown = out.split('\n')
  const second = shown.flatMap((line, i) => (/^ +2 voucher/.test(line) ? [i] : []))
  t.ok(second.length > 1, 'line 2 is shown again')
  t.match(shown[second.at(-1)! + 2], /└ HUB_(TOTAL_WRONG|VOUCHER_UNBALANCED): column \d+, voucher\./)
})

tap.test('without a layout, the bytes are shown and what kind of file it is', async (t) => {
  const cwd = t.testdir({ 'r.txt': Buffer.from('AB\tC\r\n\r\nD\xc4\nlast', 'latin1') })
  const { code, out } = await show(cwd, 'r.txt', '--hex')
  t.equal(code, 0)
  t.same(out.split('\n'), [
    '        │',
    '        │12345',
    '      1 │AB␉C␍␊',
    '        │4404',
    '        │1293',
    '      2 │␍␊',
    '        │',
    '        │',
    '      3 │DÄ␊',
    '        │4C',
    '        │44',
    '      4 │last',
    '        │6677',
    '        │C134',
    '',
    'size          15 bytes (15 B)',
    'encoding      windows-1252, a guess',
    'line ends     2 CR LF, 1 LF, none behind the last line',
    'lengths       2 lines of 4, 1 line of 0, 1 line of 2, in bytes',
    'control       ␉ (0x09) 1 time, first in line 1, byte 3',
    'beyond ASCII  1 byte',
  ])
  const json = JSON.parse((await dromedaryIn(cwd, ['file', 'show', 'r.txt', '--json'])).out)
  t.match(json, { encoding: 'windows-1252', lineEnds: { crlf: 2, lf: 1, missing: 1 }, controls: [{ code: 9 }] })
})

tap.test('records without line ends are laid below each other at the length they seem to have', async (t) => {
  const text = Array.from({ length: 30 }, (_, i) => `D${String(i).padStart(8, '0')}${'NAME'.padEnd(20)}${i % 10}`)
  const cwd = t.testdir({ 'd.dat': text.join('') })
  const { out } = await show(cwd, 'd.dat', '--from', '2', '--to', '3')
  t.match(out, '      2 │D00000001NAME                1\n      3 │D00000002NAME                2\n')
  t.match(out, /^records {7}perhaps of 30 bytes each$/m)
  t.match(out, /^line ends {5}none$/m)
})

tap.test('as JSON, each line is an object with its columns and what is wrong', async (t) => {
  const cwd = folder(t, [HEADER, FIRST])
  const { code, out } = await show(cwd, 'ktl', 'k.txt', '--json')
  t.equal(code, 1)
  t.match(JSON.parse(out), {
    layout: 'ktl',
    lines: [
      { line: 1, name: 'header', bytes: 91, text: HEADER, end: '␊', problems: [] },
      { line: 2, name: 'transaction', text: masked(FIRST) },
      { line: 3, problems: [{ code: 'HUB_FILE_INCOMPLETE' }] },
    ],
    problemCount: 1,
  })
})

tap.test('colours come where they are asked for, and change nothing else', async (t) => {
  const cwd = folder(t, [`${HEADER}X`])
  const plain = await show(cwd, 'ktl', 'k.txt')
  const coloured = await dromedaryIn(cwd, ['file', 'show', 'ktl', 'k.txt', '--color'])
  t.notMatch(plain.out, '\x1b')
  t.match(coloured.out, `${'\x1b[1m\x1b[33m'}0${'\x1b[39m\x1b[22m'}060303${'\x1b[36m'}2359${'\x1b[39m'}`)
  t.match(coloured.out, `${'\x1b[31m'}^${'\x1b[39m'}`)
  t.equal(stripVTControlCharacters(coloured.out), plain.out)
  const env = async (set: Record<string, string>, ...more: string[]) =>
    (await dromedaryIn(cwd, ['file', 'show', 'ktl', 'k.txt', ...more], set)).out.includes('\x1b')
  t.equal(await env({ FORCE_COLOR: '1' }), true)
  t.equal(await env({ FORCE_COLOR: '0' }), false)
  t.equal(await env({ FORCE_COLOR: '1' }, '--no-color'), false)
  t.equal(await env({ NO_COLOR: '1' }, '--color'), true)
  t.equal(await env({ NO_COLOR: '1' }), false)
})

tap.test('wrong options are refused with what is right', async (t) => {
  const cwd = folder(t, [HEADER])
  for (const [args, sentence] of [
    [['show'], "missing required argument 'layout'"],
    [['read', 'ktl'], "missing required argument 'file'"],
    [['show', 'ktl', 'k.txt', '--from', '0'], 'It is a whole number from 1.'],
    [['check', 'ktl', 'k.txt', '--lenient', 'all'], 'There are short-lines, long-lines'],
    [['check', 'ktl', 'k.txt', '--lines', 'lf'], '--lines belongs to --copybook'],
    [['check', 'ktl', 'k.txt', '--widths', 'feet'], 'It is bytes or characters.'],
    [['sample', 'ktl', '--records', 'many'], 'such as 1000, 20k or 5M'],
    [['diff', 'ktl', '-', '-'], 'only one of the files can be standard input'],
    [['diff', 'ktl', 'k.txt', 'k.txt', '--ignore', 'colour'], 'ktl has no field colour'],
    [['read', 'ktl', 'k.txt', 'more.txt'], 'too many arguments'],
  ] as const) {
    const { code, err } = await dromedaryIn(cwd, ['file', ...args])
    t.equal(code, 2, args.join(' '))
    t.match(err, sentence)
  }
})
