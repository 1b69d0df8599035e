import { allSteps } from './all-steps.js'
import type { Declared } from './ends.js'
import type { FlowNode } from './node.js'
import type { CollectNode } from './steps/collect.js'
import { delivery } from './steps/deliver.js'
import type { WaitForNode } from './steps/wait-for.js'

/** The signals that messages of a flow wait for, each once. */
export function signalsOf({ steps }: FlowNode): readonly Declared[] {
  const found = new Set<Declared>()
  for (const step of allSteps(steps)) {
    if (step.kind === 'waitFor') found.add((step as WaitForNode).signal)
    const signal = step.kind === 'collect' ? (step as CollectNode).until.signal : undefined
    if (signal !== undefined) found.add(signal)
  }
  return [...found]
}

/** The hub's own flows: for each signal and each flow that waits for it, one that takes the events to the messages. */
export function deliveries(flows: readonly FlowNode[]): readonly FlowNode[] {
  return flows.flatMap((flow) => signalsOf(flow).map((signal) => delivery(signal, flow.id)))
}
