import fc from 'fast-check'
import t from 'tap'
import { bytesOf, DEFAULT_HISTORY, historyPolicy, keepsWhole, ruleOf, ruleText, shareOf, sizeText } from './history.js'
import { newId } from './ids.js'

const DAY = 86_400_000
const rule = (keep: string) => historyPolicy({ ...DEFAULT_HISTORY, keep }).rest

t.test('given what is kept, when a message ends, then its body and traces are kept or not', async (t) => {
  const ids = Array.from({ length: 2_000 }, () => newId())
  const share = (keep: string, outcome: 'done' | 'dropped' | 'dead-letter') =>
    ids.filter((id) => keepsWhole(rule(keep), outcome, id)).length / ids.length
  for (const keep of ['all', 'failures', 'sample:5%', 'sample:0%']) {
    t.equal(share(keep, 'dropped'), 1, `dropped, ${keep}`)
    t.equal(share(keep, 'dead-letter'), 1, `dead letters, ${keep}`)
  }
  t.equal(share('all', 'done'), 1)
  t.equal(share('failures', 'done'), 0)
  t.equal(share('sample:0%', 'done'), 0)
  t.equal(share('sample:100%', 'done'), 1)
  const sampled = share('sample:5%', 'done')
  t.ok(sampled > 0.03 && sampled < 0.07, `${sampled} of ids that follow each other`)
})

t.test('a larger sample holds the smaller one, so that a message is kept or not for good', async () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (id, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      const kept = (percent: number) => keepsWhole(rule(`sample:${percent}%`), 'done', id)
      return !kept(less) || kept(more)
    }),
  )
  fc.assert(fc.property(fc.string(), (id) => shareOf(id) >= 0 && shareOf(id) < 1))
})

t.test('a flow says what it needs, its pack and the hub say the rest', async (t) => {
  const policy = historyPolicy({
    keep: 'all',
    for: '90d',
    budget: '2GB',
    flows: {
      'shop/orders': { for: '7d' },
      'shop/*': { keep: 'failures', for: '30d', budget: '100MB' },
      'fees/close': { keep: 'sample:2.5%' },
    },
  })
  t.same(ruleOf(policy, 'shop/orders'), { keep: 'failures', forMs: 7 * DAY, budget: 100_000_000 })
  t.same(ruleOf(policy, 'shop/other'), { keep: 'failures', forMs: 30 * DAY, budget: 100_000_000 })
  t.same(ruleOf(policy, 'fees/close'), { keep: { sample: 0.025 }, forMs: 90 * DAY })
  t.same(ruleOf(policy, 'fees/open'), { keep: 'all', forMs: 90 * DAY })
  t.equal(ruleText(ruleOf(policy, 'fees/close')), 'sample:2.5% for 90 days')
  t.equal(ruleText(ruleOf(policy, 'shop/orders')), 'failures for 7 days')
})

t.test('sizes are read and told in powers of ten', async (t) => {
  t.equal(bytesOf('2GB'), 2_000_000_000)
  t.equal(bytesOf('1.5kB'), 1_500)
  t.equal(sizeText(2_000_000_000), '2 GB')
  t.equal(sizeText(123_456_789), '123 MB')
  t.equal(sizeText(512), '512 B')
})

t.test('what cannot be understood is refused', async (t) => {
  for (const text of ['2', 'GB', '2 GB', '2gb', '-1MB']) t.throws(() => bytesOf(text), { code: 'HUB_HISTORY_SIZE' })
  for (const keep of ['some', 'sample', 'sample:5', 'sample:101%', 'sample:-1%'])
    t.throws(() => rule(keep), { code: 'HUB_HISTORY_KEEP' }, keep)
  t.throws(() => historyPolicy({ ...DEFAULT_HISTORY, for: 'long' }), { code: 'HUB_DURATION' })
})
