import t from 'tap'
import { between, oneFrom, randomOf } from './random.js'

t.test('the same seed gives the same numbers, another seed gives others', async (t) => {
  const some = (seed: string) => Array.from({ length: 5 }, randomOf(seed))
  t.same(some('1'), some('1'))
  t.notSame(some('1'), some('2'))
  t.notSame(some(''), some('1'))
})

t.test('numbers are spread over all of 0 to 1, and never 1', async (t) => {
  const random = randomOf('spread')
  const tenths = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) {
    const tenth = Math.floor(random() * 10)
    tenths[tenth]!++
  }
  t.equal(tenths.length, 10, 'nothing fell outside')
  for (const count of tenths) t.ok(count > 9_500 && count < 10_500, `${count} of 100,000 in a tenth`)
})

t.test('between takes both ends, oneFrom takes every member', async (t) => {
  const random = randomOf('ends')
  const found = new Set(Array.from({ length: 200 }, () => between(random, 3, 5)))
  t.same([...found].sort(), [3, 4, 5])
  t.same([...new Set(Array.from({ length: 200 }, () => oneFrom(random, ['a', 'b'])))].sort(), ['a', 'b'])
})
