import type { ReaderEnd } from '../adapter.js'
import { CLAIMS } from '../ends.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, functionIn, HUB_FLOW_SHAPE, readerIn } from './shared.js'

export interface EnrichNode extends StepNode {
  readonly kind: 'enrich'
  /** Undefined for claims, which the books keep themselves. */
  readonly reader: ReaderEnd | undefined
  readonly into: (body: unknown, rows: readonly unknown[]) => unknown
}

/** Content enricher: asks a reader once, records the rows, and goes on with body and rows together. See docs/patterns/enrich.md. */
export const enrich: Step<EnrichNode> = {
  kind: 'enrich',
  ends: 'no',
  build([reader, into]) {
    const join = functionIn('enrich', 'what joins body and rows', into) as EnrichNode['into']
    if ((reader as { kind?: unknown } | undefined)?.kind === CLAIMS)
      return { kind: 'enrich', name: CLAIMS, reader: undefined, into: join }
    const end = readerIn('enrich', reader)
    return { kind: 'enrich', name: end.uri, reader: end, into: join }
  },
  describe: ({ name }) => name,
  decide({ reader, into, name }, { body }) {
    const joined = (rows: readonly unknown[]) => computed('enrich', name, into(body, rows))
    if (reader !== undefined) return { do: 'read', reader, query: body, into: joined }
    const claim = (body as { claim?: { id?: unknown } } | undefined)?.claim?.id
    if (typeof claim !== 'string') throw HUB_FLOW_SHAPE('enrich claims: the body carries no claim')
    return { do: 'redeem', claim, into: joined }
  },
}
