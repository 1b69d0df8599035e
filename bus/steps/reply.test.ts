import t from 'tap'
import { build, decide, describe, order, refusal } from '../../test/patterns/step-kit.js'

t.test('reply takes a function that gives the answer', async (t) => {
  t.throws(() => build('reply', [{ cents: 1 }]), refusal(/reply takes a map as a function; got object/))
})

t.test('reply is called like its function', async (t) => {
  t.equal(describe(build('reply', [function priceOf() {}])), 'priceOf')
})

t.test('the flow ends with the answer that the function computes from body and told', async (t) => {
  const node = build('reply', [
    ({ cents }: { cents: number }, { now }: { now: Date }) => ({ cents, at: now.getTime() }),
  ])
  t.strictSame(decide(node, order), {
    do: 'end',
    as: { outcome: 'replied', answer: { cents: 3500, at: Date.UTC(2030, 0, 2, 3, 4, 5) } },
  })
})

t.test('an answer that would come later is refused', async (t) => {
  t.throws(
    () => decide(build('reply', [async function lookUp() {}]), order),
    refusal(/reply lookUp returned a promise/),
  )
})
