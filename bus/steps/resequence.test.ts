import t from 'tap'
import { build, decide, decided, describe, order, refusal } from '../../test/patterns/step-kit.js'
import { resequence } from './resequence.js'

const by = ({ orderId }: { orderId: string }) => orderId
const whole = { by, position: () => 3, within: '1m', ifGap: 'go-on' }

t.test('it says whose sequence it is, how long a gap is waited for, and what comes then', async (t) => {
  t.throws(() => build('resequence', [{ ...whole, ifGap: 'wait' }]), refusal(/ifGap is go-on or dead-letter/))
  t.throws(() => build('resequence', [{ ...whole, within: 60 }]), refusal(/within is a duration/))
  t.throws(() => build('resequence', [{ ...whole, by: 'orderId' }]), refusal(/the key of a sequence/))
  t.throws(() => build('resequence', [{ ...whole, position: 1 }]), refusal(/the position in it/))
  const numbered = function scanNumber() {
    return 1
  }
  t.equal(
    describe(build('resequence', [{ ...whole, position: numbered }])),
    'scanNumber, a gap waits 60000 ms, then go-on',
  )
})

t.test('a body lines up under its key', async (t) => {
  t.strictSame(decided(build('resequence', [whole]), order, 'line-up'), {
    do: 'line-up',
    key: 'o-1',
    position: 3,
    withinMs: 60_000,
    ifGap: 'go-on',
  })
})

t.test('a position is a whole number from 1', async (t) => {
  for (const position of [0, -1, 1.5, Number.NaN, '1', undefined])
    t.throws(
      () => decide(build('resequence', [{ ...whole, position: () => position }]), order),
      refusal(/a whole number from 1/),
    )
})

t.test('no flow ends with it', async (t) => {
  t.equal(resequence.ends, 'no')
})
