import type { Told } from '../message.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, functionIn, nameOf } from './shared.js'

export interface ReplyNode extends StepNode {
  readonly kind: 'reply'
  readonly map: (body: unknown, told: Told) => unknown
}

/** Ends a synchronous flow with the answer its question is owed. See docs/patterns/reply.md. */
export const reply: Step<ReplyNode> = {
  kind: 'reply',
  ends: 'must',
  build: ([map]) => ({ kind: 'reply', name: nameOf(functionIn('reply', 'a map', map)), map: map as ReplyNode['map'] }),
  describe: ({ name }) => name,
  decide: ({ map, name }, { body, told }) => ({
    do: 'end',
    as: { outcome: 'replied', answer: computed('reply', name, map(body, told)) },
  }),
}
