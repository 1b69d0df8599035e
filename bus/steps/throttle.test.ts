import t from 'tap'
import { build, decided, describe, order, refusal } from '../../test/patterns/step-kit.js'
import { throttle } from './throttle.js'

t.test('a limit is a count in a length of time', async (t) => {
  for (const count of [0, 1.5, '3', undefined])
    t.throws(() => build('throttle', [{ count, per: '1s' }]), refusal(/count is a whole number from 1/))
  t.throws(() => build('throttle', [{ count: 1 }]), refusal(/per is a duration/))
  t.throws(() => build('throttle', [{ count: 1, per: '0s' }]), refusal(/at least 1ms/))
  t.throws(() => build('throttle', [{ count: 1, per: '1s', by: 'x' }]), refusal(/whose limit it is/))
})

t.test('it says its limit, and whether each key has one of its own', async (t) => {
  t.equal(describe(build('throttle', [{ count: 5, per: '1s' }])), '5 per 1s')
  t.equal(describe(build('throttle', [{ count: 5, per: '1s', by: () => 'a' }])), '5 per 1s each')
})

t.test('a body is counted under its key, or with all others', async (t) => {
  t.match(decided(build('throttle', [{ count: 5, per: '1m' }]), order, 'throttle'), {
    key: '',
    count: 5,
    perMs: 60_000,
  })
  const each = build('throttle', [{ count: 5, per: '1m', by: ({ orderId }: { orderId: string }) => orderId }])
  t.match(decided(each, order, 'throttle'), { key: 'o-1' })
})

t.test('no flow ends with it', async (t) => {
  t.equal(throttle.ends, 'no')
})
