import { Writable } from 'node:stream'
import t from 'tap'
import type { RunEnded } from '../../bus/ports/watch.js'
import { openLog } from './log.js'
import { headersIn, openTelemetry } from './telemetry.js'
import { contextIn, traceparentOf } from './traceparent.js'
import { together } from './watches.js'

t.test('headers for a collector are read as OTEL_EXPORTER_OTLP_HEADERS writes them', async (t) => {
  t.same(headersIn('X-Key=a%20b,tenant = one=two'), { 'x-key': 'a b', tenant: 'one=two' })
  t.same(headersIn('x=50%'), { x: '50%' })
})

t.test('a trace context is read and written as W3C has it', async (t) => {
  const text = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  t.equal(traceparentOf(contextIn(text)!), text)
  t.equal(traceparentOf(contextIn(text.replace(/01$/, 'ff'))!), text, 'only the flag that is known goes on')
  for (const bad of [undefined, '', 'ff-x', `${text}-more`, text.toUpperCase()]) t.equal(contextIn(bad), undefined)
})

t.test('several who watch are told alike, and the first context counts', async (t) => {
  const told: string[] = []
  const one = (name: string, traceparent?: string) => ({
    accepted: (flow: string, count: number) => void told.push(`${name} ${flow} ${count}`),
    run: () => ({
      ...(traceparent && { traceparent }),
      effect: () => ({ ended: () => void told.push(`${name} effect`) }),
      ended: ({ outcome }: RunEnded) => void told.push(`${name} ${outcome}`),
    }),
  })
  const watch = together([{}, one('a'), one('b', 'tp')])
  watch.accepted!('f', 2)
  const run = watch.run!({ messageId: 'm', correlationId: 'c', flow: 'f', tries: 0 })!
  t.equal(run.traceparent, 'tp')
  run.effect!({ connection: 'c', end: 'e', step: 's', attempt: 1, lookUp: false })!.ended!({
    outcome: 'answered',
    ms: 1,
  })
  run.ended!({ outcome: 'done', ms: 1, steps: () => [] })
  t.same(told, ['a f 2', 'b f 2', 'a effect', 'b effect', 'a done', 'b done'])
  t.equal(watch.made!({ flow: 'f', traceparent: 'x' }), undefined)
})

t.test('without figures and collector only the log is written', async (t) => {
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() })
  const log = openLog('info', quiet)
  const telemetry = await openTelemetry({ log, say: () => {}, version: '1.2.3', metrics: false })
  t.equal(telemetry.metrics, undefined)
  t.equal(telemetry.watch.made!({ flow: 'f' }), undefined, 'no context is made up')
  await telemetry.close()
})
