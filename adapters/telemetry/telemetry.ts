import type { OpenUse } from '../../bus/adapter.js'
import type { Watch } from '../../bus/ports/watch.js'
import { type Log, watchingLog } from './log.js'
import { type Metrics, openMetrics } from './metrics.js'
import type { SpansUse } from './spans.js'
import { together } from './watches.js'

export interface TelemetryUse {
  readonly log: Log
  /** The log as adapters write it. */
  readonly say: OpenUse['log']
  readonly version: string
  /** false keeps no figures at all. */
  readonly metrics: boolean
  /** Where spans go; nowhere unless told. */
  readonly spans?: Pick<SpansUse, 'url' | 'headers' | 'ratio' | 'service' | 'everyMs'>
}

export interface Telemetry {
  readonly watch: Watch
  readonly metrics?: Metrics
  close(): Promise<void>
}

/** Everything that watches one hub: log, figures, spans. */
export async function openTelemetry({ log, say, version, metrics, spans }: TelemetryUse): Promise<Telemetry> {
  const figures = metrics ? openMetrics({ version }) : undefined
  // Loaded only when it is wanted: operators' commands open a hub, too.
  const sent = spans && (await import('./spans.js')).openSpans({ ...spans, version, log: say })
  const watches = [sent?.watch, figures?.watch, watchingLog(log)].filter((watch) => watch !== undefined)
  return {
    watch: together(watches),
    ...(figures && { metrics: figures }),
    close: async () => sent?.close(),
  }
}

/** `name=value` pairs with commas between, percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS writes them. */
export function headersIn(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())] as const
  })
  return Object.fromEntries(pairs)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
