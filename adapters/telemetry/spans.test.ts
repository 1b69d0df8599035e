import t, { type Test } from 'tap'
import * as collector from '../../sandbox/stand-ins/otlp-collector.js'
import { until } from '../../test/kit/event.js'
import { laidOut, openSpans, type SpansUse } from './spans.js'

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const SAMPLED = `00-${CALLER.traceId}-${CALLER.spanId}-01`
const UNSAMPLED = `00-${CALLER.traceId}-${CALLER.spanId}-00`
const run = { messageId: 'm-1', correlationId: 'c-1', flow: 'shop/take', tries: 0 }
const ended = { outcome: 'done', ms: 3, steps: () => [] }

async function open(t: Test, more: Partial<SpansUse> = {}) {
  const seen = await collector.start()
  t.teardown(() => seen.close())
  const said: string[] = []
  const spans = openSpans({
    url: seen.url,
    ratio: 1,
    service: 'a-hub',
    version: '1.2.3',
    everyMs: 20,
    log: (_level, sentence) => void said.push(sentence),
    ...more,
  })
  t.teardown(() => spans.close())
  const spanOf = (name: string) => until(`span ${name}`, () => seen.spans.find((span) => span.name === name))
  return { ...spans, seen, said, spanOf }
}

t.test('a run joins the context of its message, its effects and steps lie under it', async (t) => {
  const { watch, spanOf, seen } = await open(t)
  const watched = watch.run!({ ...run, traceparent: SAMPLED })!
  const effect = watched.effect!({ connection: 'bank', end: 'pay', step: 'call bank.pay', attempt: 2, lookUp: false })!
  effect.ended!({ outcome: 'unknown', ms: 5, code: 'HUB_DEADLINE' })
  const steps = [{ step: 'validate Order' }, { step: 'enrich shop.rows', ms: 4 }, { step: 'call bank.pay', ms: 5 }]
  watched.ended!({ outcome: 'retry', ms: 12, code: 'HUB_DEADLINE', step: 'call bank.pay', steps: () => steps })

  const of = await spanOf('run shop/take')
  t.match(of, {
    traceId: CALLER.traceId,
    parentSpanId: CALLER.spanId,
    kind: 5,
    failed: true,
    service: 'a-hub',
    attributes: {
      'dromedary.flow': 'shop/take',
      'dromedary.message.id': 'm-1',
      'dromedary.correlation.id': 'c-1',
      'dromedary.outcome': 'retry',
      'dromedary.step': 'call bank.pay',
      'error.type': 'HUB_DEADLINE',
    },
  })
  t.equal(watched.traceparent, `00-${CALLER.traceId}-${of.spanId}-01`)
  const paid = await spanOf('bank.pay')
  t.match(paid, { traceId: CALLER.traceId, parentSpanId: of.spanId, kind: 3, failed: true })
  t.equal(effect.traceparent, `00-${CALLER.traceId}-${paid.spanId}-01`, 'the partner is handed this very span')
  const read = await spanOf('enrich shop.rows')
  t.match(read, { traceId: CALLER.traceId, parentSpanId: of.spanId, kind: 1 })
  t.equal(read.to - read.from, 4_000_000n)
  t.equal(seen.spans.filter(({ name }) => name === 'call bank.pay').length, 0, 'an effect is told once')
})

t.test('a caller that does not sample is not sampled, and its context still goes on', async (t) => {
  const { watch, spanOf, seen } = await open(t)
  const call = watch.call!({ method: 'POST', route: '/orders', operation: 'shop/send', traceparent: UNSAMPLED })!
  t.match(call.traceparent, new RegExp(`^00-${CALLER.traceId}-[0-9a-f]{16}-00$`))
  call.ended!({ status: 202, ms: 1 })
  const watched = watch.run!({ ...run, traceparent: call.traceparent! })!
  t.match(watched.traceparent, new RegExp(`^00-${CALLER.traceId}-[0-9a-f]{16}-00$`))
  watched.ended!({ ...ended, steps: () => t.fail('nobody reads the steps of a run that is not kept') as never })
  watch.run!({ ...run, flow: 'shop/other' })!.ended!(ended)
  await spanOf('run shop/other')
  t.equal(seen.spans.length, 1)
})

