import type { EffectEnd } from '../adapter.js'
import { type Declared, declaredOf } from '../ends.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { effectIn, functionIn, HUB_FLOW_SHAPE, inletIn, onceIn } from './shared.js'

export interface ToNode extends StepNode {
  readonly kind: 'to'
  readonly target: EffectEnd | Declared
  readonly once?: (body: unknown) => string
}

/** Channel adapter, outward: hands the body to a sink and goes on with the same body. See docs/patterns/to.md. */
export const to: Step<ToNode> = {
  kind: 'to',
  ends: 'may',
  build([sink, options]) {
    const target = declaredOf(sink) === undefined ? effectIn('to', sink) : inletIn('to', sink)
    const once = (options as { once?: unknown } | undefined)?.once
    if (once !== undefined) functionIn('to', 'its once-key', once)
    if (once !== undefined && declaredOf(sink) !== undefined)
      throw HUB_FLOW_SHAPE(`to ${target.uri} happens in a commit of its message; a once-key belongs to a sink`)
    return {
      kind: 'to',
      name: target.uri,
      target,
      ...(once === undefined ? {} : { once: once as (body: unknown) => string }),
    }
  },
  describe: ({ name }) => name,
  decide({ target, once, name }, { body }) {
    if (target.kind !== 'sink' && target.kind !== 'callable')
      return { do: 'announce', announcements: [{ inlet: target as Declared, body }], body }
    return {
      do: 'effect',
      end: target as EffectEnd,
      request: body,
      into: () => body,
      ...(once === undefined ? {} : { once: onceIn(`to ${name}`, once(body)) }),
    }
  },
}
