import { endOf } from '../adapter.js'
import type { EachNode, Step } from '../step.js'
import { functionIn, HUB_FLOW_SHAPE, nameOf, readerIn } from './shared.js'

/** Splitter whose parts act: each is a message of its own, and the whole goes on when all have ended. See docs/patterns/split-each.md. */
export const splitEach: Step<EachNode> = {
  kind: 'splitEach',
  ends: 'no',
  build([parts, how], branch) {
    const { key, ifPartFails, each, into } = (how ?? {}) as Record<string, unknown>
    if (ifPartFails !== 'dead-letter-the-part' && ifPartFails !== 'fail-the-whole')
      throw HUB_FLOW_SHAPE(
        'splitEach says what one bad part does: ifPartFails is dead-letter-the-part or fail-the-whole',
      )
    const reader = endOf(parts) === undefined ? undefined : readerIn('splitEach', parts)
    const of = reader === undefined ? functionIn('splitEach', 'the parts of a body', parts) : undefined
    return {
      kind: 'splitEach',
      name: reader?.uri ?? nameOf(of),
      parts:
        reader === undefined
          ? { from: 'function', of: of as (body: unknown) => Iterable<unknown> }
          : { from: 'reader', reader },
      key: functionIn('splitEach', 'the key of a part', key) as EachNode['key'],
      ifPartFails,
      each: branch(functionIn('splitEach', 'what each part does', each), 'each'),
      into: functionIn('splitEach', 'what joins the whole and the outcomes', into) as EachNode['into'],
    }
  },
  describe: ({ name, ifPartFails }) => `${name}, ${ifPartFails}`,
  branches: ({ each }) => ({ each }),
  decide: (node, { body }) => ({ do: 'split-each', node, body }),
}
