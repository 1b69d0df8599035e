import t from 'tap'
import { Breaker, type CircuitState, type Permit } from './breaker.js'

const SETTINGS = { failures: 3, openMs: 1_000 }

/** A breaker with a clock that is moved by hand. */
function given(settings = SETTINGS) {
  const turned: CircuitState[] = []
  const breaker = new Breaker(settings, 0, (state) => turned.push(state))
  const clock = { now: 0 }
  const leave = () => breaker.ask(clock.now) as Permit
  return {
    breaker,
    turned,
    leave,
    at: (now: number) => {
      clock.now = now
    },
    fails: (times = 1) => {
      for (let n = 0; n < times; n++) breaker.tell(leave(), 'failure', clock.now)
    },
    answers: () => breaker.tell(leave(), 'answer', clock.now),
    saysNothing: () => breaker.tell(leave(), 'nothing', clock.now),
    asks: () => breaker.ask(clock.now),
  }
}

t.test('given a closed circuit, when so many fail with no success between, then it opens for its time', async (t) => {
  const { breaker, fails, asks, at, turned } = given()
  at(500)
  fails(2)
  t.match(asks(), { probe: false }, 'two are not enough')
  fails()
  t.strictSame(asks(), { until: 1_500 })
  t.match(breaker, { state: 'open', since: 500, until: 1_500, failures: 3 })
  t.strictSame(turned, ['open'])
})

t.test('given failures, when one use succeeds, then they are counted from none again', async (t) => {
  const { breaker, fails, answers } = given()
  fails(2)
  answers()
  t.equal(breaker.failures, 0)
  fails(2)
  t.equal(breaker.state, 'closed')
})

t.test('given failures, when the partner refuses clearly, then that neither adds to them nor takes away', async (t) => {
  const { breaker, fails, saysNothing } = given()
  fails(2)
  saysNothing()
  t.match(breaker, { state: 'closed', failures: 2 })
  fails()
  t.equal(breaker.state, 'open')
})

t.test('given a failure of more than ten minutes ago, when others follow, then it does not add up', async (t) => {
  const { breaker, fails, at } = given()
  fails()
  at(600_000)
  fails(2)
  t.match(breaker, { state: 'closed', failures: 2 })
})

t.test('given an open circuit, when its time is over, then one goes through and the others wait for it', async (t) => {
  const { breaker, fails, leave, asks, at, turned } = given()
  fails(3)
  at(999)
  t.strictSame(asks(), { until: 1_000 })
  at(1_000)
  t.equal(breaker.refusedUntil(1_000), undefined, 'looking takes no leave')
  t.match(leave(), { probe: true })
  t.strictSame(asks(), { until: 1_250 }, 'they look again after a quarter of the time')
  t.equal(breaker.refusedUntil(1_000), 1_250)
  t.strictSame(turned, ['open', 'half-open'])
})

t.test('given a probe, when it succeeds, then the circuit closes and has forgotten its failures', async (t) => {
  const { breaker, fails, answers, asks, at, turned } = given()
  fails(3)
  at(1_000)
  answers()
  t.match(breaker, { state: 'closed', since: 1_000, failures: 0, until: undefined })
  t.match(asks(), { probe: false })
  t.strictSame(turned, ['open', 'half-open', 'closed'])
})

t.test('given probes that fail, then the time doubles up to ten times the first, and success resets it', async (t) => {
  const { breaker, fails, answers, at } = given()
  fails(3)
  const lengths: number[] = []
  for (let n = 0; n < 6; n++) {
    at(breaker.until!)
    fails()
    lengths.push(breaker.until! - breaker.since)
  }
  t.strictSame(lengths, [2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
  t.equal(breaker.failures, 9)
  at(breaker.until!)
  answers()
  fails(3)
  t.equal(breaker.until! - breaker.since, 1_000)
})

t.test('given a probe that says nothing about the partner, then the next use is a probe at once', async (t) => {
  const { breaker, fails, saysNothing, leave, at } = given()
  fails(3)
  at(1_000)
  saysNothing()
  t.equal(breaker.state, 'half-open')
  t.match(leave(), { probe: true })
})

t.test('given uses from before it opened, when they end later, then they change nothing', async (t) => {
  const { breaker, fails, leave, at } = given()
  const early = [leave(), leave(), leave()]
  fails(3)
  at(10)
  breaker.tell(early[0]!, 'answer', 10)
  t.equal(breaker.state, 'open', 'a late answer does not close it')
  at(1_000)
  const probe = leave()
  breaker.tell(early[1]!, 'failure', 1_000)
  t.equal(breaker.state, 'half-open', 'a late failure does not end the probe')
  breaker.tell(probe, 'answer', 1_000)
  breaker.tell(early[2]!, 'failure', 1_001)
  t.match(breaker, { state: 'closed', failures: 0 })
})

t.test('given a breaker that is switched off, then no number of failures opens it', async (t) => {
  const { breaker, fails } = given({ failures: 0, openMs: 1_000 })
  fails(100)
  t.equal(breaker.state, 'closed')
})
