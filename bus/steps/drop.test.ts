import t from 'tap'
import { build, decide, describe, order, refusal } from '../../test/patterns/step-kit.js'

t.test('drop wants a reason in words', async (t) => {
  for (const none of [undefined, '', '   ', 404])
    t.throws(() => build('drop', [none]), refusal(/drop says why in words/))
})

t.test('drop describes itself by its reason', async (t) => {
  t.equal(describe(build('drop', ['no trade with this country'])), 'no trade with this country')
})

t.test('whatever comes to drop ends with the reason', async (t) => {
  const node = build('drop', ['no trade with this country'])
  for (const body of [order, undefined])
    t.strictSame(decide(node, body), { do: 'end', as: { outcome: 'dropped', reason: 'no trade with this country' } })
})
