import t from 'tap'
import { HubError, inDoubt, neverSent, tryAgain } from '../errors.js'
import type { ConnectionLimits } from '../limits.js'
import { Circuit, heardIn } from './circuit.js'
import { HUB_DEADLINE } from './failure.js'

/** A promise that is kept from outside. */
function latch<T = void>() {
  let open!: (value: T) => void
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

const silent = () => HUB_DEADLINE('partner.pay', 10)
const place = { uri: 'partner.pay', concurrency: 2 }

function given(limits: Partial<ConnectionLimits> = {}) {
  const clock = { now: 0 }
  const stop = new AbortController()
  const logged: string[] = []
  const circuit = new Circuit({
    name: 'partner',
    adapter: 'test',
    limits: { breaker: { failures: 2, openMs: 1_000 }, ...limits },
    stop: stop.signal,
    chance: { now: () => clock.now },
    log: (level, sentence) => void logged.push(`${level} ${sentence}`),
  })
  const fails = (error: unknown = silent()) =>
    circuit.use(place, (begun) => begun(Promise.reject(error))).catch((seen: unknown) => seen)
  const answers = () => circuit.use(place, (begun) => begun(Promise.resolve('ok')))
  return { circuit, clock, stop, logged, fails, answers }
}

t.test('only what says that the partner is not there, or does not answer, is a failure', async (t) => {
  const error = (instruction: ConstructorParameters<typeof HubError>[2]) => new HubError('HUB_X', 'x', instruction)
  t.equal(heardIn(error(inDoubt)), 'failure')
  t.equal(heardIn(error(tryAgain)), 'failure')
  t.equal(heardIn(error(neverSent)), 'nothing')
  t.equal(heardIn(new Error('unclassified')), 'failure')
})

t.test('an open circuit refuses at once, and says when it is tried next', async (t) => {
  const { circuit, fails, answers, logged } = given()
  await fails()
  await fails()
  await t.rejects(answers(), {
    code: 'HUB_CIRCUIT_OPEN',
    message: /connection partner is not used until 1970-01-01T00:00:01.000Z: 2 uses failed .* HUB_DEADLINE/,
    instruction: { retry: 'retry', effect: 'not-done' },
    details: { until: 1_000, retryAfterSeconds: 1 },
  })
  t.match(circuit.refusal(), { code: 'HUB_CIRCUIT_OPEN' })
  t.match(circuit.view(), { state: 'open', failures: 2, until: 1_000, running: 0, late: 0 })
  t.match(logged, [/^warn connection partner: the circuit is open/])
})

t.test('a probe that fails says what it knows about the outside, and one that succeeds closes', async (t) => {
  const { circuit, fails, answers, clock, logged } = given()
  await fails()
  await fails()
  clock.now = 1_000
  const lost = new HubError('HUB_LOST', 'the line broke', inDoubt)
  t.match(await fails(lost), {
    code: 'HUB_CIRCUIT_OPEN',
    instruction: { effect: 'unknown' },
    cause: lost,
    details: { until: 3_000 },
  })
  clock.now = 3_000
  t.equal(await answers(), 'ok')
  t.equal(circuit.view().state, 'closed')
  t.match(logged, [/circuit is open/, /a probe/, /circuit is open/, /a probe/, /^info .* the circuit is closed/])
})

t.test('a clear refusal does not open it, and reaches the run as it is', async (t) => {
  const { circuit, fails } = given()
  const refusal = new HubError('HUB_REFUSED', 'no such account', neverSent)
  for (let n = 0; n < 5; n++) t.equal(await fails(refusal), refusal)
  t.equal(circuit.view().state, 'closed')
})

t.test('what waits for its place when the circuit opens is refused without being tried', async (t) => {
  const { circuit } = given({ concurrency: 1 })
  const first = latch()
  let tried = 0
  const use = (uri: string) =>
    circuit
      .use({ uri }, async (begun) => {
        tried++
        await begun(first.opened)
        throw silent()
      })
      .catch((error: { code: string }) => error.code)
  const uses = ['a', 'b', 'c', 'd'].map((what) => use(`partner.${what}`))
  t.match(circuit.view(), { running: 1, waiting: 3 }, 'one at a time over all ends')
  first.open()
  t.strictSame(await Promise.all(uses), ['HUB_DEADLINE', 'HUB_DEADLINE', 'HUB_CIRCUIT_OPEN', 'HUB_CIRCUIT_OPEN'])
  t.equal(tried, 2)
})

t.test('what goes on after its deadline gives its place to the next, and is counted until it ends', async (t) => {
  const { circuit } = given({ concurrency: 1, breaker: { failures: 0, openMs: 1_000 } })
  const never = latch()
  await t.rejects(
    circuit.use(place, async (begun) => {
      void begun(never.opened)
      throw silent()
    }),
    { code: 'HUB_DEADLINE' },
  )
  t.match(circuit.view(), { running: 0, waiting: 0, late: 1 })
  t.equal(await circuit.use(place, (begun) => begun(Promise.resolve('next'))), 'next')
  never.open()
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(circuit.view().late, 0)
})

t.test('with a hundred that do not come back the connection is used no more until one does', async (t) => {
  const { circuit, answers } = given({ breaker: { failures: 0, openMs: 1_000 } })
  const never = latch()
  for (let n = 0; n < 100; n++)
    await circuit
      .use(place, async (begun) => {
        void begun(never.opened)
        throw silent()
      })
      .catch(() => {})
  await t.rejects(answers(), { code: 'HUB_CIRCUIT_OPEN', message: /100 uses have not ended/ })
  never.open()
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(await answers(), 'ok')
})

t.test('a stopping hub begins nothing, and what it cuts off says nothing about the partner', async (t) => {
  const { circuit, stop, fails, answers } = given()
  const cut = latch()
  const uses = [1, 2].map(() =>
    circuit
      .use(place, async () => {
        await cut.opened
        throw silent()
      })
      .catch(() => {}),
  )
  stop.abort()
  cut.open()
  await Promise.all(uses)
  t.match(circuit.view(), { state: 'closed', failures: 0 })
  await t.rejects(answers(), { code: 'HUB_DRAINING', instruction: { effect: 'not-done' } })
  t.match(await fails(), { code: 'HUB_DRAINING' })
})
