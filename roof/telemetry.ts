import { headersIn, type TelemetryUse } from '../adapters/telemetry/telemetry.js'
import type { HubSettings } from './hub-settings.js'

/** What the settings say about figures and spans. A hub that does not listen, such as an operator's command, has neither. */
export function telemetryOf(settings: HubSettings, listens: boolean): Pick<TelemetryUse, 'metrics' | 'spans'> {
  const { metrics, otlpUrl, otlpHeaders, traceRatio, serviceName } = settings
  if (!listens || otlpUrl === undefined) return { metrics: listens && metrics }
  const headers = otlpHeaders === undefined ? {} : { headers: headersIn(otlpHeaders) }
  return { metrics, spans: { url: otlpUrl, ratio: traceRatio, service: serviceName, ...headers } }
}
