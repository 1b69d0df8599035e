import type { Nodes, StepNode } from './node.js'
import { stepOf } from './steps.js'

/** Every step of a flow, branches and parts included, in reading order. */
export function* allSteps(nodes: Nodes): Generator<StepNode> {
  for (const node of nodes) {
    yield node
    for (const steps of Object.values(stepOf(node).branches?.(node) ?? {})) yield* allSteps(steps)
    const parts = (node as { partSteps?: Nodes }).partSteps
    if (parts !== undefined) yield* allSteps(parts)
  }
}
