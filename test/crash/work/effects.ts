import { channel } from '../../../bus/ends.js'
import { flow } from '../../../bus/flow.js'
import { partner } from '../partner-ends.js'
import { type Kind, Work } from '../shapes.js'
import { asItIs, books, insert, quick, rowOf, type Tx } from './register.js'

const policies = channel('crash/policies', Work)
const POLICIES = ['charge', 'notify', 'stamp', 'guess'] as const

/** One effect of each policy for what is in doubt, then a sink. */
export const effects: Kind = {
  name: 'effects',
  share: 3,
  flows: [
    flow('crash/policies')
      .from(policies)
      .onFailure(quick)
      .chooseAndMeet(({ how }) => how as (typeof POLICIES)[number], {
        charge: (work) => work.call(partner.charge, asItIs),
        notify: (work) => work.call(partner.notify, asItIs),
        stamp: (work) => work.call(partner.stamp, asItIs),
        guess: (work) => work.call(partner.guess, asItIs),
      })
      .to(partner.seal),
  ],
  make: (no, chance) => [
    {
      to: policies,
      work: { id: `effects-${no}`, key: 'any', n: no, how: POLICIES[no % POLICIES.length]!, poison: chance() < 0.03 },
    },
  ],
  traces: ({ id, how }) => ({ effects: how === 'guess' ? [`seal ${id}`] : [`${how} ${id}`, `seal ${id}`] }),
}

const repeated = channel('crash/repeated', Work)

/** The same work as two messages: one call and one change, whoever comes first. */
export const repeats: Kind = {
  name: 'repeats',
  share: 2,
  flows: [
    flow('crash/repeated')
      .from(repeated)
      .onFailure(quick)
      .call(partner.once, { ...asItIs, once: ({ id }) => id })
      .change({
        in: books,
        once: ({ id }) => id,
        apply: async (work, tx: Tx) => {
          await insert(tx, 'repeated', work)
        },
      }),
  ],
  make: (no) => [{ to: repeated, copies: 2, work: { id: `repeats-${no}`, key: 'any', n: no, how: '', poison: false } }],
  traces: ({ id }) => ({ effects: [`once ${id}`], changes: [`repeated ${id}`] }),
}

const pause = channel('crash/pauses', Work)

/** Waits twice, with an effect and changes before, between and after. */
export const waits: Kind = {
  name: 'waits',
  share: 2,
  flows: [
    flow('crash/pauses')
      .from(pause)
      .onFailure(quick)
      .change(rowOf('before'))
      .delay(({ n }, { now }) => new Date(now.getTime() + n))
      .call(partner.waited, asItIs)
      .delay('50ms')
      .change(rowOf('after'))
      .drop('it has waited'),
  ],
  make: (no, chance) => [
    {
      to: pause,
      work: { id: `waits-${no}`, key: 'any', n: Math.floor(chance() * 1_500), how: '', poison: false },
    },
  ],
  traces: ({ id }) => ({ effects: [`waited ${id}`], changes: [`before ${id}`, `after ${id}`], waits: 2 }),
}
