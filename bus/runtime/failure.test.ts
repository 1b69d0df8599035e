import t from 'tap'
import { HubError } from '../errors.js'
import { failureIn, HUB_CIRCUIT_OPEN, isRefusal, judge, retryDelay, spendsTry } from './failure.js'

const policy = { attempts: 5, delayMs: 2_000, factor: 2, maxDelayMs: 10_000 }
const at = { now: 1_000_000, random: 0.5 }
const broken = new HubError('HUB_X', 'it broke', { retry: 'retry', effect: 'not-done' })
const hopeless = new HubError('HUB_Y', 'never', { retry: 'give-up', effect: 'not-done' })

t.test('the delays grow by the factor up to the longest', async (t) => {
  t.strictSame(
    [1, 2, 3, 4, 5].map((tries) => retryDelay(policy, tries, 0.5)),
    [2_000, 4_000, 8_000, 10_000, 10_000],
  )
})

t.test('chance spreads a delay by a fifth either way', async (t) => {
  t.equal(retryDelay(policy, 1, 0), 1_600)
  t.equal(retryDelay(policy, 1, 1), 2_400)
})

t.test('a failure that may pass is tried again until the attempts are used up, the first counted', async (t) => {
  t.strictSame(judge(broken, { policy, tries: 1, ...at }), { next: 'retry', due: 1_002_000, tries: 1 })
  t.match(judge(broken, { policy, tries: 4, ...at }), { next: 'retry' })
  t.strictSame(judge(broken, { policy, tries: 5, ...at }), {
    next: 'dead-letter',
    code: 'HUB_X',
    reason: 'it broke',
    tries: 5,
  })
})

t.test('a failure that waiting cannot help is given up at once', async (t) => {
  t.match(judge(hopeless, { policy, tries: 1, ...at }), { next: 'dead-letter', code: 'HUB_Y' })
})

t.test('a flow without a policy is tried once', async (t) => {
  t.match(judge(broken, { policy: undefined, tries: 1, ...at }), { next: 'dead-letter' })
})

t.test(
  'an error that is not ours is tried again, and its text, which may hold anything, is not repeated',
  async (t) => {
    t.match(judge(new Error('secret 123'), { policy, tries: 1, ...at }), { next: 'retry' })
    const verdict = judge(new Error('secret 123'), { policy, tries: 5, ...at })
    t.match(verdict, { next: 'dead-letter', code: 'HUB_UNCLASSIFIED' })
    t.notMatch(JSON.stringify(verdict), /secret/)
  },
)

t.test('a connection that is not used at present spends no try, whatever the policy, and sets the time', async (t) => {
  const why = '5 uses failed'
  const refused = HUB_CIRCUIT_OPEN('partner', { why, now: 1_000_000, until: 1_010_000 })
  const { signal } = new AbortController()
  t.equal(spendsTry(refused, signal), false)
  t.equal(spendsTry(broken, signal), true)
  t.equal(spendsTry(broken, AbortSignal.abort()), false, 'nor does what a stopping hub cuts off')
  for (const by of [policy, undefined])
    t.strictSame(judge(refused, { policy: by, tries: 99, now: 1_000_000, random: 0 }), {
      next: 'retry',
      due: 1_010_000,
      tries: 99,
    })
  t.match(
    judge(refused, { policy, tries: 1, now: 1_000_000, random: 1 }),
    { due: 1_012_000 },
    'they come back spread over a fifth of the time',
  )
})

t.test('the failure of a probe is told apart from a refusal: something was tried', async (t) => {
  const at = { why: '6 uses failed', now: 0, until: 1 }
  t.equal(isRefusal(HUB_CIRCUIT_OPEN('partner', at)), true)
  const probe = HUB_CIRCUIT_OPEN('partner', { ...at, cause: broken })
  t.equal(isRefusal(probe), false)
  t.equal(failureIn(probe), broken)
  t.equal(failureIn(hopeless), hopeless)
  t.equal(spendsTry(probe, new AbortController().signal), false)
})
