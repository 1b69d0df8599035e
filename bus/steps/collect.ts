import { type Duration, milliseconds } from '../duration.js'
import type { StepNode } from '../node.js'
import type { GroupUntil, Step } from '../step.js'
import { computed, functionIn, HUB_FLOW_SHAPE, keyIn, nameOf } from './shared.js'
import { signalIn } from './wait-for.js'

/** The largest group: its bodies are in memory together when it is complete. */
export const MOST_IN_GROUP = 10_000

export interface CollectNode extends StepNode {
  readonly kind: 'collect'
  readonly by: (body: unknown) => string
  readonly until: GroupUntil
  readonly into: (key: string, bodies: readonly unknown[]) => unknown
}

function untilIn(given: unknown): GroupUntil {
  const { count, quietFor, signal } = (given ?? {}) as { count?: number; quietFor?: Duration; signal?: unknown }
  if (count === undefined && quietFor === undefined && signal === undefined)
    throw HUB_FLOW_SHAPE('collect says when a group is complete: until has a count, quietFor or a signal')
  if (count !== undefined && !(Number.isInteger(count) && count >= 1 && count <= MOST_IN_GROUP))
    throw HUB_FLOW_SHAPE(`collect: count is 1 to ${MOST_IN_GROUP}; got ${count}`)
  return Object.freeze({
    ...(count === undefined ? {} : { count }),
    ...(quietFor === undefined ? {} : { quietMs: milliseconds(quietFor) }),
    ...(signal === undefined ? {} : { signal: signalIn('collect', signal) }),
  })
}

/** Aggregator over messages: they gather in the books, and the first of a group goes on with all bodies. See docs/patterns/collect.md. */
export const collect: Step<CollectNode> = {
  kind: 'collect',
  ends: 'no',
  build([options]) {
    const { by, until, into } = (options ?? {}) as Record<string, unknown>
    const group = functionIn('collect', 'the name of a body’s group', by) as CollectNode['by']
    return {
      kind: 'collect',
      name: nameOf(by),
      by: group,
      until: untilIn(until),
      into: functionIn('collect', 'what makes the group', into) as CollectNode['into'],
    }
  },
  describe: ({ name, until: { count, quietMs, signal } }) =>
    [
      name,
      count === undefined ? [] : `until ${count}`,
      quietMs === undefined ? [] : `until quiet for ${quietMs} ms`,
      signal === undefined ? [] : `until ${signal.uri}`,
    ]
      .flat()
      .join(', '),
  decide({ name, by, until, into }, { body }) {
    const key = keyIn(`collect ${name}`, by(body))
    return { do: 'gather', key, until, into: (bodies) => computed('collect', name, into(key, bodies)) }
  },
}
