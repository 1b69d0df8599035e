import t from 'tap'
import { archive, build, confirmed, decide, decided, describe, order, refusal } from '../../test/patterns/step-kit.js'
import { waitFor } from './wait-for.js'

const key = ({ orderId }: { orderId: string }) => orderId
const into = (body: object, event: unknown) => ({ ...body, event })

t.test('it waits for a signal, and says under which key and until when', async (t) => {
  t.throws(() => build('waitFor', [archive, { key, until: '3d', into }]), refusal(/waitFor waits for a signal/))
  t.throws(() => build('waitFor', [confirmed, { key, into }]), refusal(/says until when/))
  t.throws(() => build('waitFor', [confirmed, { until: '3d', into }]), refusal(/key it waits under/))
  t.throws(() => build('waitFor', [confirmed, { key, until: '3d' }]), refusal(/joins body and event/))
  t.throws(() => build('waitFor', [confirmed, { key, until: 'soon', into }]), { code: 'HUB_DURATION' })
})

t.test('it is called like its signal', async (t) => {
  t.equal(describe(build('waitFor', [confirmed, { key, until: '1s', into }])), 'signal:shop/confirmed, at most 1000 ms')
  const until = () => new Date(0)
  t.equal(describe(build('waitFor', [confirmed, { key, until, into }])), 'signal:shop/confirmed')
})

t.test('a length counts from the arrival, a function gives the time itself', async (t) => {
  const length = decided(build('waitFor', [confirmed, { key, until: '2m', into }]), order, 'await')
  t.match(length, { signal: confirmed, key: 'o-1', for: { ms: 120_000 } })
  t.strictSame(length.into('timed-out'), { ...order, event: 'timed-out' })
  const date = new Date('2030-02-01T00:00:00Z')
  t.match(decided(build('waitFor', [confirmed, { key, until: () => date, into }]), order, 'await').for, { until: date })
})

t.test('a key that is none, a time that is none and a promise are refused', async (t) => {
  const wrongKey = build('waitFor', [confirmed, { key: () => '', until: '1s', into }])
  t.throws(() => decide(wrongKey, order), refusal(/a key is a text of 1 to 200 characters; got 0 characters/))
  const wrongTime = build('waitFor', [confirmed, { key, until: () => new Date(Number.NaN), into }])
  t.throws(() => decide(wrongTime, order), refusal(/until did not give a Date/))
  const asking = decided(build('waitFor', [confirmed, { key, until: '1s', into: async () => 1 }]), order, 'await')
  t.throws(() => asking.into('timed-out'), refusal(/returned a promise/))
})

t.test('no flow ends with it', async (t) => {
  t.equal(waitFor.ends, 'no')
})
