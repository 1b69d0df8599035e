import { type Duration, milliseconds } from '../duration.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { functionIn, HUB_FLOW_SHAPE, keyIn } from './shared.js'

export interface ThrottleNode extends StepNode {
  readonly kind: 'throttle'
  readonly count: number
  readonly perMs: number
  readonly by?: (body: unknown) => string
}

/** Throttler: at most so many messages in any such length of time, across restarts; the others wait in the books. See docs/patterns/throttle.md. */
export const throttle: Step<ThrottleNode> = {
  kind: 'throttle',
  ends: 'no',
  build([limit]) {
    const { count, per, by } = (limit ?? {}) as { count?: unknown; per?: unknown; by?: unknown }
    if (!Number.isInteger(count) || (count as number) < 1)
      throw HUB_FLOW_SHAPE(`throttle: count is a whole number from 1; got ${String(count)}`)
    if (typeof per !== 'string') throw HUB_FLOW_SHAPE('throttle: per is a duration, such as 1s')
    const perMs = milliseconds(per as Duration)
    if (perMs < 1) throw HUB_FLOW_SHAPE(`throttle: per is at least 1ms; got ${per}`)
    return {
      kind: 'throttle',
      name: `${count as number} per ${per}`,
      count: count as number,
      perMs,
      ...(by === undefined
        ? {}
        : { by: functionIn('throttle', 'whose limit it is', by) as NonNullable<ThrottleNode['by']> }),
    }
  },
  describe: ({ name, by }) => `${name}${by === undefined ? '' : ' each'}`,
  decide: ({ name, count, perMs, by }, { body }) => ({
    do: 'throttle',
    key: by === undefined ? '' : keyIn(`throttle ${name}`, by(body)),
    count,
    perMs,
  }),
}
