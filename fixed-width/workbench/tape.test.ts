import t from 'tap'
import { MOST_SHOWN, Tape } from './tape.js'

t.test('bytes can be looked at by their place in the file until they are dropped', async (t) => {
  const tape = new Tape()
  tape.add(Buffer.from('abc\nde'))
  t.equal(tape.slice(0, 4).toString(), 'abc\n')
  tape.drop(4)
  tape.add(Buffer.from('f\ngh'))
  t.equal(tape.slice(4, 4).toString(), 'def\n')
  tape.drop(8)
  t.equal(tape.slice(8, 2).toString(), 'gh')
})

t.test('of a huge line only the beginning is kept, and the lines behind it are whole again', async (t) => {
  const tape = new Tape()
  const piece = Buffer.alloc(1024 * 1024, 'x')
  let size = 0
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 64; i++) {
    tape.add(piece)
    size += piece.length
    tape.drop(0)
  }
  t.ok(process.memoryUsage().arrayBuffers - before < 32e6, '64 MB are not kept')
  tape.add(Buffer.from('xx\nnext\nla'))
  const huge = size + 3
  t.equal(tape.slice(0, huge).length, MOST_SHOWN)
  t.equal(tape.slice(0, 3).toString(), 'xxx')
  t.equal(tape.slice(huge, 5).toString(), 'next\n')
  tape.drop(huge + 5)
  tape.add(Buffer.from('st\n'))
  t.equal(tape.slice(huge + 5, 5).toString(), 'last\n')
})
