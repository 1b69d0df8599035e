import fc from 'fast-check'
import t from 'tap'
import { encodingOf } from '../encoding.js'
import { type Format, Refusal, Wrong } from '../field.js'
import { hexadecimal, nulFilled } from './bytes.js'
import { text } from './text.js'
import { bytesOf, unitsOf } from './units.js'

const cp037 = encodingOf('cp037', 'bytes')
const out: Format = { encoding: cp037, substitute: () => undefined, cut() {}, transliterated() {} }
const units = (hex: string) => unitsOf(Buffer.from(hex, 'hex'), cp037)

t.test('text with NUL behind it is read without, and written with it again', (t) => {
  const name = nulFilled(6)
  t.equal(name.parse(units('c5c3e2d60000'), cp037), 'ECSO')
  t.equal(name.format('ECSO', out), units('c5c3e2d60000'))
  t.equal(name.parse(units('000000000000'), cp037), '')
  t.equal(name.parse(units('c5c340400000'), cp037), 'EC  ')
  t.equal(name.format('EC  ', out), units('c5c340400000'))
  t.match(name.parse(units('c500c3000000'), cp037), new Wrong('printable text in cp037, then NUL'))
  t.match(name.format('TOO LONG', out), { reason: 'overflow' })
  t.match(name.format('€', out), { reason: 'character' })
  t.match(name.format(7, out), { reason: 'value' })
  t.end()
})

t.test('ordinary text refuses NUL', (t) => {
  t.match(text(6).parse(units('c5c3e2d60000'), cp037), new Wrong('printable text in cp037'))
  t.end()
})

t.test('any bytes are kept as hexadecimal digits', (t) => {
  const any = hexadecimal(3)
  t.equal(any.parse(units('00ff4a'), cp037), '00FF4A')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3, maxLength: 3 }), (bytes) => {
      const given = units(Buffer.from(bytes).toString('hex'))
      const value = any.parse(given, cp037)
      return any.format(value, out) === given && value === bytesOf(given, cp037).toString('hex').toUpperCase()
    }),
  )
  t.match(any.format('00FF', out), { reason: 'value' })
  t.match(any.format('00FF4A00', out), { reason: 'overflow' })
  for (const wrong of ['00ff4a', '0', 'XX', 5]) t.type(any.format(wrong, out), Refusal)
  t.type(any.parse('abc', encodingOf('utf-8', 'characters')), Wrong)
  t.end()
})
