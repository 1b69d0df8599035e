import { type ConnectionHandle, endOf } from '../bus/adapter.js'
import { allSteps } from '../bus/all-steps.js'
import { signalsOf } from '../bus/deliveries.js'
import { type Declared, declaredOf } from '../bus/ends.js'
import type { FlowNode } from '../bus/node.js'

/** What a flow touches besides the books. */
export interface Touched {
  readonly from: Declared | undefined
  /** Channels, topics, questions and signals it sends to or asks, in reading order. */
  readonly sends: readonly Declared[]
  /** Signals its messages wait for. */
  readonly awaits: readonly Declared[]
  readonly connections: readonly ConnectionHandle[]
}

// Steps hold their ends as properties, in lists, or one object deeper.
const DEEPEST = 3

function* endsIn(value: unknown, deep = 0): Generator<unknown> {
  if (typeof value !== 'object' || value === null || deep > DEEPEST) return
  if (declaredOf(value) !== undefined || endOf(value) !== undefined) yield value
  else for (const inner of Array.isArray(value) ? value : Object.values(value)) yield* endsIn(inner, deep + 1)
}

/** The ends of a flow, taken from its data: nothing is run. */
export function touchedBy(flow: FlowNode): Touched {
  const { from, door, steps } = flow
  const awaits = signalsOf(flow)
  const sends = new Set<Declared>()
  const connections = new Set<ConnectionHandle>()
  const take = (value: unknown) => {
    const declared = declaredOf(value)
    const end = endOf(value)
    if (declared !== undefined && !awaits.includes(declared)) sends.add(declared)
    if (end !== undefined) connections.add(end.connection)
  }
  const source = endOf(from)
  if (source !== undefined) connections.add(source.connection)
  if (door.thenTo !== undefined) take(door.thenTo)
  for (const step of allSteps(steps)) for (const end of endsIn(Object.values(step))) take(end)
  return { from: declaredOf(from), sends: [...sends], awaits, connections: [...connections] }
}
