import { type Duration, milliseconds } from '../duration.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { functionIn, HUB_FLOW_SHAPE, keyIn, nameOf } from './shared.js'

export interface ResequenceNode extends StepNode {
  readonly kind: 'resequence'
  readonly by: (body: unknown) => string
  readonly position: (body: unknown) => number
  readonly withinMs: number
  readonly ifGap: 'go-on' | 'dead-letter'
}

/** Resequencer: messages of one key go on by their positions, counted from 1, one after another. See docs/patterns/resequence.md. */
export const resequence: Step<ResequenceNode> = {
  kind: 'resequence',
  ends: 'no',
  build([options]) {
    const { by, position, within, ifGap } = (options ?? {}) as Record<string, unknown>
    if (ifGap !== 'go-on' && ifGap !== 'dead-letter')
      throw HUB_FLOW_SHAPE('resequence says what a missing position does: ifGap is go-on or dead-letter')
    if (typeof within !== 'string')
      throw HUB_FLOW_SHAPE('resequence says how long it waits for a missing position: within is a duration')
    return {
      kind: 'resequence',
      name: nameOf(position),
      by: functionIn('resequence', 'the key of a sequence', by) as ResequenceNode['by'],
      position: functionIn('resequence', 'the position in it', position) as ResequenceNode['position'],
      withinMs: milliseconds(within as Duration),
      ifGap,
    }
  },
  describe: ({ name, withinMs, ifGap }) => `${name}, a gap waits ${withinMs} ms, then ${ifGap}`,
  decide({ name, by, position, withinMs, ifGap }, { body }) {
    const at = position(body)
    if (!Number.isSafeInteger(at) || at < 1)
      throw HUB_FLOW_SHAPE(`resequence ${name}: a position is a whole number from 1; got ${String(at)}`)
    return { do: 'line-up', key: keyIn(`resequence ${name}`, by(body)), position: at, withinMs, ifGap }
  },
}
