import type { Told } from '../message.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, functionIn, nameOf } from './shared.js'

export interface TransformNode extends StepNode {
  readonly kind: 'transform'
  readonly map: (body: unknown, told: Told) => unknown
}

/** Message translator: computes the next body from this one. Computed again on a resume. See docs/patterns/transform.md. */
export const transform: Step<TransformNode> = {
  kind: 'transform',
  ends: 'no',
  build: ([map]) => ({
    kind: 'transform',
    name: nameOf(functionIn('transform', 'a map', map)),
    map: map as TransformNode['map'],
  }),
  describe: ({ name }) => name,
  decide: ({ map, name }, { body, told }) => ({ do: 'go-on', body: computed('transform', name, map(body, told)) }),
}
