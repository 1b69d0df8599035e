import type { Declared } from '../ends.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, functionIn, inletIn } from './shared.js'

export interface PublishNode extends StepNode {
  readonly kind: 'publish'
  readonly inlet: Declared
  readonly map?: (body: unknown) => unknown
}

/** Sends to a channel or topic of ours, in the next commit of this message, and goes on with the same body. See docs/patterns/publish.md. */
export const publish: Step<PublishNode> = {
  kind: 'publish',
  ends: 'may',
  build([inlet, map]) {
    const declared = inletIn('publish', inlet)
    if (map === undefined) return { kind: 'publish', name: declared.uri, inlet: declared }
    return {
      kind: 'publish',
      name: declared.uri,
      inlet: declared,
      map: functionIn('publish', 'a map', map) as (body: unknown) => unknown,
    }
  },
  describe: ({ name }) => name,
  decide: ({ inlet, map, name }, { body }) => ({
    do: 'announce',
    announcements: [{ inlet, body: map === undefined ? body : computed('publish', name, map(body)) }],
    body,
  }),
}
