import t from 'tap'
import { idFrom, newId } from './ids.js'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

t.test(
  'ids of one process sort in the order they were made, also within a millisecond and when the clock steps back',
  async (t) => {
    const now = 1_800_000_000_000
    const made = Array.from({ length: 20_000 }, (_, index) => newId(index % 3 === 0 ? now - 5 : now))
    t.strictSame([...made].sort(), made)
    t.equal(new Set(made).size, made.length)
  },
)

t.test('an id is a version 7 UUID that begins with its time', async (t) => {
  const id = newId(Date.UTC(2096, 0, 1))
  t.match(id, UUID)
  t.equal(id[14], '7')
  t.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), Date.UTC(2096, 0, 1))
})

t.test('an id from names is always the same, and names do not run together', async (t) => {
  t.equal(idFrom('a', 'b'), idFrom('a', 'b'))
  t.not(idFrom('a', 'b'), idFrom('ab'))
  t.match(idFrom('parent', 'split rows#1', '7'), UUID)
})
