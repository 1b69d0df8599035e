import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { functionIn, nameOf, reasonIn } from './shared.js'

export interface FilterNode extends StepNode {
  readonly kind: 'filter'
  readonly keep: (body: unknown) => boolean
  readonly reason: string
}

/** Message filter: what is not kept ends as dropped, with the reason. See docs/patterns/filter.md. */
export const filter: Step<FilterNode> = {
  kind: 'filter',
  ends: 'no',
  build: ([keep, otherwise]) => ({
    kind: 'filter',
    name: nameOf(functionIn('filter', 'what it keeps', keep)),
    keep: keep as FilterNode['keep'],
    reason: reasonIn('filter', (otherwise as { drop?: unknown } | undefined)?.drop),
  }),
  describe: ({ name, reason }) => `${name}, else drop ${reason}`,
  decide: ({ keep, reason }, { body }) =>
    keep(body) ? { do: 'go-on', body } : { do: 'end', as: { outcome: 'dropped', reason } },
}
