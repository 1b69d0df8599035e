import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { reasonIn } from './shared.js'

export interface DropNode extends StepNode {
  readonly kind: 'drop'
}

/** Ends the message on purpose, with a reason that is counted. See docs/patterns/drop.md. */
export const drop: Step<DropNode> = {
  kind: 'drop',
  ends: 'must',
  build: ([reason]) => ({ kind: 'drop', name: reasonIn('drop', reason) }),
  describe: ({ name }) => name,
  decide: ({ name }) => ({ do: 'end', as: { outcome: 'dropped', reason: name } }),
}
