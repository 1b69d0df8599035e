import t from 'tap'
import { foldsOf, rulerOf } from './ruler.js'

t.test('the last digit of each ten stands above its column', async (t) => {
  t.same(rulerOf(1, 24), ['         1         2', '123456789012345678901234'])
  const [tens, ones] = rulerOf(1, 210)
  t.equal(tens.slice(0, 200).at(-1), '0')
  t.equal(tens.slice(198, 200), '20')
  t.equal(tens.slice(97, 100), ' 10')
  t.equal(ones.length, 210)
  t.same(rulerOf(1, 5), ['', '12345'])
})

t.test('a ruler may begin anywhere', async (t) => {
  t.same(rulerOf(8, 6), ['  1', '890123'])
})

t.test('columns are folded only where there are more than fit', async (t) => {
  t.same(foldsOf(120, 0), [[0, 120]])
  t.same(foldsOf(80, 80), [[0, 80]])
  t.same(foldsOf(120, 80), [
    [0, 80],
    [80, 120],
  ])
  t.same(foldsOf(0, 80), [[0, 0]])
})
