import { type Declared, declaredOf } from '../ends.js'
import type { StepNode } from '../node.js'
import type { ChangeDone, Step } from '../step.js'
import { functionIn, HUB_FLOW_SHAPE, inletIn, nameOf, onceIn } from './shared.js'

type Announce = (inlet: unknown, body: unknown) => void

export interface ChangeNode extends StepNode {
  readonly kind: 'change'
  readonly once: (body: unknown) => string
  readonly apply: (body: unknown, tx: unknown, announce: Announce) => Promise<unknown>
  readonly announces: readonly Declared[]
}

/**
 * Transactional change of the books: state, once-key, announcements and the record of the run commit together, or not
 * at all. See docs/patterns/change.md.
 */
export const change: Step<ChangeNode> = {
  kind: 'change',
  ends: 'may',
  build([given]) {
    const { in: books, once, apply, announces = [] } = (given ?? {}) as Record<string, unknown>
    if ((books as { uri?: string } | undefined)?.uri !== 'books')
      throw HUB_FLOW_SHAPE('change works in the books; a foreign database is read by a reader and written by an effect')
    return {
      kind: 'change',
      name: nameOf(functionIn('change', 'apply', apply)),
      once: functionIn('change', 'its once-key', once) as ChangeNode['once'],
      apply: apply as ChangeNode['apply'],
      announces: Object.freeze((announces as unknown[]).map((inlet) => inletIn('change', inlet))),
    }
  },
  describe: ({ name, announces }) =>
    announces.length === 0 ? name : `${name}, announces ${announces.map(({ uri }) => uri).join(', ')}`,
  decide({ once, apply, announces, name }, { body }) {
    return {
      do: 'change',
      once: onceIn(`change ${name}`, once(body)),
      body,
      async apply(given, tx): Promise<ChangeDone> {
        const announced: { inlet: Declared; body: unknown }[] = []
        const announce: Announce = (inlet, announcement) => {
          const declared = declaredOf(inlet)
          if (declared === undefined || !announces.includes(declared))
            throw HUB_FLOW_SHAPE(
              `change ${name} announces what its announces lists; ${declared?.uri ?? 'this'} is not among them`,
            )
          announced.push({ inlet: declared, body: announcement })
        }
        return { body: await apply(given, tx, announce), announced }
      },
    }
  },
}
