import { type Duration, milliseconds } from '../duration.js'
import type { Told } from '../message.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { HUB_FLOW_SHAPE, nameOf } from './shared.js'

export interface DelayNode extends StepNode {
  readonly kind: 'delay'
  readonly by: number | ((body: unknown, told: Told) => Date)
}

/** Delayer: the message waits in the books, across restarts, and goes on at the time. A length counts from the first arrival here. See docs/patterns/delay.md. */
export const delay: Step<DelayNode> = {
  kind: 'delay',
  ends: 'no',
  build([by]) {
    if (typeof by === 'function')
      return { kind: 'delay', name: nameOf(by), by: by as (body: unknown, told: Told) => Date }
    return { kind: 'delay', name: by as string, by: milliseconds(by as Duration) }
  },
  describe: ({ name }) => name,
  decide({ by, name }, { body, told }) {
    if (typeof by === 'number') return { do: 'wait', forMs: by }
    const date = by(body, told)
    if (!(date instanceof Date) || Number.isNaN(date.getTime()))
      throw HUB_FLOW_SHAPE(`delay ${name} did not give a Date`)
    return { do: 'wait', until: date }
  },
}
