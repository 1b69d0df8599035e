import { Type } from 'typebox'
import { type Claim, channel, claimed, schema } from '../../../bus/ends.js'
import { flow } from '../../../bus/flow.js'
import { type Kind, Work } from '../shapes.js'
import { prices } from './batches.js'
import { books, insert, quick, rowOf, type Tx } from './register.js'

const polite = channel('crash/polite', Work)
const copyA = channel('crash/copy-a', Work)
const copyB = channel('crash/copy-b', Work)

const written = (what: string) => ({
  in: books,
  once: ({ id }: Work) => id,
  apply: async (work: Work, tx: Tx) => {
    await insert(tx, what, work)
  },
})

/** Ten in a tenth of a second, then a copy for each of two others. */
export const copies: Kind = {
  name: 'copies',
  share: 1,
  flows: [
    flow('crash/polite')
      .from(polite)
      .onFailure(quick)
      .throttle({ count: 10, per: '100ms', by: ({ key }) => key })
      .recipients(() => ['a', 'b'] as const, { a: copyA, b: copyB }),
    flow('crash/copy-a').from(copyA).onFailure(quick).change(written('copy-a')),
    flow('crash/copy-b').from(copyB).onFailure(quick).change(written('copy-b')),
  ],
  make: (no) => [{ to: polite, work: { id: `copies-${no}`, key: `key-${no % 2}`, n: no, how: '', poison: false } }],
  traces: ({ id }) => ({ changes: [`copy-a ${id}`, `copy-b ${id}`] }),
}

const large = channel('crash/large', Work)
const Filed = schema(
  Type.Object({ work: Work, claim: Type.Unsafe<Claim<string>>(Type.Object({ id: Type.String() })) }, { $id: 'Filed' }),
)
const filed = channel('crash/filed', Filed)
const scanOf = ({ id }: Work) => `scan of ${id} `.repeat(50)

/** A large part is kept apart, and fetched again by another flow. */
export const claims: Kind = {
  name: 'claims',
  share: 0.8,
  flows: [
    flow('crash/large')
      .from(large)
      .onFailure(quick)
      .claimCheck({ take: scanOf, leave: (work) => ({ work }) })
      .publish(filed),
    flow('crash/filed')
      .from(filed)
      .onFailure(quick)
      .enrich(claimed<string>(), ({ work }, [scan]) => ({ work, whole: scan === scanOf(work) }))
      .change({
        in: books,
        once: ({ work }) => work.id,
        apply: async ({ work, whole }, tx: Tx) => {
          await insert(tx, 'filed', work, whole ? 'whole' : 'damaged')
        },
      }),
  ],
  make: (no) => [{ to: large, work: { id: `claims-${no}`, key: 'any', n: no, how: '', poison: false } }],
  traces: ({ id }) => ({ changes: [`filed ${id} whole`] }),
}

const asking = channel('crash/asking', Work)

/** A flow that asks another flow of the same hub. */
export const asks: Kind = {
  name: 'asks',
  share: 0.8,
  flows: [
    flow('crash/asking')
      .from(asking)
      .onFailure(quick)
      .call(prices, { ask: (work) => work, into: (work) => work })
      .change(rowOf('told'))
      .drop('it was told'),
  ],
  make: (no) => [{ to: asking, work: { id: `asks-${no}`, key: 'any', n: no, how: '', poison: false } }],
  traces: ({ id }) => ({ changes: [`asked ${id}`, `priced ${id}`, `told ${id}`] }),
}
