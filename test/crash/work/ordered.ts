import { channel, topic } from '../../../bus/ends.js'
import { flow } from '../../../bus/flow.js'
import { partner } from '../partner-ends.js'
import { type Kind, Work } from '../shapes.js'
import { asItIs, books, insert, quick, type Tx } from './register.js'

// Everything that a payment needs, in order of its key: read, charge, tell others, notify, write down, announce.

type Policy = 'hold-the-key' | 'go-on'

const settled = topic('crash/settled', Work)
const taps = channel('crash/taps', Work)

function ordered(name: string, afterDeadLetter: Policy, share: number): Kind {
  const inlet = channel(`crash/${name}`, Work)
  const keys = 6
  return {
    name,
    share,
    lanes: keys,
    inOrder: {
      ends: ['charge', 'notify'],
      rows: [name],
      ...(afterDeadLetter === 'hold-the-key' && { evenReplayed: true }),
    },
    flows: [
      flow(`crash/${name}`)
        .from(inlet)
        .inOrderBy(({ key }) => key, { afterDeadLetter })
        .onFailure(quick)
        .enrich(partner.prices, (work, rows) => ({ ...work, n: rows.length === 2 ? work.n : -1 }))
        .call(partner.charge, asItIs)
        .wireTap(taps)
        .call(partner.notify, asItIs)
        .change({
          in: books,
          once: ({ id }) => id,
          announces: [settled],
          apply: async (work, tx: Tx, announce) => {
            await insert(tx, name, work)
            announce(settled, work)
          },
        }),
    ],
    make: (no, chance) => [
      {
        to: inlet,
        work: {
          id: `${name}-${no}`,
          key: `${name}-key-${no % keys}`,
          n: Math.floor(no / keys),
          how: name,
          poison: chance() < 0.04,
        },
      },
    ],
    traces: ({ id }) => ({
      effects: [`charge ${id}`, `notify ${id}`, `seal ${id}`],
      changes: [`${name} ${id}`, `tapped ${id}`],
    }),
  }
}

/** What both kinds tell: an announcement that is carried out, and a copy that is written down. */
const listeners = [
  flow('crash/settled').from(settled).onFailure(quick).delay('10ms').to(partner.seal),
  flow('crash/taps')
    .from(taps)
    .onFailure(quick)
    .change({
      in: books,
      once: ({ id }) => id,
      apply: async (work, tx: Tx) => {
        await insert(tx, 'tapped', work)
      },
    }),
]

const holding = ordered('held', 'hold-the-key', 3)
export const heldOrder: Kind = { ...holding, flows: [...holding.flows, ...listeners] }
export const freeOrder: Kind = ordered('free', 'go-on', 3)
