import t from 'tap'
import { REFUSALS, refusal } from './refusals.js'

t.test('every refusal has a code of its own and a sentence a person understands', async (t) => {
  const codes = Object.values(REFUSALS).map(({ code }) => code)
  t.equal(new Set(codes).size, codes.length)
  for (const { code, sentence } of Object.values(REFUSALS)) {
    t.match(code, /^HUB_FEES_[A-Z_]+$/)
    t.match(sentence, /^[A-Z].+\.$/)
  }
  t.same(refusal('order-closed'), {
    result: 'refused',
    code: 'HUB_FEES_ORDER_CLOSED',
    sentence: 'This order has been closed.',
  })
})
