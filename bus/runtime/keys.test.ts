import t from 'tap'
import type { LivingMessage } from '../ports/message.js'
import { KeyLines } from './keys.js'

let seq = 0
const message = (id: string, key?: string, more: Partial<LivingMessage> = {}) =>
  ({
    id,
    flow: 'f',
    seq: ++seq,
    state: 'ready',
    due: 0,
    ...(key === undefined ? {} : { key }),
    ...more,
  }) as LivingMessage

const begun = (lines: KeyLines, turn: Parameters<KeyLines['turned']>[2], key = 'a') =>
  lines.turned('f', key, turn).begins?.id

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
  t.match(lines.size, { lines: 1, standing: 0 }, 'only b is under way')
})

t.test('a key whose message waits has no line in memory, and its messages stay in the books', async (t) => {
  const lines = new KeyLines()
  const [a1, a2] = [message('a1', 'a'), message('a2', 'a')]
  lines.enter(a1)
  lines.enter(a2)
  t.same(lines.park('f', 'a', 'a1'), [a2])
  t.match(lines.size, { lines: 0, standing: 0, held: 1 })
  t.equal(lines.enter(message('a3', 'a')), 'left')
  t.equal(lines.enter(a1), 'runs', 'the one that waited goes on')
  t.match(lines.size, { held: 0 })
  t.equal(lines.leave('f', 'a', 'a1'), 'ask-the-books')
  t.equal(begun(lines, { next: a2 }), 'a2')
  t.equal(lines.leave('f', 'a', 'a2'), 'ask-the-books', 'a3 may be there')
  t.equal(begun(lines, { next: undefined }), undefined)
  t.match(lines.size, { lines: 0, held: 0 })
})

t.test('a long line is left in the books and asked for when the key is free', async (t) => {
  const lines = new KeyLines()
  lines.enter(message('m0', 'a'))
  const all = Array.from({ length: 100 }, (_, index) => message(`m${index + 1}`, 'a'))
  const places = all.map((each) => lines.enter(each))
  const stood = places.filter((place) => place === 'stands').length
  t.equal(places.filter((place) => place === 'left').length, 100 - stood)
  let head = 'm0'
  for (let index = 1; index <= stood; index++) {
    const next = lines.leave('f', 'a', head) as LivingMessage
    t.equal(next.id, `m${index}`)
    head = next.id
  }
  t.equal(lines.leave('f', 'a', head), 'ask-the-books')
  t.equal(lines.enter(message('late', 'a')), 'left', 'nobody passes while the books are asked')
  t.equal(begun(lines, { next: all[stood] }), `m${stood + 1}`)
  t.equal(lines.headOf('f', 'a'), `m${stood + 1}`)
})

t.test('followers of all keys together are bounded, and none of them is lost', async (t) => {
  const lines = new KeyLines()
  for (let key = 0; key < 1_000; key++) lines.enter(message(`h${key}`, `k${key}`))
  let stood = 0
  for (let n = 0; n < 60; n++)
    for (let key = 0; key < 1_000; key++) if (lines.enter(message(`m${key}/${n}`, `k${key}`)) === 'stands') stood++
  t.equal(stood, 10_000)
  t.equal(lines.size.standing, 10_000)
  let head = 'h0'
  for (;;) {
    const next = lines.leave('f', 'k0', head)
    t.not(next, undefined, 'what is not in memory is asked for')
    if (next === undefined || next === 'ask-the-books') break
    head = next.id
  }
})

t.test('a key held by a dead letter lets nobody pass until it is freed', async (t) => {
  const lines = new KeyLines()
  lines.hold('f', 'a', 'dead')
  const a2 = message('a2', 'a')
  t.equal(lines.enter(a2), 'asks')
  t.same(lines.turned('f', 'a', { heldBy: 'dead' }), { leave: [] })
  t.equal(lines.enter(message('a3', 'a')), 'left', 'the books are not asked again for what they have just told')
  t.equal(lines.leave('f', 'a', 'other'), undefined, 'only a head leaves')
  t.equal(lines.free('f', 'a', 'dead'), 'ask-the-books')
  t.equal(begun(lines, { next: a2 }), 'a2')
  t.notOk(lines.mayBeHeld('f', 'a'))
})

t.test('a key that only looks held is free once the books have said so', async (t) => {
  const lines = new KeyLines()
  // Somebody holds it whom the books do not know, as a key with the same hash would seem to.
  lines.hold('f', 'a', 'of another key')
  const a1 = message('a1', 'a')
  t.equal(lines.enter(a1), 'asks')
  t.equal(begun(lines, { next: a1 }), 'a1')
  t.equal(lines.enter(message('a2', 'a')), 'left')
})

t.test('what is freed or comes back while the books are asked makes their answer old', async (t) => {
  const lines = new KeyLines()
  lines.hold('f', 'a', 'dead')
  lines.enter(message('a2', 'a'))
  t.equal(lines.free('f', 'a', 'dead'), undefined)
  t.same(lines.turned('f', 'a', { heldBy: 'dead' }), { askAgain: true })
  const back = message('back', 'a')
  t.equal(lines.enter(back, true), 'left')
  t.same(lines.turned('f', 'a', { next: undefined }), { askAgain: true })
  t.equal(begun(lines, { next: back }), 'back')
})

t.test('one that came to the books after they were read is asked for again', async (t) => {
  const lines = new KeyLines()
  lines.hold('f', 'a', 'gone')
  lines.free('f', 'a', 'gone')
  const late = message('late', 'a')
  t.equal(lines.enter(late), 'left')
  t.same(lines.turned('f', 'a', { next: undefined }), { askAgain: true })
  t.equal(begun(lines, { next: late }), 'late')
})

t.test('a question that is in no book yet is never left to the books, nor passes what is in them', async (t) => {
  const lines = new KeyLines()
  lines.enter(message('a1', 'a'))
  const asked = message('asked', 'a', { seq: -1 })
  t.equal(lines.enter(asked, true), 'stands')
  t.same(lines.park('f', 'a', 'a1'), [])
  t.equal(lines.enter(message('a2', 'a')), 'left')
  t.equal(lines.leave('f', 'a', 'a1'), 'ask-the-books')
  t.equal(begun(lines, { next: message('a2', 'a') }), 'a2')
  t.equal(lines.leave('f', 'a', 'a2'), 'ask-the-books')
  t.equal(begun(lines, { next: undefined }), 'asked')
})

t.test('one that is ready in the books and not in memory has its turn when its line has come to its end', async (t) => {
  const lines = new KeyLines()
  t.equal(lines.recall('f', 'a'), 'free')
  lines.enter(message('a1', 'a'))
  lines.enter(message('a2', 'a'))
  t.equal(lines.recall('f', 'a'), 'stands')
  t.equal(lines.enter(message('a3', 'a')), 'left', 'others may be before it in the books by now')
  t.equal((lines.leave('f', 'a', 'a1') as LivingMessage).id, 'a2')
  t.equal(lines.leave('f', 'a', 'a2'), 'ask-the-books')
  t.equal(lines.recall('f', 'a'), 'stands')
  t.same(lines.turned('f', 'a', { next: undefined }), { askAgain: true }, 'it became ready after they had looked')
  t.equal(begun(lines, { next: message('lost', 'a') }), 'lost')
})

t.test('of a key that may be held, the books are asked whose turn it is', async (t) => {
  const lines = new KeyLines()
  lines.hold('f', 'a', 'dead')
  t.equal(lines.recall('f', 'a'), 'asks')
  t.equal(lines.recall('f', 'a'), 'stands', 'once')
  t.equal(begun(lines, { next: message('behind', 'a') }), 'behind')
})
