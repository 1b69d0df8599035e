import { type Answer, Faults, json, type Request, serve } from './web.js'

/*
 * A collector of spans: OTLP/HTTP with JSON bodies, as the OpenTelemetry protocol specification 1.x describes it. Ids are
 * lower case hex, 64-bit numbers are decimal strings.
 */

export interface SeenSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly failed: boolean
  /** Nanoseconds since 1970. */
  readonly from: bigint
  readonly to: bigint
  readonly attributes: Readonly<Record<string, unknown>>
  readonly service: unknown
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string
        readonly spanId: string
        readonly parentSpanId?: string
        readonly name: string
        readonly kind: number
        readonly startTimeUnixNano: string
        readonly endTimeUnixNano: string
        readonly attributes: readonly Attribute[]
        readonly status?: { readonly code?: number }
      }[]
    }[]
  }[]
}

/** `busy` answers 503, `broken` 400, `drop` cuts the line, `hang` never answers. */
export type CollectorFault = 'busy' | 'broken' | 'drop' | 'hang'

export async function start() {
  const faults = new Faults<CollectorFault>(['busy', 'broken', 'drop', 'hang'])
  const spans: SeenSpan[] = []
  const texts: string[] = []
  const headers: Request['headers'][] = []
  let asked = 0
  const server = await serve(async (request): Promise<Answer | 'dropped'> => {
    asked++
    if (request.method !== 'POST' || request.path !== '/v1/traces') return json({ message: 'POST /v1/traces' }, 404)
    if (faults.take('busy')) return json({ message: 'busy' }, 503)
    if (faults.take('broken')) return json({ message: 'no' }, 400)
    if (faults.take('hang')) return new Promise(() => {})
    if (faults.take('drop')) {
      request.drop()
      return 'dropped'
    }
    headers.push(request.headers)
    texts.push(request.body.toString('utf8'))
    spans.push(...spansIn(JSON.parse(request.body.toString('utf8')) as Sent))
    return json({ partialSuccess: {} })
  })
  return {
    url: server.url,
    faults,
    spans,
    /** What came, word for word. */
    texts,
    headers,
    asked: () => asked,
    close: server.close,
  }
}

function spansIn({ resourceSpans }: Sent): SeenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => {
        const { traceId, spanId, parentSpanId, name, kind, attributes, status } = span
        if (!/^[0-9a-f]{32}$/.test(traceId) || !/^[0-9a-f]{16}$/.test(spanId)) throw new Error(`no ids: ${name}`)
        return {
          name,
          traceId,
          spanId,
          ...(parentSpanId ? { parentSpanId } : {}),
          kind,
          failed: status?.code === 2,
          from: BigInt(span.startTimeUnixNano),
          to: BigInt(span.endTimeUnixNano),
          attributes: plain(attributes),
          service: plain(resource.attributes)['service.name'],
        }
      }),
    ),
  )
}

function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
