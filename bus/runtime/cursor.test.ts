import { array, assert, boolean, integer, property, record, shuffledSubarray } from 'fast-check'
import t from 'tap'
import type { NewMessage } from '../ports/message.js'
import { type Arrived, Cursor } from './cursor.js'

const arrived = (seq: number, after: number): Arrived => ({ seq, after, message: { id: `m${seq}` } as NewMessage })
const seqs = (list: readonly Arrived[]) => list.map(({ seq }) => seq)

t.test('what comes in its turn is handed on at once', async (t) => {
  const cursor = new Cursor(10)
  t.same(seqs(cursor.take(arrived(12, 10))), [12])
  t.same(seqs(cursor.take(arrived(17, 12))), [17])
  t.equal(cursor.isMissing, false)
})

t.test('what comes before its turn waits for what is missing', async (t) => {
  const cursor = new Cursor(10)
  t.same(seqs(cursor.take(arrived(15, 12))), [])
  t.equal(cursor.isMissing, true)
  t.same(seqs(cursor.take(arrived(12, 10))), [12, 15])
  t.equal(cursor.isMissing, false)
})

t.test('what comes twice, or was read before, is left out', async (t) => {
  const cursor = new Cursor(10)
  cursor.take(arrived(12, 10))
  t.same(cursor.take(arrived(12, 10)), [])
  t.same(cursor.take(arrived(9, 8)), [])
})

t.test('what the books were read for fills a gap, and those behind it follow', async (t) => {
  const cursor = new Cursor(10)
  cursor.take(arrived(15, 12))
  cursor.take(arrived(16, 15))
  t.same(seqs(cursor.read(15)), [16])
  t.equal(cursor.known, 16)
})

t.test('an expected one that never came is missing until the books were read', async (t) => {
  const cursor = new Cursor(10)
  cursor.expect(12)
  t.equal(cursor.isMissing, true)
  cursor.read(12)
  t.equal(cursor.isMissing, false)
})

t.test(
  'however messages come, late, twice or not at all: each is handed on once, in the order of acceptance',
  async () => {
    assert(
      property(
        array(integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 }),
        record({ order: shuffledSubarray(Array.from({ length: 40 }, (_, n) => n)), reads: array(boolean()) }),
        (steps, { order, reads }) => {
          let seq = 0
          const all = steps.map((step) => {
            const after = seq
            seq += step
            return arrived(seq, after)
          })
          const cursor = new Cursor(0)
          const handed: number[] = []
          // The books hand on what lies between, as their reader does.
          const read = () => {
            const upTo = cursor.wanted
            handed.push(...all.filter((one) => one.seq > cursor.known && one.seq <= upTo).map((one) => one.seq))
            handed.push(...seqs(cursor.read(upTo)))
          }
          for (const [at, which] of order.entries()) {
            if (all[which] !== undefined) handed.push(...seqs(cursor.take(all[which])))
            if (reads[at] === true) read()
          }
          cursor.expect(seq)
          if (cursor.isMissing) read()
          const wanted = all.map((one) => one.seq)
          if (JSON.stringify(handed) !== JSON.stringify(wanted)) throw new Error(`${handed} instead of ${wanted}`)
        },
      ),
    )
  },
)
