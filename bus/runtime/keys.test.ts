import t from 'tap'
import type { LivingMessage } from '../ports/store.js'
import { KeyLines } from './keys.js'

const message = (id: string, key?: string) =>
  ({ id, flow: 'f', ...(key === undefined ? {} : { key }) }) as LivingMessage

t.test('messages of one key go one at a time, in order; other keys go on', async (t) => {
  const lines = new KeyLines()
  t.equal(lines.enter(message('a1', 'a')), 'runs')
  t.equal(lines.enter(message('a2', 'a')), 'stands')
  t.equal(lines.enter(message('a3', 'a')), 'stands')
  t.equal(lines.enter(message('b1', 'b')), 'runs')
  t.equal(lines.enter(message('x')), 'runs')
  t.equal((lines.leave('f', 'a', 'a1') as LivingMessage).id, 'a2')
  t.equal((lines.leave('f', 'a', 'a2') as LivingMessage).id, 'a3')
  t.equal(lines.leave('f', 'a', 'a3'), undefined)
  t.equal(lines.size, 1, 'only b is under way')
})

t.test('a head that comes back after waiting runs again', async (t) => {
  const lines = new KeyLines()
  lines.enter(message('a1', 'a'))
  t.equal(lines.enter(message('a2', 'a')), 'stands')
  t.equal(lines.enter(message('a1', 'a')), 'runs')
})

t.test('a long line is left in the books and asked for when the key is free', async (t) => {
  const lines = new KeyLines()
  lines.enter(message('m0', 'a'))
  const places = Array.from({ length: 100 }, (_, index) => lines.enter(message(`m${index + 1}`, 'a')))
  const stood = places.filter((place) => place === 'stands').length
  t.equal(places.filter((place) => place === 'left').length, 100 - stood)
  let head = 'm0'
  for (let index = 1; index <= stood; index++) {
    const next = lines.leave('f', 'a', head) as LivingMessage
    t.equal(next.id, `m${index}`)
    head = next.id
  }
  t.equal(lines.leave('f', 'a', head), 'ask-the-books')
  t.equal(lines.enter(message('late', 'a')), 'stands', 'nobody passes while the books are asked')
  t.equal(lines.found('f', 'a', message(`m${stood + 1}`, 'a'))?.id, `m${stood + 1}`)
  t.equal(lines.headOf('f', 'a'), `m${stood + 1}`)
})

t.test('a key held by a dead letter lets nobody pass until it is freed', async (t) => {
  const lines = new KeyLines()
  lines.hold('f', 'a', 'dead')
  t.not(lines.enter(message('a2', 'a')), 'runs')
  t.equal(lines.leave('f', 'a', 'other'), undefined, 'only the holder frees it')
  t.equal(lines.leave('f', 'a', 'dead'), 'ask-the-books')
  t.equal(lines.found('f', 'a', message('a2', 'a'))?.id, 'a2')
})

t.test('a question that is in no book yet is never left to the books', async (t) => {
  const lines = new KeyLines()
  lines.hold('f', 'a', 'waiting')
  t.equal(lines.enter(message('asked', 'a'), true), 'stands')
})
