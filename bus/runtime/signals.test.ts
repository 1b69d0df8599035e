import t from 'tap'
import type { Standing } from '../ports/unit.js'
import { meets } from './signals.js'

const one = (messageId: string, role: string): Standing => ({
  messageId,
  role,
  record: 'r',
  number: 0,
  at: 1,
  until: 0,
})
const coming = { self: 'me', standing: [] as Standing[], until: 100, now: 10, known: false, sure: false }

t.test('given an event is kept, when a message comes to wait, then it takes the oldest', async (t) => {
  const standing = [one('e-1', 'event'), one('e-2', 'event')]
  t.equal(meets('event', { ...coming, standing }), standing[0])
  t.equal(meets('event', { ...coming, standing, now: 200 }), standing[0], 'even in the last moment')
})

t.test('given no event, then a message stands until its time is over', async (t) => {
  t.equal(meets('event', coming), 'stands')
  t.equal(meets('event', { ...coming, now: 100 }), 'over')
  t.equal(meets('event', { ...coming, standing: [one('me', 'waits')], known: true, now: 100 }), 'over')
})

t.test('given it stood and stands no more, then it looks first whether it was met', async (t) => {
  for (const now of [10, 200]) {
    t.equal(meets('event', { ...coming, known: true, now }), 'look')
    t.equal(meets('waits', { ...coming, known: true, now }), 'look')
  }
  t.equal(meets('event', { ...coming, known: true, sure: true }), 'stands')
  t.equal(meets('waits', { ...coming, known: true, sure: true, now: 200 }), 'over')
})

t.test('given messages wait, when an event comes, then it goes to the one that has waited longest', async (t) => {
  const standing = [one('m-1', 'waits'), one('m-2', 'waits')]
  t.equal(meets('waits', { ...coming, standing }), standing[0])
  t.equal(meets('waits', coming), 'stands')
  t.equal(meets('waits', { ...coming, now: 100 }), 'over')
})
