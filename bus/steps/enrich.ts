import type { ReaderEnd } from '../adapter.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { computed, functionIn, readerIn } from './shared.js'

export interface EnrichNode extends StepNode {
  readonly kind: 'enrich'
  readonly reader: ReaderEnd
  readonly into: (body: unknown, rows: readonly unknown[]) => unknown
}

/** Content enricher: asks a reader once, records the rows, and goes on with body and rows together. See docs/patterns/enrich.md. */
export const enrich: Step<EnrichNode> = {
  kind: 'enrich',
  ends: 'no',
  build: ([reader, into]) => ({
    kind: 'enrich',
    name: readerIn('enrich', reader).uri,
    reader: readerIn('enrich', reader),
    into: functionIn('enrich', 'what joins body and rows', into) as EnrichNode['into'],
  }),
  describe: ({ name }) => name,
  decide: ({ reader, into, name }, { body }) => ({
    do: 'read',
    reader,
    query: body,
    into: (rows) => computed('enrich', name, into(body, rows)),
  }),
}
