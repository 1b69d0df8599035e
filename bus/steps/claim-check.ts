import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, functionIn, nameOf } from './shared.js'

export interface ClaimCheckNode extends StepNode {
  readonly kind: 'claimCheck'
  readonly take: (body: unknown) => unknown
  readonly leave: (body: unknown) => object
}

/** Claim check: what is large is kept in the books once, and a claim goes on in its place. See docs/patterns/claim-check.md. */
export const claimCheck: Step<ClaimCheckNode> = {
  kind: 'claimCheck',
  ends: 'no',
  build([keep]) {
    const { take, leave } = (keep ?? {}) as Record<string, unknown>
    return {
      kind: 'claimCheck',
      name: nameOf(take),
      take: functionIn('claimCheck', 'what it takes out of a body', take) as ClaimCheckNode['take'],
      leave: functionIn('claimCheck', 'what it leaves of a body', leave) as ClaimCheckNode['leave'],
    }
  },
  describe: ({ name }) => name,
  decide({ name, take, leave }, { body }) {
    const part = computed('claimCheck', name, take(body))
    const rest = computed('claimCheck', name, leave(body)) as object
    return { do: 'keep-apart', part, leave: (id) => ({ ...rest, claim: { id } }) }
  },
}
