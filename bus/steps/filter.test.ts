import t from 'tap'
import { build, decide, describe, order, refusal } from '../../test/patterns/step-kit.js'

const isLarge = ({ cents }: { cents: number }) => cents > 10_000
const otherwise = { drop: 'too small to pick' }

t.test('filter takes a function, and a reason for what it does not keep', async (t) => {
  t.throws(() => build('filter', ['large', otherwise]), refusal(/filter takes what it keeps as a function; got string/))
  for (const none of [undefined, {}, { drop: '' }, { drop: ' \n' }, { drop: 7 }])
    t.throws(() => build('filter', [isLarge, none]), refusal(/filter says why in words.*got an empty reason/))
})

t.test('filter describes what it keeps and why it drops the rest', async (t) => {
  t.equal(describe(build('filter', [isLarge, otherwise])), 'isLarge, else drop too small to pick')
})

t.test('what is kept goes on as it is', async (t) => {
  const large = { ...order, cents: 10_001 }
  t.strictSame(decide(build('filter', [isLarge, otherwise]), large), { do: 'go-on', body: large })
})

t.test('what is not kept ends as dropped, with the reason', async (t) => {
  t.strictSame(decide(build('filter', [isLarge, otherwise]), order), {
    do: 'end',
    as: { outcome: 'dropped', reason: 'too small to pick' },
  })
})
