import type { EffectEnd } from '../adapter.js'
import { type Declared, declaredOf } from '../ends.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, effectIn, functionIn, HUB_FLOW_SHAPE, onceIn } from './shared.js'

interface How {
  readonly ask: (body: unknown) => unknown
  readonly into: (body: unknown, answer: unknown) => unknown
  readonly once?: (body: unknown) => string
}

export interface CallNode extends StepNode {
  readonly kind: 'call'
  readonly target: EffectEnd | Declared
  readonly how?: How
}

/** Request–reply: an effect that answers. Written down before and after, never repeated silently. See docs/patterns/call.md. */
export const call: Step<CallNode> = {
  kind: 'call',
  ends: 'no',
  build([target, how]) {
    const declared = declaredOf(target)
    if (declared !== undefined && declared.kind !== 'question')
      throw HUB_FLOW_SHAPE('call asks a callable or a question; publish sends to a channel')
    const end = declared ?? effectIn('call', target)
    if (how === undefined) return { kind: 'call', name: end.uri, target: end }
    const given = how as How
    functionIn('call', 'what it asks', given.ask)
    functionIn('call', 'what joins body and answer', given.into)
    if (given.once !== undefined) functionIn('call', 'its once-key', given.once)
    if (given.once !== undefined && declared !== undefined)
      throw HUB_FLOW_SHAPE(`call ${end.uri} asks once for each message anyway; a once-key belongs to a callable`)
    return { kind: 'call', name: end.uri, target: end, how: Object.freeze({ ...given }) }
  },
  describe: ({ name }) => name,
  decide({ target, how, name }, { body }) {
    const request = how === undefined ? body : computed('call', name, how.ask(body))
    const into = (answer: unknown) => (how === undefined ? answer : computed('call', name, how.into(body, answer)))
    if (target.kind === 'question') return { do: 'ask', question: target, request, into }
    const once = how?.once === undefined ? {} : { once: onceIn(`call ${name}`, how.once(body)) }
    return { do: 'effect', end: target as EffectEnd, request, into, ...once }
  },
}
