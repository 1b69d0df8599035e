import t from 'tap'
import { allows } from '../scopes.js'
import { visibleKinds } from './visibility.js'

const who = (...scopes: string[]) => ({ allows: (scope: string) => allows(scopes, scope) })
const all = { ownOnly: false }

t.test('each office sees its own fees, finance and main users see both', async (t) => {
  t.same(visibleKinds(who('study-fees:processing-fees:read'), all), ['extra-time', 'restoring'])
  t.same(visibleKinds(who('study-fees:study-fees:read'), all), ['study-fee'])
  t.same(visibleKinds(who('study-fees:*:read'), all), ['extra-time', 'restoring', 'study-fee'])
  t.same(visibleKinds(who('study-fees:*:read'), { ...all, kind: 'restoring' }), ['restoring'])
})

t.test('the payers’ application sees only the orders of the payer it names', async (t) => {
  const portal = who('study-fees:own-orders:read')
  t.same(visibleKinds(portal, { ownOnly: true }), ['extra-time', 'restoring', 'study-fee'])
  t.throws(() => visibleKinds(portal, all), { code: 'HUB_FEES_NOT_VISIBLE' })
})

t.test('who may not see such orders is shut out', async (t) => {
  t.throws(() => visibleKinds(who('study-fees:study-fees:read'), { ...all, kind: 'restoring' }), {
    code: 'HUB_FEES_NOT_VISIBLE',
  })
  t.throws(() => visibleKinds(who('study-fees:payments:start'), { ownOnly: true }), { code: 'HUB_FEES_NOT_VISIBLE' })
})
