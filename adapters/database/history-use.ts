import type { HistoryPolicy } from '../../bus/history.js'
import type { FlowHistory, Store } from '../../bus/ports/store.js'
import type { SqlConnection } from './connection.js'
import { Kind } from './history-sizes.js'
import type { Space } from './space.js'

const DAY = 86_400_000

const SUMS =
  'SELECT flow, kind, SUM(messages), SUM(row_bytes), SUM(body_bytes), SUM(trace_bytes), MIN(day) ' +
  'FROM hub_history_size GROUP BY flow, kind ORDER BY flow, kind'

type Sum = readonly [
  flow: string,
  kind: Kind,
  messages: number,
  rowBytes: number,
  bodyBytes: number,
  traceBytes: number,
  day: number,
]

/** What the history takes. */
export function historyReads(
  reading: () => SqlConnection,
  policy: HistoryPolicy,
  space: Space,
): Pick<Store, 'history'> {
  return {
    async history() {
      const flows = new Map<string, FlowHistory>()
      let counted = 0
      for (const sum of (await reading().rows(SUMS, [])) as unknown as readonly Sum[]) {
        const [flow, kind, , rowBytes, bodyBytes, traceBytes] = sum
        if (kind !== Kind.dead) counted += rowBytes + bodyBytes + traceBytes
        flows.set(flow, withSum(flows.get(flow), sum))
      }
      const { bytesEach, all, free } = await space.pages(reading())
      const file = { bytes: all * bytesEach, freeBytes: free * bytesEach }
      return { flows: [...flows.values()], bytes: counted, policy, file }
    },
  }
}

function withSum(before: FlowHistory | undefined, sum: Sum): FlowHistory {
  const [flow, kind, messages, rowBytes, bodyBytes, traceBytes, day] = sum
  const of = (...kinds: readonly Kind[]) => (kinds.includes(kind) ? messages : 0)
  return {
    flow,
    kept: (before?.kept ?? 0) + of(Kind.done, Kind.dropped),
    known: (before?.known ?? 0) + of(Kind.row),
    dropped: (before?.dropped ?? 0) + of(Kind.dropped),
    deadLetters: (before?.deadLetters ?? 0) + of(Kind.dead),
    rowBytes: (before?.rowBytes ?? 0) + rowBytes,
    bodyBytes: (before?.bodyBytes ?? 0) + bodyBytes,
    traceBytes: (before?.traceBytes ?? 0) + traceBytes,
    oldest: Math.min(before?.oldest ?? Number.POSITIVE_INFINITY, day * DAY),
  }
}
