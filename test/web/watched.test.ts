import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { Writable } from 'node:stream'
import t, { type Test } from 'tap'
import { type TemporaryBooks, temporaryBooks } from '../../adapters/database/temporary.js'
import { openLog } from '../../adapters/telemetry/log.js'
import { openTelemetry } from '../../adapters/telemetry/telemetry.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { addClient } from '../../routes/clients.js'
import { METRICS_SCOPE, metricsPort } from '../../routes/metrics.js'
import { webServer } from '../../routes/server.js'
import * as collector from '../../sandbox/stand-ins/otlp-collector.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'
import { everyScope, type Order, operations, order, orders, pricing, shelf } from './shop.js'

// A hub with everything that watches it, seen from where operators look: its scrape, its collector, its log.

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const traceparent = `00-${CALLER.traceId}-${CALLER.spanId}-01`

/** Keeps what trace context it was handed. */
class Traced extends Partner {
  readonly traceparents: (string | undefined)[] = []
  override perform(...asked: Parameters<Partner['perform']>) {
    this.traceparents.push(asked[2].traceparent)
    return super.perform(...asked)
  }
}

function flowsOn(partner: Partner) {
  const ends = endsOf(partner)
  return [
    flow('shop/take')
      .from(orders)
      .onFailure({ retry: { attempts: 2, delay: '5ms' }, thenTo: deadLetters })
      .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
      .enrich(ends.rows, (taken) => taken)
      .call(ends.resend, { ask: (taken) => taken, into: (taken) => taken })
      .drop('kept on a shelf'),
    flow('shop/price')
      .from(pricing)
      .reply(({ orderId, cents }: Order) => ({ orderId, total: cents })),
  ]
}

async function open(t: Test, on?: TemporaryBooks) {
  const partner = new Traced()
  partner.next.push(() => [])
  const seen = await collector.start()
  const lines: Record<string, unknown>[] = []
  const to = new Writable({
    write(chunk, _, done) {
      for (const line of String(chunk).trimEnd().split('\n')) lines.push(JSON.parse(line))
      done()
    },
  })
  const telemetry = await openTelemetry({
    log: openLog('debug', to),
    say: () => {},
    version: '0.0.0',
    metrics: true,
    spans: { url: seen.url, ratio: 1, service: 'shop', everyMs: 20 },
  })
  const books = on ?? (await temporaryBooks())
  const hub = await testHub(t, flowsOn(partner), { watch: telemetry.watch }, books)
  const { metrics } = telemetry
  metrics!.look(hub.engine)
  const { key } = await addClient(books.store, {
    name: on === undefined ? 'portal' : 'portal-2',
    scopes: ['shop:*:*'],
    known: everyScope,
    now: 0,
  })
  const scraper = await addClient(books.store, {
    name: on === undefined ? 'prometheus' : 'prometheus-2',
    scopes: [METRICS_SCOPE],
    known: [METRICS_SCOPE],
    now: 0,
  })
  const server = await webServer({
    hub: hub.engine,
    operations,
    db: shelf,
    version: '0.0.0',
    watch: telemetry.watch,
    metrics: metrics!,
  })
  server.state = 'ready'
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const close = async () => {
    await server.close()
    await hub.stop()
    await telemetry.close()
    await seen.close()
  }
  t.teardown(close)
  const call = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    })
  const scrape = async () => parsed(await (await call('/metrics', undefined, bearer(scraper.key))).text())
  const spanOf = (name: string) => until(`span ${name}`, () => seen.spans.find((span) => span.name === name))
  return { hub, books, partner, seen, lines, call, scrape, spanOf, scraper, metrics: metrics!, close }
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

/** Prometheus text format 0.0.4, strictly: every sample belongs to a metric that was announced with help and type. */
function parsed(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>()
  const announced = new Map<string, string>()
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line)
    if (type !== null) announced.set(type[1]!, type[2]!)
    else if (!/^# HELP \S+ \S/.test(line)) {
      const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*\})? (\S+)$/.exec(line)
      if (sample === null) throw new Error(`no sample: ${line}`)
      const [, name = '', labels = '', value] = sample
      const of = name.replace(/_(bucket|sum|count)$/, '')
      if (!announced.has(name) && !announced.has(of)) throw new Error(`not announced: ${line}`)
      if (announced.get(name) === 'counter' && !name.endsWith('_total')) throw new Error(`a counter: ${name}`)
      samples.set(name + labels, Number(value))
    }
  }
  return samples
}

t.test('a scrape counts what went through the hub', async (t) => {
  const { call, scrape, hub, partner } = await open(t)
  partner.next.push(notDone())
  t.equal((await call('/shop/orders', order)).status, 202)
  t.equal((await call('/shop/orders', { ...order, cents: 'many' })).status, 422)
  t.equal((await call('/shop/prices', order)).status, 201)
  await until('the end', async () => {
    await hub.engine.idle()
    return partner.calls.length >= 3 && hub.engine.flows().every(({ living }) => living === 0)
  })
  const samples = await scrape()
  const value = (name: string) => samples.get(`dromedary_${name}`)
  t.equal(value('messages_accepted_total{flow="shop/take"}'), 1)
  t.equal(value('messages_accepted_total{flow="shop/price"}'), 1)
  t.equal(value('runs_total{flow="shop/take",outcome="retry"}'), 1)
  t.equal(value('runs_total{flow="shop/take",outcome="dropped"}'), 1)
  t.equal(value('runs_total{flow="shop/price",outcome="replied"}'), 1)
  t.equal(value('retries_total{flow="shop/take",code="HUB_TEST_NOT_DONE"}'), 1)
  t.equal(value('effects_total{connection="partner",end="resend",outcome="not-done"}'), 1)
  t.equal(value('effects_total{connection="partner",end="resend",outcome="answered"}'), 1)
  t.equal(value('handoff_seconds_count'), 2, 'a retry is no hand-off')
  t.equal(value('living_messages{flow="shop/take"}'), 0)
  t.equal(value('circuit_state{connection="partner"}'), 0)
  t.equal(value('http_request_seconds_count{operation="shop/send-order",status="202"}'), 1)
  t.equal(value('http_request_seconds_count{operation="shop/send-order",status="422"}'), 1)
  t.ok(value('commit_seconds_count')! >= 3)
  t.ok(value('commit_units_sum')! >= value('commit_units_count')!)
  t.ok(samples.get('process_resident_memory_bytes')! > 1_000_000)
  t.notOk(
    [...samples.keys()].some((name) => name.includes('/metrics')),
    'the scrape itself is not counted',
  )
})

