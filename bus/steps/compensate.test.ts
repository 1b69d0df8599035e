import t from 'tap'
import { build, decide, decided, describe, ends, order, orders, refusal } from '../../test/patterns/step-kit.js'
import { compensate } from './compensate.js'

const ask = ({ orderId }: { orderId: string }) => ({ orderId })

t.test('what takes back is an effect of a connection, with its request', async (t) => {
  t.throws(() => build('compensate', [orders, { ask }]), refusal(/a sink or callable of a connection/))
  t.throws(() => build('compensate', [ends.resend]), refusal(/what it asks/))
  t.equal(describe(build('compensate', [ends.resend, { ask }])), 'partner.resend')
})

t.test('it notes the request as the body is now', async (t) => {
  const noted = decided(build('compensate', [ends.resend, { ask }]), order, 'note-undo')
  t.match(noted, { end: ends.resend, request: { orderId: 'o-1' } })
  t.throws(() => decide(build('compensate', [ends.resend, { ask: async () => 1 }]), order), refusal(/a promise/))
})

t.test('no flow ends with it', async (t) => {
  t.equal(compensate.ends, 'no')
})
