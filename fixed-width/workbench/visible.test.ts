import t from 'tap'
import { type EncodingName, encodingOf, type Widths } from '../encoding.js'
import { cellsOf, visible } from './visible.js'

const cells = (bytes: Uint8Array, name: EncodingName, widths: Widths = 'bytes') =>
  cellsOf(bytes, encodingOf(name, widths)).join('')

t.test('control characters show as their pictures, and what nobody could see as a sign', async (t) => {
  t.same([...'\0\t\n\r\x1b\x7f'].map(visible).join(''), '␀␉␊␍␛␡')
  t.same(['\u00a0', '\u200b', '\u202e', '\ufeff', '\u0085', 'A', 'Ä', ' '].map(visible).join(''), '⍽␦␦␦␦AÄ ')
})

t.test('a byte is a column, in the encoding of the file', async (t) => {
  t.equal(cells(Buffer.from('A\tB\xc4\xa6', 'latin1'), 'iso-8859-1'), 'A␉BÄ¦')
  t.equal(cells(Buffer.from('A\xc4', 'latin1'), 'us-ascii'), 'A␦')
  t.equal(cells(Buffer.from([0xc1, 0x40, 0xf1, 0x00]), 'cp037'), 'A 1␦')
  t.equal(cells(Buffer.from('[A', 'latin1'), 'iso-646-fi'), 'ÄA')
})

t.test('in UTF-8 columns are bytes or characters, as the layout counts', async (t) => {
  t.equal(cells(Buffer.from('aä€'), 'utf-8', 'bytes'), 'aä·€··')
  t.equal(cells(Buffer.from('aä€'), 'utf-8', 'characters'), 'aä€')
  t.equal(cells(Buffer.from([0x61, 0xff]), 'utf-8', 'characters'), 'a␦')
})
