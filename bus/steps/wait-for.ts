import { type Duration, milliseconds } from '../duration.js'
import { type Declared, declaredOf } from '../ends.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, functionIn, HUB_FLOW_SHAPE, keyIn } from './shared.js'

export interface WaitForNode extends StepNode {
  readonly kind: 'waitFor'
  readonly signal: Declared
  readonly key: (body: unknown) => string
  readonly until: number | ((body: unknown) => Date)
  readonly into: (body: unknown, event: unknown) => unknown
}

/** The declared signal a step waits for. Throws HUB_FLOW_SHAPE for anything else. */
export function signalIn(step: string, given: unknown): Declared {
  const declared = declaredOf(given)
  if (declared?.kind !== 'signal')
    throw HUB_FLOW_SHAPE(`${step} waits for a signal made by signal(); got something else`)
  return declared
}

/** Event-driven consumer on a key: the message waits in the books for an outside event, or until its time is over. See docs/patterns/wait-for.md. */
export const waitFor: Step<WaitForNode> = {
  kind: 'waitFor',
  ends: 'no',
  build([given, how]) {
    const signal = signalIn('waitFor', given)
    const { key, until, into } = (how ?? {}) as Record<string, unknown>
    if (typeof until !== 'function' && typeof until !== 'string')
      throw HUB_FLOW_SHAPE(`waitFor ${signal.uri} says until when: a duration, or a function that gives a Date`)
    return {
      kind: 'waitFor',
      name: signal.uri,
      signal,
      key: functionIn('waitFor', 'the key it waits under', key) as WaitForNode['key'],
      until: typeof until === 'function' ? (until as (body: unknown) => Date) : milliseconds(until as Duration),
      into: functionIn('waitFor', 'what joins body and event', into) as WaitForNode['into'],
    }
  },
  describe: ({ name, until }) => `${name}${typeof until === 'number' ? `, at most ${until} ms` : ''}`,
  decide({ signal, name, key, until, into }, { body }) {
    let time: { readonly until: Date } | { readonly ms: number }
    if (typeof until === 'number') time = { ms: until }
    else {
      const date = until(body)
      if (!(date instanceof Date) || Number.isNaN(date.getTime()))
        throw HUB_FLOW_SHAPE(`waitFor ${name}: until did not give a Date`)
      time = { until: date }
    }
    return {
      do: 'await',
      signal,
      key: keyIn(`waitFor ${name}`, key(body)),
      for: time,
      into: (came) => computed('waitFor', name, into(body, came)),
    }
  },
}