t.test('of traces that begin here the ratio is kept, as a whole', async (t) => {
  const { watch, close, seen } = await open(t, { ratio: 0.5 })
  for (let n = 0; n < 200; n++) {
    const traceparent = watch.made!({ flow: 'shop/take' })!
    watch.run!({ ...run, traceparent })!.ended!(ended)
  }
  await close()
  const traces = (name: string) => seen.spans.filter((span) => span.name === name).map(({ traceId }) => traceId)
  t.same(traces('run shop/take').sort(), traces('accept shop/take').sort())
  t.ok(traces('run shop/take').length > 50 && traces('run shop/take').length < 150)
})

t.test('a message keeps the context it came with; one that has none gets one of its own', async (t) => {
  const { watch, spanOf } = await open(t)
  t.equal(watch.made!({ flow: 'shop/take', traceparent: SAMPLED }), SAMPLED)
  const own = watch.made!({ flow: 'shop/take', traceparent: 'nonsense' })!
  const accepted = await spanOf('accept shop/take')
  t.equal(own, `00-${accepted.traceId}-${accepted.spanId}-01`)
  t.equal(accepted.parentSpanId, undefined)
})

t.test('a call tells its pattern and what it came to', async (t) => {
  const { watch, spanOf } = await open(t)
  const call = watch.call!({ method: 'GET', route: '/orders/:id', operation: 'shop/find' })!
  call.ended!({ status: 503, ms: 2, messageId: 'm-2', code: 'HUB_BACKLOG_FULL' })
  t.match(await spanOf('GET /orders/:id'), {
    kind: 2,
    failed: true,
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/orders/:id',
      'http.response.status_code': 503,
      'dromedary.operation': 'shop/find',
      'dromedary.message.id': 'm-2',
      'error.type': 'HUB_BACKLOG_FULL',
    },
  })
})

t.test('a collector that is busy is tried again; one that refuses costs spans and one line in the log', async (t) => {
  const { watch, seen, said, spanOf } = await open(t)
  seen.faults.set({ broken: 2 })
  for (const flow of ['shop/one', 'shop/two']) {
    watch.run!({ ...run, flow })!.ended!(ended)
    await until('the refusal', () => seen.asked() > (flow === 'shop/one' ? 0 : 1))
  }
  await until('the line', () => said.length > 0)
  t.same(said, ['spans could not be sent to the collector and are dropped'])
  seen.faults.set({ busy: 1 })
  watch.run!({ ...run, flow: 'shop/three' })!.ended!(ended)
  await spanOf('run shop/three')
  t.equal(said.length, 1)
})

t.test('a collector that is away or hangs keeps nobody waiting', async (t) => {
  const { watch, close, seen } = await open(t, { everyMs: 60_000 })
  seen.faults.set({ hang: 1 })
  watch.run!(run)!.ended!(ended)
  const began = Date.now()
  await close()
  t.ok(Date.now() - began < 4_500, 'closing gives up')
})

t.test('headers and path of the address are kept', async (t) => {
  const seen = await collector.start()
  t.teardown(() => seen.close())
  const spans = openSpans({
    url: `${seen.url}/v1/traces`,
    headers: { 'x-key': 'plainly-fictitious' },
    ratio: 1,
    service: 'a-hub',
    version: '1.2.3',
    log: () => {},
  })
  spans.watch.run!(run)!.ended!(ended)
  await spans.close()
  t.equal(seen.headers[0]?.['x-key'], 'plainly-fictitious')
  t.equal(seen.spans.length, 1)
})

t.test('steps are laid out one after the other, around the effects whose times are known', async (t) => {
  const effects = [
    { step: 'call a.b', endedAt: 1_020 },
    { step: 'call a.b', endedAt: 1_060 },
  ]
  const steps = [
    { step: 'enrich x.y', ms: 5 },
    { step: 'call a.b', ms: 12 },
    { step: 'transform f' },
    { step: 'change shop', ms: 0 },
    { step: 'call a.b', ms: 30 },
    { step: 'call shop/price', ms: 7 },
    { step: 'to a.c', ms: 0 },
  ]
  t.same(laidOut(steps, effects, 1_000), [
    { step: 'enrich x.y', from: 1_000, to: 1_005 },
    { step: 'change shop', from: 1_020, to: 1_020 },
    { step: 'call shop/price', from: 1_060, to: 1_067 },
  ])
})
