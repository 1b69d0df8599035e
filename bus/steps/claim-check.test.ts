import t from 'tap'
import { build, decide, decided, describe, order, refusal } from '../../test/patterns/step-kit.js'
import { claimed } from '../ends.js'
import { claimCheck } from './claim-check.js'

function cents(body: { cents: number }) {
  return body.cents
}
const leave = ({ orderId }: { orderId: string }) => ({ orderId })

t.test('it says what it takes and what it leaves', async (t) => {
  t.throws(() => build('claimCheck', [{ leave }]), refusal(/what it takes out of a body/))
  t.throws(() => build('claimCheck', [{ take: cents }]), refusal(/what it leaves of a body/))
  t.equal(describe(build('claimCheck', [{ take: cents, leave }])), 'cents')
})

t.test('the part is kept apart, and its claim stands in the body', async (t) => {
  const kept = decided(build('claimCheck', [{ take: cents, leave }]), order, 'keep-apart')
  t.equal(kept.part, 3500)
  t.strictSame(kept.leave('c-1'), { orderId: 'o-1', claim: { id: 'c-1' } })
})

t.test('a claim is redeemed by enrich, and by nothing that streams', async (t) => {
  const node = build('enrich', [claimed<number>(), (body: object, [part]: unknown[]) => ({ ...body, part })])
  t.equal(describe(node), 'claims')
  const redeem = decided(node, { orderId: 'o-1', claim: { id: 'c-1' } }, 'redeem')
  t.equal(redeem.claim, 'c-1')
  t.match(redeem.into([7]), { part: 7 })
  t.throws(() => decide(node, order), refusal(/the body carries no claim/))
})

t.test('no flow ends with it', async (t) => {
  t.equal(claimCheck.ends, 'no')
})
