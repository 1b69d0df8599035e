import { type End, endOf } from '../../bus/adapter.js'
import { type Declared, declaredOf } from '../../bus/ends.js'
import type { FlowNode } from '../../bus/node.js'

/** Everything a flow touches outside of itself. */
export interface Touches {
  readonly ends: readonly End[]
  /** Channels and topics it sends to, and questions it asks. */
  readonly inlets: readonly Declared[]
}

/** What the steps of a flow, branches and parts included, point at. */
export function touchedBy(flow: FlowNode): Touches {
  const ends = new Set<End>()
  const inlets = new Set<Declared>()
  const seen = new Set<object>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    const end = endOf(value)
    const inlet = declaredOf(value)
    if (end !== undefined) ends.add(end)
    else if (inlet !== undefined) inlets.add(inlet)
    else for (const part of Object.values(value)) look(part)
  }
  look(flow.steps)
  look(flow.door.thenTo)
  const { from } = flow
  if (from.kind === 'source') ends.add(endOf(from)!)
  return { ends: [...ends], inlets: [...inlets] }
}

/** The same flow with other ends. What holds no end stays the very same object, schemas and codecs too. */
export function withEnds(flow: FlowNode, replace: (end: End) => End): FlowNode {
  const known = new Map<object, unknown>()
  const map = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (known.has(value)) return known.get(value)
    const end = endOf(value)
    if (end !== undefined) {
      known.set(value, replace(end))
      return known.get(value)
    }
    known.set(value, value)
    if (declaredOf(value) !== undefined || !isPlain(value)) return value
    const parts = Object.entries(value).map(([name, part]) => [name, part, map(part)] as const)
    if (parts.every(([, before, after]) => before === after)) return value
    const made = Array.isArray(value) ? [...value] : { ...value }
    for (const [name, , after] of parts) (made as Record<string, unknown>)[name] = after
    known.set(value, Object.freeze(made))
    return made
  }
  const { from } = flow
  const source = from.kind === 'source' ? (replace(endOf(from)!) as unknown as FlowNode['from']) : from
  return Object.freeze({ ...flow, from: source, steps: map(flow.steps) as FlowNode['steps'] })
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
