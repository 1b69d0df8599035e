import type { ConnectionHandle } from './adapter.js'
import { allSteps } from './all-steps.js'
import type { FlowNode } from './node.js'

/** Every connection that these flows use, each once: what a hub opens, and what `check` asks settings for. */
export function connectionsOf(flows: readonly FlowNode[]): readonly ConnectionHandle[] {
  const found = new Map<string, ConnectionHandle>()
  const look = (end: unknown) => {
    const connection = (end as { connection?: ConnectionHandle } | undefined)?.connection
    if (connection !== undefined) found.set(connection.name, connection)
  }
  for (const { from, steps } of flows) {
    look(from)
    for (const step of allSteps(steps)) {
      const { target, reader, parts } = step as { target?: unknown; reader?: unknown; parts?: { reader?: unknown } }
      for (const end of [target, reader, parts?.reader]) look(end)
    }
  }
  return [...found.values()]
}
