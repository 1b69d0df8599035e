import t from 'tap'
import { archive, build, confirmed, decide, decided, describe, order, refusal } from '../../test/patterns/step-kit.js'
import { collect, MOST_IN_GROUP } from './collect.js'

const by = ({ orderId }: { orderId: string }) => orderId
const into = (key: string, bodies: readonly unknown[]) => ({ key, count: bodies.length })

t.test('it says when a group is complete', async (t) => {
  for (const until of [undefined, {}])
    t.throws(() => build('collect', [{ by, until, into }]), refusal(/a count, quietFor or a signal/))
  for (const count of [0, 1.5, MOST_IN_GROUP + 1, '3'])
    t.throws(() => build('collect', [{ by, until: { count }, into }]), refusal(/count is 1 to 10000/))
  t.throws(() => build('collect', [{ by, until: { quietFor: 'long' }, into }]), { code: 'HUB_DURATION' })
  t.throws(() => build('collect', [{ by, until: { signal: archive }, into }]), refusal(/waits for a signal/))
  t.throws(() => build('collect', [{ until: { count: 2 }, into }]), refusal(/the name of a body’s group/))
  t.throws(() => build('collect', [{ by, until: { count: 2 } }]), refusal(/what makes the group/))
})

t.test('it tells its group and all its ends', async (t) => {
  const node = build('collect', [{ by, until: { count: 3, quietFor: '2s', signal: confirmed }, into }])
  t.equal(describe(node), '(anonymous), until 3, until quiet for 2000 ms, until signal:shop/confirmed')
})

t.test('a body goes to the group of its key', async (t) => {
  const gather = decided(build('collect', [{ by, until: { count: 3 }, into }]), order, 'gather')
  t.match(gather, { key: 'o-1', until: { count: 3 } })
  t.strictSame(gather.into([order, order]), { key: 'o-1', count: 2 })
  t.throws(() => decide(build('collect', [{ by: () => 7, until: { count: 3 }, into }]), order), refusal(/got number/))
})

t.test('no flow ends with it', async (t) => {
  t.equal(collect.ends, 'no')
})
