import t from 'tap'
import type { Standing } from '../ports/unit.js'
import { joins } from './gathering.js'

const carrier = (number: number): Standing => ({
  messageId: 'm-1',
  role: 'carrier',
  record: 'r',
  number,
  at: 1,
  until: 0,
})

t.test('given nobody stands, then a message is the first, and a group of one is complete at once', async (t) => {
  t.strictSame(joins([], { count: 3 }, 10), { is: 'first', due: 0 })
  t.strictSame(joins([], { quietMs: 5 }, 10), { is: 'first', due: 15 })
  t.strictSame(joins([], { count: 1 }, 10), { is: 'alone' })
})

t.test('given a group, then a message joins it, lengthens its time, and may be the last', async (t) => {
  t.strictSame(joins([carrier(1)], { count: 3, quietMs: 5 }, 20), { is: 'member', of: carrier(1), number: 2, due: 25 })
  t.strictSame(joins([carrier(2)], { count: 3, quietMs: 5 }, 20), { is: 'last', of: carrier(2), number: 3 })
})

t.test('given no count, then ten thousand make a group complete', async (t) => {
  t.match(joins([carrier(9_998)], { quietMs: 5 }, 0), { is: 'member', number: 9_999 })
  t.match(joins([carrier(9_999)], { quietMs: 5 }, 0), { is: 'last', number: 10_000 })
})
