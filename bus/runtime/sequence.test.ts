import t from 'tap'
import type { Standing } from '../ports/unit.js'
import { place } from './sequence.js'

const row = (messageId: string, role: string, number: number, at = 0): Standing => ({
  messageId,
  role,
  record: 'r',
  number,
  at,
  until: 0,
})
const last = (number: number) => row('', 'memory', number)
const coming = { self: 'me', standing: [] as Standing[], position: 1, now: 50, withinMs: 100 }

t.test('positions count from 1, and each goes on after the one before', async (t) => {
  t.strictSame(place(coming), { is: 'passes' })
  t.strictSame(place({ ...coming, position: 2 }), { is: 'stands', since: 50, due: 150 })
  t.strictSame(place({ ...coming, position: 2, standing: [last(1)] }), { is: 'passes' })
})

t.test('nobody passes while the one before is under way', async (t) => {
  const standing = [last(1), row('other', 'passes', 2)]
  t.match(place({ ...coming, position: 3, standing }), { is: 'stands' })
  t.match(place({ ...coming, position: 3, now: 500, standing: [...standing, row('me', 'stands', 3)] }), {
    is: 'stands',
    due: 600,
  })
})

t.test('one that was let pass passes', async (t) => {
  t.strictSame(place({ ...coming, position: 7, standing: [row('me', 'passes', 7)] }), { is: 'passes' })
})

t.test('after its time, the lowest one meets the gap, and a higher one lets the lowest pass', async (t) => {
  const own = row('me', 'stands', 4)
  t.strictSame(place({ ...coming, position: 4, now: 100, standing: [own] }), { is: 'gap' })
  const lower = row('lower', 'stands', 3, 90)
  const higher = row('higher', 'stands', 5)
  t.strictSame(place({ ...coming, position: 4, now: 100, standing: [higher, lower, own] }), {
    is: 'lets-pass',
    other: lower,
    due: 200,
  })
})

t.test('whoever comes after its position has passed is late', async (t) => {
  t.strictSame(place({ ...coming, position: 2, standing: [last(2)] }), { is: 'late', last: 2 })
})