t.test('the figures need a key that may read them; on a port of their own they need none', async (t) => {
  const { call, scraper, metrics } = await open(t)
  t.equal((await call('/metrics')).status, 403, 'a key for other things')
  t.equal((await call('/metrics', undefined, bearer('dk_nobody'))).status, 401)
  const answer = await call('/metrics', undefined, bearer(scraper.key))
  t.equal(answer.status, 200)
  t.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
  t.equal((await call('/shop/orders/A1', undefined, bearer(scraper.key))).status, 403, 'and opens nothing else')

  const own = await metricsPort(metrics, 0)
  t.teardown(() => own.close())
  t.match(own.address, /^http:\/\/127\.0\.0\.1:/)
  t.match(await (await fetch(`${own.address}/metrics`)).text(), /^dromedary_info\{version="0\.0\.0"\} 1$/m)
  t.equal((await fetch(`${own.address}/shop/orders`)).status, 404)
  const rebound = get(`${own.address}/metrics`, { headers: { host: 'rebound.example' } })
  const [{ statusCode: status }] = (await once(rebound, 'response')) as [IncomingMessage]
  t.equal(status, 403, 'a page in a browser does not reach it')
})

t.test('call, run, reading and effect are one trace under that of the caller', async (t) => {
  const { call, spanOf, partner, seen } = await open(t)
  await call('/shop/orders', order, { traceparent })
  const ran = await spanOf('run shop/take')
  const came = await spanOf('POST /shop/orders')
  t.match(came, { traceId: CALLER.traceId, parentSpanId: CALLER.spanId, kind: 2 })
  t.match(ran, { traceId: CALLER.traceId, parentSpanId: came.spanId, kind: 5, failed: false })
  t.equal(came.attributes['dromedary.message.id'], ran.attributes['dromedary.message.id'])
  const effect = await spanOf('partner.resend')
  t.match(effect, { traceId: CALLER.traceId, parentSpanId: ran.spanId, kind: 3 })
  const read = seen.spans.find(({ name }) => name.startsWith('enrich '))
  t.match(read, { traceId: CALLER.traceId, parentSpanId: ran.spanId, kind: 1 })
  t.ok(effect.from >= ran.from && effect.to <= ran.to, 'and within its time')
  const handed = partner.traceparents
  t.ok(handed.includes(`00-${CALLER.traceId}-${effect.spanId}-01`), 'the partner is handed the span of the effect')
  t.ok(handed.includes(`00-${CALLER.traceId}-${ran.spanId}-01`), 'and for the reading that of the run')
})

t.test('a run after a restart still joins the trace of its call', async (t) => {
  const first = await open(t)
  await first.hub.engine.pause('shop/take', 'operator:aino')
  await first.call('/shop/orders', order, { traceparent })
  const came = await first.spanOf('POST /shop/orders')
  await first.close()

  const second = await open(t, first.books)
  await second.hub.engine.resume('shop/take', 'operator:aino')
  const ran = await second.spanOf('run shop/take')
  t.match(ran, { traceId: CALLER.traceId, parentSpanId: came.spanId })
  t.match(second.lines, [
    { flow: 'shop/take', msg: 'a flow goes on' },
    { outcome: 'dropped', flow: 'shop/take' },
  ])
})

t.test('a message of a call without a trace has one of its own through all its tries', async (t) => {
  const { call, seen, partner } = await open(t)
  partner.next.push(notDone())
  await call('/shop/orders', order)
  const runs = await until('two runs', () => {
    const found = seen.spans.filter(({ name }) => name === 'run shop/take')
    return found.length === 2 && found
  })
  const came = seen.spans.find(({ name }) => name === 'POST /shop/orders')!
  t.equal(came.parentSpanId, undefined)
  for (const ran of runs) t.match(ran, { traceId: came.traceId, parentSpanId: came.spanId })
  t.same(
    runs.map(({ failed, attributes }) => [failed, attributes['dromedary.outcome'], attributes['dromedary.try']]),
    [
      [true, 'retry', 1],
      [false, 'dropped', 2],
    ],
  )
})

t.test('the log tells of a failed run with message, flow, step and code, and joins the trace', async (t) => {
  const { call, lines, partner, hub } = await open(t)
  partner.next.push(notDone(), notDone())
  const { messageId } = (await (await call('/shop/orders', order, { traceparent })).json()) as { messageId: string }
  await until('the dead letter', () => lines.find(({ outcome }) => outcome === 'dead-letter'))
  const about = { flow: 'shop/take', messageId, correlationId: messageId, traceId: CALLER.traceId }
  t.match(lines, [
    { ...about, level: 40, outcome: 'retry', step: 'call partner.resend', code: 'HUB_TEST_NOT_DONE', tries: 1 },
    { ...about, level: 50, outcome: 'dead-letter', step: 'call partner.resend', code: 'HUB_TEST_NOT_DONE', tries: 2 },
  ])
  t.equal((await hub.books.store.traces(messageId)).length, 2)
})
