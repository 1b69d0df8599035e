import { ROOT_CONTEXT, type Span, type SpanContext, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { OpenUse } from '../../bus/adapter.js'
import type { EffectBegun, EffectWatch, RunBegun, RunWatch, StepTold, Watch } from '../../bus/ports/watch.js'
import { contextIn, traceparentOf } from './traceparent.js'

export interface SpansUse {
  /** Address of an OTLP/HTTP collector; `/v1/traces` is added unless it ends so (OTLP specification, endpoint URLs). */
  readonly url: string
  /** Headers for the collector, such as its key. */
  readonly headers?: Readonly<Record<string, string>>
  /** Share of the traces begun here that are kept, 0 to 1. A caller's own decision goes before it. */
  readonly ratio: number
  /** `service.name` of the spans. */
  readonly service: string
  readonly version: string
  readonly log: OpenUse['log']
  /** How long spans are gathered before they are sent, in milliseconds; 5,000 unless told. */
  readonly everyMs?: number
}

export interface Spans {
  readonly watch: Watch
  /** Sends what is left, for at most three seconds. */
  close(): Promise<void>
}

const EXPORT_MS = 5_000
const CLOSE_MS = 3_000
/** A collector that is away is told of once in this time. */
const QUIET_MS = 60_000
/** Steps that always waited for something, however short. */
const ALWAYS_WAITS = /(^|\/)(change|enrich) [^/]*$/

/**
 * Spans of calls, runs, effects and steps, sent over OTLP/HTTP. A message keeps the context it came with, so that a run
 * after a restart joins the trace of its call. When the collector is slow or away spans are dropped, nothing else.
 */
export function openSpans({ url, headers, ratio, service, version, log, everyMs = 5_000 }: SpansUse): Spans {
  const exporter = new OTLPTraceExporter({
    url: tracesAt(url),
    timeoutMillis: EXPORT_MS,
    ...(headers && { headers: { ...headers } }),
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: forgiving(exporter, log),
        scheduledDelayMillis: everyMs,
        exportTimeoutMillis: EXPORT_MS,
        maxQueueSize: 8_192,
      }),
    ],
  })
  const tracer = provider.getTracer('dromedary', version)
  const begin: Begin = (name, kind, parent, attributes, startTime) =>
    tracer.startSpan(
      name,
      { kind, attributes, ...(startTime === undefined ? {} : { startTime }) },
      parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
    )
  const watch: Watch = {
    made({ flow, traceparent }) {
      if (contextIn(traceparent) !== undefined) return traceparent
      const span = begin(`accept ${flow}`, SpanKind.PRODUCER, undefined, { 'dromedary.flow': flow })
      span.end()
      return traceparentOf(span.spanContext())
    },
    run: (run) => runSpan(begin, run),
    call: ({ method, route, operation, traceparent }) => {
      const span = begin(`${method} ${route}`, SpanKind.SERVER, contextIn(traceparent), {
        'http.request.method': method,
        'http.route': route,
        'dromedary.operation': operation,
      })
      return {
        traceparent: traceparentOf(span.spanContext()),
        ended: ({ status, messageId, code }) => {
          span.setAttribute('http.response.status_code', status)
          if (messageId !== undefined) span.setAttribute('dromedary.message.id', messageId)
          if (code !== undefined) span.setAttribute('error.type', code)
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
  }
  return { watch, close: () => within(CLOSE_MS, provider.shutdown()) }
}

type Begin = (
  name: string,
  kind: SpanKind,
  parent: SpanContext | undefined,
  attributes: Readonly<Record<string, string | number | boolean>>,
  startTime?: number,
) => Span

const FAILED = new Set(['retry', 'in-doubt', 'dead-letter', 'unwritten'])

function runSpan(begin: Begin, { flow, messageId, correlationId, tries, traceparent }: RunBegun): RunWatch {
  const began = Date.now()
  const span = begin(`run ${flow}`, SpanKind.CONSUMER, contextIn(traceparent), {
    'dromedary.flow': flow,
    'dromedary.message.id': messageId,
    'dromedary.correlation.id': correlationId,
    'dromedary.try': tries + 1,
  })
  const context = span.spanContext()
  const effects: Tried[] = []
  return {
    traceparent: traceparentOf(context),
    effect: (effect) => effectSpan(begin, context, effect, effects),
    ended: ({ outcome, code, step, steps }) => {
      if (span.isRecording()) {
        for (const told of laidOut(steps(), effects, began))
          begin(told.step, SpanKind.INTERNAL, context, { 'dromedary.flow': flow }, told.from).end(told.to)
        span.setAttribute('dromedary.outcome', outcome)
        if (code !== undefined) span.setAttribute('error.type', code)
        if (step !== undefined) span.setAttribute('dromedary.step', step)
        if (FAILED.has(outcome)) span.setStatus({ code: SpanStatusCode.ERROR })
      }
      span.end()
    },
  }
}

interface Tried {
  readonly step: string
  endedAt: number
}

function effectSpan(begin: Begin, run: SpanContext, effect: EffectBegun, effects: Tried[]): EffectWatch {
  const { connection, end, step, attempt, lookUp } = effect
  const span = begin(`${connection}.${end}`, SpanKind.CLIENT, run, {
    'dromedary.connection': connection,
    'dromedary.step': step,
    'dromedary.attempt': attempt,
    ...(lookUp && { 'dromedary.look_up': true }),
  })
  const tried: Tried = { step, endedAt: Date.now() }
  effects.push(tried)
  return {
    traceparent: traceparentOf(span.spanContext()),
    ended: ({ outcome, code }) => {
      tried.endedAt = Date.now()
      span.setAttribute('dromedary.outcome', outcome)
      if (code !== undefined) span.setAttribute('error.type', code)
      if (outcome !== 'answered') span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}

/**
 * The steps that waited and have no span of their own, with their times in milliseconds since 1970. A trace row knows
 * order and lengths; what lies between is computing, which takes no time worth showing.
 */
export function laidOut(steps: readonly StepTold[], effects: readonly Tried[], began: number) {
  const left = [...effects]
  const laid: { step: string; from: number; to: number }[] = []
  let at = began
  for (const { step, ms } of steps) {
    if (ms === undefined) continue
    const tried = left.findIndex((effect) => effect.step === step)
    if (tried >= 0) {
      at = Math.max(at, left[tried]!.endedAt)
      left.splice(0, tried + 1)
      continue
    }
    if (ms > 0 || ALWAYS_WAITS.test(step)) laid.push({ step, from: at, to: at + ms })
    at += ms
  }
  return laid
}

function tracesAt(url: string): string {
  const base = url.replace(/\/+$/, '')
  return base.endsWith('/v1/traces') ? base : `${base}/v1/traces`
}

/** A failed export is told in the log, now and then, and is nobody's error. */
function forgiving(exporter: SpanExporter, log: OpenUse['log']): SpanExporter {
  let toldAt = Number.NEGATIVE_INFINITY
  let lost = 0
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code === 0) return done(result)
        lost += spans.length
        const now = performance.now()
        if (now - toldAt >= QUIET_MS) {
          toldAt = now
          log('warn', 'spans could not be sent to the collector and are dropped', { spans: lost })
          lost = 0
        }
        done({ code: 0 })
      })
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work.catch(() => undefined), late])
  clearTimeout(timer)
}
