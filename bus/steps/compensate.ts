import type { EffectEnd } from '../adapter.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, effectIn, functionIn } from './shared.js'

export interface CompensateNode extends StepNode {
  readonly kind: 'compensate'
  readonly target: EffectEnd
  readonly ask: (body: unknown) => unknown
}

/** Compensating transaction: notes what takes back the step before, to be done when the message is given up. See docs/patterns/compensate.md. */
export const compensate: Step<CompensateNode> = {
  kind: 'compensate',
  ends: 'no',
  build([target, how]) {
    const end = effectIn('compensate', target)
    const ask = functionIn('compensate', 'what it asks', (how as { ask?: unknown } | undefined)?.ask)
    return { kind: 'compensate', name: end.uri, target: end, ask: ask as CompensateNode['ask'] }
  },
  describe: ({ name }) => name,
  decide: ({ target, ask, name }, { body }) => ({
    do: 'note-undo',
    end: target,
    request: computed('compensate', name, ask(body)),
  }),
}
