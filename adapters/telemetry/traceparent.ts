import { type SpanContext, TraceFlags } from '@opentelemetry/api'

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** W3C Trace Context, section 3.2.2: `00-<trace id>-<span id>-<flags>`. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'}`
}

/** The context that a message or call came with; undefined for what is no traceparent of version 00. */
export function contextIn(traceparent: string | undefined): SpanContext | undefined {
  const found = traceparent === undefined ? null : TRACEPARENT.exec(traceparent)
  if (found === null) return undefined
  const [, traceId, spanId, flags] = found as unknown as readonly [string, string, string, string]
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true }
}

export function traceIdOf(traceparent: string | undefined): string | undefined {
  return contextIn(traceparent)?.traceId
}
