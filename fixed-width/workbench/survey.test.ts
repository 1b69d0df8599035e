import t from 'tap'
import { encodingOf } from '../encoding.js'
import { Survey } from './survey.js'

/** The report on bytes that come in pieces of this size. */
function survey(bytes: Uint8Array | string, size = 3) {
  const found = new Survey()
  const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  for (let at = 0; at < all.length; at += size) found.push(all.subarray(at, at + size))
  return found.end()
}

t.test('line ends, lengths and empty lines are counted, wherever the bytes are cut', async (t) => {
  for (const size of [1, 2, 1000]) {
    t.match(survey('abc\r\nabc\nabcd\n\nab', size), {
      bytes: 17,
      encoding: 'us-ascii',
      lineEnds: { crlf: 1, lf: 3, cr: 0, missing: 1 },
      lengths: [
        [3, 2],
        [0, 1],
        [2, 1],
        [4, 1],
      ],
      emptyLines: 1,
      controls: [],
      guesses: [],
    })
  }
})

t.test('control characters are named with their first place, a lone carriage return among them', async (t) => {
  const { controls, lineEnds, high } = survey('ab\n\tc\td\0\ne\rf\x7f\xc4\r')
  t.same(controls, [
    { code: 0, count: 1, line: 2, column: 5 },
    { code: 9, count: 2, line: 2, column: 1 },
    { code: 13, count: 2, line: 3, column: 2 },
    { code: 127, count: 1, line: 3, column: 4 },
  ])
  t.match(lineEnds, { cr: 2, missing: 1 })
  t.equal(high, 1)
})

t.test('a mark of UTF-8 is told', async (t) => {
  t.match(survey('\xef\xbb\xbfab\n'), { byteOrderMark: true, encoding: 'utf-8' })
})

t.test('without line ends, records are guessed by the columns that look alike', async (t) => {
  const record = (i: number) => `D${String(i).padStart(8, '0')}${'NAME'.padEnd(20)}${String(i * 37).padStart(11, '0')}`
  const text = Array.from({ length: 30 }, (_, i) => record(i)).join('')
  t.equal(survey(text).guesses[0], 40)
  const { byteOf } = encodingOf('cp037', 'bytes')
  const ebcdic = Uint8Array.from(Buffer.from(text, 'latin1'), (unit) => byteOf![unit]!)
  t.match(survey(ebcdic), { guesses: [40], separated: false, encoding: 'cp037' })
  t.equal(survey(`${text}\n`).guesses[0], 40, 'one line end behind all of them says nothing')
})

t.test('a file whose lines all differ in length does not fill the memory', async (t) => {
  const found = new Survey()
  for (let i = 0; i < 3000; i++) found.push(Buffer.from(`${'x'.repeat(i)}\n`))
  const { lengths, lineEnds } = found.end()
  t.equal(lineEnds.lf, 3000)
  t.equal(lengths.length, 1000)
})
