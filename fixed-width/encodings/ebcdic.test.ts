import { createHash } from 'node:crypto'
import t from 'tap'
import { encodingOf } from '../encoding.js'
import { tag } from '../fields/constants.js'
import { cents } from '../fields/numbers.js'
import { text } from '../fields/text.js'
import { sha256 } from '../fields/totals.js'
import { repeat } from '../frame.js'
import { layout, record } from '../layout.js'
import { EBCDIC_NAMES, type EbcdicName } from './ebcdic.js'

const bytesOf = (name: EbcdicName, text: string) => {
  const { toUnits, byteOf } = encodingOf(name, 'bytes')
  return Buffer.from([...toUnits(text)!].map((unit) => byteOf![unit.charCodeAt(0)]!)).toString('hex')
}
const textOf = (name: EbcdicName, bytes: Iterable<number>) => {
  const { toText, unitOf } = encodingOf(name, 'bytes')
  return toText([...bytes].map((byte) => String.fromCharCode(unitOf![byte]!)).join(''))
}

// SHA-256 of the UTF-8 text of X'40' to X'FE', made once with the converters of another project (GNU libc's iconv).
const PUBLISHED: Readonly<Record<EbcdicName, string>> = {
  cp037: '5c4f12c109561ee3',
  cp273: 'c1ad0384e9b68ecb',
  cp277: '1b0014db4522da81',
  cp278: '9ca6936ef3b34d57',
  cp280: 'dd7c0a6af932aac6',
  cp284: 'e32a0cbefd2d21ce',
  cp285: 'cb5c2fb8b41674c9',
  cp297: '4230344a5a0fb533',
  cp500: '11b9c3665d53390d',
  cp871: '6e1ec9256ea145d1',
  cp1047: 'ed43eebc83671793',
  cp1140: '1c6734ba227e2498',
  cp1141: 'b7593f5ca2a10ba4',
  cp1142: 'd8ae9a7a360c23ce',
  cp1143: '3a59f967b4fd0b54',
  cp1144: '8e875fabb9d3f3da',
  cp1145: 'd99335336e0393b1',
  cp1146: '28bb824a0d07eb98',
  cp1147: '5a545e2419115697',
  cp1148: 'd9c2047f64edffb5',
  cp1149: 'b610c041139d98d9',
}

t.test('every code page is the published one', async (t) => {
  for (const name of EBCDIC_NAMES) {
    const printable = textOf(
      name,
      Array.from({ length: 191 }, (_, i) => 0x40 + i),
    )
    t.equal(createHash('sha256').update(printable!).digest('hex').slice(0, 16), PUBLISHED[name], name)
  }
})

t.test('units are 256 different ones, and the way back is the inverse', async (t) => {
  for (const name of EBCDIC_NAMES) {
    const { unitOf, byteOf } = encodingOf(name, 'bytes')
    t.equal(new Set(unitOf).size, 256)
    t.ok(
      unitOf!.every((unit, byte) => byteOf![unit] === byte),
      name,
    )
  }
})

t.test('digits, capital letters and blanks stand in the same place on every page', async (t) => {
  for (const name of EBCDIC_NAMES) t.equal(bytesOf(name, ' 0189AIJRSZ'), '40f0f1f8f9c1c9d1d9e2e9', name)
})

t.test(
  'national letters stand where their country has them, and the euro sign in the pages that know it',
  async (t) => {
    t.equal(bytesOf('cp278', 'ÅÄÖåäö'), '5b7b7cd0c06a')
    t.equal(bytesOf('cp277', 'ÆØÅæøå'), '7b7c5bc06ad0')
    t.equal(bytesOf('cp273', 'ÄÖÜäöüß'), '4ae05ac06ad0a1')
    t.equal(bytesOf('cp297', 'éèçà'), 'c0d0e07c')
    t.equal(bytesOf('cp1047', '[]'), 'adbd')
    t.equal(bytesOf('cp037', '[]'), 'babb')
    t.equal(bytesOf('cp1140', '5 €'), 'f5409f')
    t.equal(bytesOf('cp1142', '€'), '5a')
    t.equal(encodingOf('cp037', 'bytes').toUnits('€'), undefined)
    t.equal(encodingOf('cp1140', 'bytes').toUnits('¤'), undefined)
  },
)

t.test('control characters are no text, NUL among them', async (t) => {
  for (const byte of [0x00, 0x0d, 0x15, 0x25, 0x3f, 0xff]) t.equal(textOf('cp037', [byte]), undefined)
})

const rows = layout('rows', {
  summary: 'For a test.',
  encoding: 'cp1143',
  lines: { write: 'none' },
  records: {
    row: record(12, { type: tag('R'), words: text(6), amount: cents(5) }),
    end: record(65, { type: tag('E'), hash: sha256() }),
  },
  frame: [repeat('row'), 'end'],
})

t.test('a layout says text and digits, and its file holds EBCDIC; hashes are over the bytes of the file', async (t) => {
  const records = [
    { record: 'row', words: 'Åbo 5€', amount: 123n },
    { record: 'row', words: 'x', amount: 0n },
  ] as const
  const chunks: Uint8Array[] = []
  for await (const chunk of rows.write([...records, { record: 'end' }])) chunks.push(chunk)
  const file = Buffer.concat(chunks)
  t.equal(file.subarray(0, 24).toString('hex'), 'd95b829640f55af0f0f1f2f3d9a74040404040f0f0f0f0f0')
  const hash = createHash('sha256').update(file.subarray(0, 24)).digest('hex').toUpperCase()
  const found: unknown[] = []
  // Byte by byte, so that every record is cut somewhere.
  for await (const one of rows.read([...file].map((byte) => Uint8Array.of(byte)))) found.push(one)
  t.same(found, [...records, { record: 'end', hash }])
})
