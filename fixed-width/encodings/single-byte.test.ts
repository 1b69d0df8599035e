import { createHash } from 'node:crypto'
import t from 'tap'
import { encodingOf } from '../encoding.js'
import { type SingleByteName, UPPER_HALVES } from './single-byte.js'

// SHA-256 of the UTF-8 text of the upper half, `?` where there is no character; made once with GNU libc's iconv.
const PUBLISHED: Readonly<Record<SingleByteName, string>> = {
  'iso-8859-2': 'aaed73db770d4de5',
  'iso-8859-4': 'ad57a5f8dc32241a',
  'iso-8859-9': '235aba5aa7b8c3a5',
  'iso-8859-13': '08d409a77ee286a3',
  'iso-8859-15': '74a41d7a8adedb7d',
  'windows-1250': 'c32d086bf14a42c0',
  'windows-1252': '7536cd51ecb4bc4e',
  'windows-1257': 'bc024f8f2e8c7f75',
}
const NAMES = Object.keys(UPPER_HALVES) as SingleByteName[]

t.test('every upper half is the published one', async (t) => {
  for (const name of NAMES) {
    const { toText } = encodingOf(name, 'bytes')
    let upper = ''
    for (let code = name.startsWith('windows') ? 0x80 : 0xa0; code < 256; code++) {
      upper += toText(String.fromCharCode(code)) ?? '?'
    }
    t.equal(createHash('sha256').update(upper).digest('hex').slice(0, 16), PUBLISHED[name], name)
  }
})

t.test('units and text are each other’s inverse, and the lower half is ASCII', async (t) => {
  for (const name of NAMES) {
    const { toText, toUnits } = encodingOf(name, 'bytes')
    for (let code = 0; code < 256; code++) {
      const unit = String.fromCharCode(code)
      const found = toText(unit)
      if (found !== undefined) t.equal(toUnits(found), unit)
      if (code >= 0x20 && code < 0x7f) t.equal(found, unit)
      if (code < 0x20 || code === 0x7f) t.equal(found, undefined)
    }
  }
})

t.test('names of the Baltic and of Central Europe have their bytes', async (t) => {
  const hex = (name: SingleByteName, text: string) =>
    Buffer.from(encodingOf(name, 'bytes').toUnits(text)!, 'latin1').toString('hex')
  t.equal(hex('iso-8859-13', 'Žemaitė'), 'de656d616974eb')
  t.equal(hex('windows-1257', 'Rīga'), '52ee6761')
  t.equal(hex('iso-8859-4', 'Tõnu Š'), '54f56e7520a9')
  t.equal(hex('iso-8859-2', 'Łódź'), 'a3f364bc')
  t.equal(hex('windows-1250', 'Łódź'), 'a3f3649f')
  t.equal(hex('iso-8859-9', 'İş'), 'ddfe')
  t.equal(encodingOf('windows-1257', 'bytes').toText('\x81'), undefined)
})
