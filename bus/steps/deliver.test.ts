import t from 'tap'
import { build, confirmed, decided, order, refusal } from '../../test/patterns/step-kit.js'
import type { Declared } from '../ends.js'
import { delivery } from './deliver.js'

t.test('no flow can say it', async (t) => {
  t.throws(() => build('deliver', []), TypeError)
})

t.test('each flow that waits for a signal has one that brings the events, in line by their key', async (t) => {
  const flow = delivery(confirmed as unknown as Declared, 'shop/pick')
  t.equal(flow.id, 'signal:shop/confirmed for shop/pick')
  t.equal(flow.from, confirmed)
  t.match(flow.door.order, { afterDeadLetter: 'go-on' })
  t.equal(flow.door.order!.keyOf(order), 'o-1')
  t.strictSame(decided(flow.steps[0]!, order, 'deliver'), {
    do: 'deliver',
    gate: flow.id,
    key: 'o-1',
    keepMs: 7 * 86_400_000,
  })
})

t.test('names too long for the books are refused', async (t) => {
  t.throws(() => delivery(confirmed as unknown as Declared, 'p'.repeat(140)), refusal(/too long together/))
})
