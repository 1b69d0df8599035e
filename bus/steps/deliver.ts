import { milliseconds } from '../duration.js'
import type { Declared } from '../ends.js'
import type { FlowNode, StepNode } from '../node.js'
import type { Step } from '../step.js'
import { HUB_FLOW_SHAPE } from './shared.js'

export interface DeliverNode extends StepNode {
  readonly kind: 'deliver'
  readonly gate: string
  readonly keyOf: (event: unknown) => string
  readonly keepMs: number
}

/** Where the messages of a flow wait for a signal, and its events for them. */
export function gateOf(signal: Declared, flow: string): string {
  return `${signal.uri} for ${flow}`
}

/** Takes an event of a signal to the message that waits for it. Not a step that a flow can say: the hub makes these flows. */
export const deliver: Step<DeliverNode> = {
  kind: 'deliver',
  ends: 'must',
  build: () => {
    throw HUB_FLOW_SHAPE('deliver is no step of a flow; waitFor waits for a signal')
  },
  describe: ({ name }) => name,
  decide: ({ gate, keyOf, keepMs }, { body }) => ({ do: 'deliver', gate, key: keyOf(body), keepMs }),
}

/**
 * The flow that takes the events of a signal to the messages of one flow that wait for it. Events of one key stand in
 * line: the oldest that is kept goes first. Throws HUB_FLOW_SHAPE when the names are too long for the books.
 */
export function delivery(signal: Declared, flow: string): FlowNode {
  const id = gateOf(signal, flow)
  if (id.length > 150)
    throw HUB_FLOW_SHAPE(`${flow} waits for ${signal.uri}: their names are too long together, 135 characters at most`)
  const keyOf = signal.keyOf!
  const node: DeliverNode = Object.freeze({
    kind: 'deliver',
    name: flow,
    gate: id,
    keyOf,
    keepMs: milliseconds(signal.keep!),
  })
  const door = Object.freeze({ validates: [], knownBy: {}, order: { keyOf, afterDeadLetter: 'go-on' as const } })
  return Object.freeze({ id, from: signal, door, steps: Object.freeze([node]) })
}
