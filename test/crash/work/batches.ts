import { channel, question } from '../../../bus/ends.js'
import { flow } from '../../../bus/flow.js'
import { Answer, type Kind, Work } from '../shapes.js'
import { books, insert, quick, rowOf, type Tx } from './register.js'

const batches = channel('crash/batches', Work)
const GROUPS = ['a', 'b'] as const

interface Part {
  readonly group: string
  readonly no: number
  readonly bad: boolean
}
interface Group {
  readonly work: Work
  readonly group: string
  readonly parts: AsyncIterable<Part>
}

/** Parts in two groups; with `how: 'bad'` the first of each group is refused. */
function partsOf({ n, how }: Work): Part[] {
  return GROUPS.flatMap((group) =>
    Array.from({ length: n }, (_, no) => ({ group, no, bad: how === 'bad' && no === 0 })),
  )
}

function refuseBad(part: Part): Part {
  if (part.bad) throw new TypeError('a bad part')
  return part
}

/** Split and aggregate: parts that only compute, one change for each group. */
export const split: Kind = {
  name: 'split',
  share: 1.5,
  flows: [
    flow('crash/batches')
      .from(batches)
      .onFailure(quick)
      .split(partsOf, { ifPartFails: 'dead-letter-the-part' })
      .transform(refuseBad)
      .aggregate({
        by: ({ group }) => group,
        into: (group, parts, work): Group => ({ work, group, parts }),
      })
      .change({
        in: books,
        once: ({ work, group }) => `${work.id}/${group}`,
        apply: async ({ work, group, parts }, tx: Tx) => {
          let count = 0
          for await (const _ of parts) count++
          await insert(tx, 'group', { ...work, id: `${work.id}/${group}`, n: count }, String(count))
        },
      }),
  ],
  make: (no, chance) => [
    {
      to: batches,
      work: {
        id: `split-${no}`,
        key: 'any',
        n: 3 + Math.floor(chance() * 5),
        how: chance() < 0.2 ? 'bad' : '',
        poison: false,
      },
    },
  ],
  traces: ({ id, n, how }) => ({
    changes: GROUPS.map((group) => `group ${id}/${group} ${how === 'bad' ? n - 1 : n}`),
    refusedParts: how === 'bad' ? GROUPS.length : 0,
    parts: GROUPS.length * n,
  }),
}

export const prices = question('crash/prices', Work, Answer)

/** A question that changes something before it answers: asked until it is answered, under one idempotency key. */
export const questions: Kind = {
  name: 'questions',
  share: 1.5,
  flows: [
    flow('crash/prices')
      .from(prices)
      .onFailure(quick)
      .change(rowOf('asked'))
      .delay('5ms')
      .change(rowOf('priced'))
      .reply(({ id }) => ({ receipt: `price of ${id}` })),
  ],
  make: (no) => [{ to: prices, work: { id: `questions-${no}`, key: 'any', n: no, how: '', poison: false } }],
  traces: ({ id }) => ({ changes: [`asked ${id}`, `priced ${id}`], waits: 1 }),
}
