import t from 'tap'
import { hexadecimal } from '../../fixed-width/fields/bytes.js'
import { binary, packed } from '../../fixed-width/fields/cobol.js'
import { literal, spare, tag } from '../../fixed-width/fields/constants.js'
import { rest } from '../../fixed-width/fields/open.js'
import { text } from '../../fixed-width/fields/text.js'
import { oneOf, repeat } from '../../fixed-width/frame.js'
import { layout, record } from '../../fixed-width/layout.js'
import type { Problem } from '../../fixed-width/problem.js'
import type { LineRead } from '../../fixed-width/teller.js'
import { randomOf } from '../../fixed-width/workbench/random.js'
import { judge } from './judge.js'
import { layouts } from './subjects.js'
import { xmlDocuments } from './xml.js'

// What damaged files have found, each in its smallest form.

const small = (read: 'crlf' | 'either') =>
  layout('small', {
    summary: 'Two records, of which one has columns that nobody owns.',
    encoding: 'us-ascii',
    lines: { write: 'crlf', read },
    records: {
      head: record(6, { _a: literal('ab'), type: tag('H'), name: text(3) }),
      row: record(6, { _a: literal('ab'), type: tag('R'), _: spare(3) }),
    },
    frame: ['head', repeat('row')],
  })

async function readIn(pieces: readonly string[], of = small('either')) {
  const problems: Problem[] = []
  const lines: LineRead[] = []
  let count = 0
  const options = { onProblem: (one: Problem) => problems.push(one), onLine: (one: LineRead) => lines.push(one) }
  for await (const batch of of.readBatches(
    pieces.map((piece) => Buffer.from(piece, 'latin1')),
    options,
  ))
    count += batch.length
  return { count, problems, lines }
}
const chars = (file: string) => [...file]

t.test('a line end in spare columns ends the line, in whatever pieces the file comes', async (t) => {
  for (const file of ['abHxyz\r\nabR \n \r\n', 'abHxyz\r\nabR  \r\n', 'abHxyz\r\nabR  \n\r\n']) {
    const whole = await readIn([file])
    t.strictSame(await readIn(chars(file)), whole)
    t.ok(whole.problems.length > 0)
  }
})

t.test('a line that is far too long is refused in the same words, in whatever pieces it comes', async (t) => {
  for (const file of [`abHxyz\r\nabR   ${'x'.repeat(9_000)}\r\nabR   \r\n`, `abHxyz\r\n${'x'.repeat(9_000)}`]) {
    const whole = await readIn([file])
    t.match(whole.problems, [{ code: 'HUB_LINE_LENGTH', line: 2, byte: 14, found: 'a longer one' }])
    t.strictSame(await readIn(chars(file)), whole)
    t.equal(
      whole.lines.reduce((sum, { bytes }) => sum + bytes, 0),
      file.length,
      'all of it is told of',
    )
  }
})

t.test('a record whose line feed the end of the file has cut off ends where the file does', async (t) => {
  const { problems, lines } = await readIn(['abHxyz\r'], small('crlf'))
  t.match(problems, [{ code: 'HUB_LINE_END' }])
  t.match(lines, [{ byte: 0, bytes: 7 }])
})

t.test('a line too short to say what it is has its problem at its end, not beyond the file', async (t) => {
  const { problems } = await readIn(['abHxyz\r\na'])
  t.match(problems, [{ code: 'HUB_RECORD_UNKNOWN', line: 2, column: 2, byte: 9 }])
})

t.test('columns that may hold the bytes of a line end are refused where lines end with one', async (t) => {
  for (const field of [packed(3), binary(4), hexadecimal(2)])
    t.throws(
      () =>
        layout('mixed', {
          summary: 'Cannot be read: a number may look like the end of its line.',
          encoding: 'us-ascii',
          lines: { write: 'lf' },
          records: { row: record(field.width + 1, { type: tag('R'), field }) },
          frame: ['row'],
        }),
      { code: 'HUB_LAYOUT_FIELD', message: /row\.field may hold the bytes of a line end/ },
    )
})

t.test('every byte of a KTL file comes out again, of columns that nobody owns too', async (t) => {
  const ktl = (await layouts()).find(({ name }) => name === 'ktl')!
  const header = `${'02603020930501234567891'.padEnd(40)}\0\x18REST`.padEnd(90)
  const trailer = `9${'0'.repeat(51)}`.padEnd(90)
  const { accepted, faults } = await judge(ktl, Buffer.from(`${header}\r\n${trailer}\r\n`), randomOf('1'))
  t.strictSame(faults, [])
  t.ok(accepted)
})

t.test('a record that would be read as another one is not written', async (t) => {
  const { write } = layout('catch-all', {
    summary: 'One kind of record is known, and all others that begin alike are kept.',
    encoding: 'us-ascii',
    lines: { write: 'lf' },
    records: {
      known: record(6, { type: tag('A1'), name: text(4) }),
      other: record({ least: 1, most: 20 }, { type: tag('A'), all: rest() }),
    },
    frame: [repeat(oneOf('known', 'other'))],
  })
  const written = async (all: string) => {
    let file = ''
    for await (const chunk of write([[{ record: 'other', all }]])) file += Buffer.from(chunk).toString('latin1')
    return file
  }
  t.equal(await written('2'), 'A2\n')
  t.equal(await written(''), 'A\n')
  for (const all of ['1', '1234', '1 longer than the other is'.slice(0, 19)])
    await t.rejects(written(all), {
      code: 'HUB_RECORD_MISPLACED',
      message: /should be values with which it is read as other, found some with which it is read as known/,
    })
})

t.test('bytes of XML that are no text are found where they stand, in whatever pieces they come', async (t) => {
  const document = (await xmlDocuments()).find(({ name }) => name === 'Finvoice')!
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n<Finvoice Version="2.01">\n'
  for (const [file, expected] of [
    [Buffer.from(`${head}<a>\xff</a>`, 'latin1'), 'text in utf-8'],
    [Buffer.from(`${head.replace('UTF-8', 'ISO-8859-15')}\x93`, 'latin1'), 'text in iso-8859-15'],
    [Buffer.from(head, 'utf16le'), 'in utf-16le, as its bytes says'],
  ] as const) {
    const found = await document.check([file])
    t.match(found.problems.at(-1), { code: 'HUB_XML_ENCODING', expected })
    if (expected.startsWith('text')) t.match(found.problems.at(-1), { line: 3 })
    t.strictSame((await document.check([...file].map((byte) => Uint8Array.of(byte)))).problems, found.problems)
  }
})
