import t from 'tap'
import { encodingOf } from './encoding.js'
import { tag } from './fields/constants.js'
import { integer } from './fields/numbers.js'
import { text } from './fields/text.js'
import { sha256 } from './fields/totals.js'
import { repeat } from './frame.js'
import { layout, record } from './layout.js'

const rowsIn = (encoding: Parameters<typeof encodingOf>[0], widths: 'bytes' | 'characters' = 'bytes') =>
  layout('rows', {
    summary: 'For a test.',
    encoding,
    widths,
    lines: { write: 'lf' },
    records: {
      row: record(12, { type: tag('R'), words: text(8, { mayCut: true }), n: integer(3) }),
      end: record(65, { type: tag('E'), hash: sha256() }),
    },
    frame: [repeat('row'), 'end'],
  })
type Rows = ReturnType<typeof rowsIn>

async function roundTrip(of: Rows, ...words: string[]) {
  const bytes = of.write([
    ...words.map((word, i) => ({ record: 'row' as const, words: word, n: i })),
    { record: 'end' },
  ])
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  const file = Buffer.concat(chunks)
  const back: string[] = []
  // Byte by byte, so that every character is cut somewhere.
  for await (const found of of.read([...file].map((byte) => Uint8Array.of(byte))))
    if (found.record === 'row') back.push(found.words)
  return { file, back, report: await bytes.report }
}
const firstLine = (file: Buffer) => file.subarray(0, file.indexOf(10))

t.test('single-byte encodings write one byte for a character and read it back', async (t) => {
  for (const [encoding, words, bytes] of [
    ['iso-8859-1', 'ÅÄÖ¦', 'c5c4d6a6'],
    ['windows-1252', '€ÅŠ¦', '80c58aa6'],
    ['iso-8859-15', '€ÅŠŽ', 'a4c5a6b4'],
  ] as const) {
    const { file, back } = await roundTrip(rowsIn(encoding), words, 'ASCII')
    t.equal(file.subarray(1, 5).toString('hex'), bytes, encoding)
    t.equal(firstLine(file).length, 12)
    t.same(back, [words, 'ASCII'], encoding)
  }
})

t.test('an encoding refuses what it lacks, on write and on read', async (t) => {
  await t.rejects(roundTrip(rowsIn('us-ascii'), 'Å'), { code: 'HUB_FIELD_CHARACTER' })
  await t.rejects(roundTrip(rowsIn('iso-8859-15'), '¤'), { code: 'HUB_FIELD_CHARACTER' })
  const wrong = (encoding: Parameters<typeof encodingOf>[0], hex: string) =>
    rowsIn(encoding).check([Buffer.concat([Buffer.from('R'), Buffer.from(hex, 'hex'), Buffer.from('       000\n')])])
  t.match((await wrong('us-ascii', 'c5')).problems, [
    { code: 'HUB_FIELD_VALUE', field: 'words', expected: 'printable text in us-ascii' },
    {},
  ])
  t.match((await wrong('iso-8859-1', '85')).problems, [{ field: 'words' }, {}])
  t.match((await wrong('utf-8', 'c5')).problems, [{ field: 'words', expected: 'printable text in utf-8' }, {}])
})

t.test('in UTF-8 a width counts bytes or characters, as the layout says', async (t) => {
  const bytes = await roundTrip(rowsIn('utf-8'), 'ÅÄÖÅ', 'plain', 'ÅÄÖÅÄ', '日本語')
  t.same(bytes.back, ['ÅÄÖÅ', 'plain', 'ÅÄÖÅ', '日本'])
  t.same(bytes.report.cut, { 'row.words': 2 })
  t.equal(firstLine(bytes.file).length, 12)

  const characters = await roundTrip(rowsIn('utf-8', 'characters'), 'ÅÄÖÅÄÖÅÄ', 'plain', '日本語', 'ÅÄÖÅÄÖÅÄÖ')
  t.same(characters.back, ['ÅÄÖÅÄÖÅÄ', 'plain', '日本語', 'ÅÄÖÅÄÖÅÄ'])
  t.equal(firstLine(characters.file).length, 20)
  t.equal(firstLine(characters.file).toString(), 'RÅÄÖÅÄÖÅÄ000')
})

t.test('where widths count characters, a problem still says the byte', async (t) => {
  const file = Buffer.from('RÅÄÖÅÄÖÅÄ000\nRÅÄ      0x0\n')
  t.match((await rowsIn('utf-8', 'characters').check([file])).problems, [
    { code: 'HUB_FIELD_VALUE', line: 2, column: 10, byte: 32, field: 'n', found: '"0x0"' },
    { code: 'HUB_FILE_INCOMPLETE', byte: 36 },
  ])
})

t.test('bytes that are no UTF-8 end the reading of a file whose widths count characters', async (t) => {
  const { problems } = await rowsIn('utf-8', 'characters').check([
    Buffer.from('RÅ       000\n'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('R'),
  ])
  t.match(problems, [{ code: 'HUB_FILE_ENCODING', line: 2, byte: 14 }])
  t.equal(problems.length, 1)
  const cut = await rowsIn('utf-8', 'characters').check([Buffer.from('RÅ       000\n'), Buffer.from([0xc3])])
  t.match(cut.problems, [{ code: 'HUB_FILE_ENCODING' }])
  const strict = rowsIn('utf-8', 'characters').read([Buffer.from([0xff])])
  await t.rejects(strict[Symbol.asyncIterator]().next(), { code: 'HUB_FILE_ENCODING' })
})

t.test('units and text are each other’s inverse, and control characters are no text', async (t) => {
  for (const name of ['iso-8859-1', 'us-ascii', 'windows-1252', 'iso-8859-15', 'utf-8'] as const) {
    const { toText, toUnits, plain } = encodingOf(name, 'bytes')
    for (let code = 0; code < 256; code++) {
      const units = String.fromCharCode(code)
      const found = toText(units)
      if (found !== undefined) t.equal(toUnits(found), units)
      if (plain[code] === 1) t.equal(found, units)
    }
    for (const control of ['\0', '\t', '\n', '\x7f']) t.equal(toUnits(control), undefined)
  }
  t.equal(encodingOf('utf-8', 'bytes').toUnits('\ud800'), undefined)
  t.equal(encodingOf('utf-8', 'characters').toUnits('\ud83d\ude00'), undefined)
})

t.test('an encoding that there is not is refused with those that there are', (t) => {
  for (const name of ['klingon', 'toString', 'CP037', '']) {
    t.throws(() => encodingOf(name as Parameters<typeof encodingOf>[0], 'bytes'), {
      code: 'HUB_ENCODING_UNKNOWN',
      message: /iso-8859-1.*iso-646-fi.*cp1140/,
    })
  }
  t.end()
})
