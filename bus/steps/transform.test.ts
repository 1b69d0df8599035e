import t from 'tap'
import { build, decide, describe, order, refusal, told } from '../../test/patterns/step-kit.js'
import type { Told } from '../message.js'

t.test('transform takes a function', async (t) => {
  t.throws(() => build('transform', [{ to: 'upper case' }]), refusal(/transform takes a map as a function; got object/))
  t.throws(() => build('transform', []), refusal(/got undefined/))
})

t.test('a named function gives the trace its words, one written in place has none', async (t) => {
  t.equal(describe(build('transform', [function toPick() {}])), 'toPick')
  t.equal(describe(build('transform', [() => 1])), '(anonymous)')
})

t.test('the next body is what the function computes from this one and from what the message is told', async (t) => {
  const stamp = ({ orderId }: { orderId: string }, { now, messageId, headers }: Told) => ({
    orderId,
    on: now.toISOString().slice(0, 10),
    messageId,
    from: headers.from,
  })
  t.strictSame(decide(build('transform', [stamp]), order), {
    do: 'go-on',
    body: { orderId: 'o-1', on: '2030-01-02', messageId: told.messageId, from: 'test' },
  })
})

t.test('a function that returns a promise is refused by name, since a step only computes', async (t) => {
  const node = build('transform', [async function lookUp() {}])
  t.throws(
    () => decide(node, order),
    refusal(/transform lookUp returned a promise; steps compute, enrich and call ask/),
  )
})

t.test('nothing, null and false are bodies like any other', async (t) => {
  for (const next of [undefined, null, false, 0, ''])
    t.strictSame(decide(build('transform', [() => next]), order), { do: 'go-on', body: next })
})
