import { channel } from '../../../bus/ends.js'
import { flow } from '../../../bus/flow.js'
import { partner } from '../partner-ends.js'
import { type Kind, Work } from '../shapes.js'
import { asItIs, books, insert, quick, rowOf, type Tx } from './register.js'

const wholes = channel('crash/wholes', Work)

/** Parts by the name of their whole; of a bad one, the partner refuses the first until an operator has seen to it. */
function partsOf({ id, key, n, how }: Work): Work[] {
  return Array.from({ length: n }, (_, no) => ({
    id: `${id}/${no}`,
    key,
    n: no,
    how,
    poison: how === 'bad' && no === 0,
  }))
}

/** Parts that act: a call and a change each. A bad part makes a dead letter of its whole, until both are replayed. */
export const parts: Kind = {
  name: 'parts',
  share: 1.5,
  flows: [
    flow('crash/wholes')
      .from(wholes)
      .onFailure(quick)
      .splitEach(partsOf, {
        key: ({ id }) => id,
        ifPartFails: 'fail-the-whole',
        each: (part) => part.call(partner.part, asItIs).change(rowOf('part')),
        into: async (whole, outcomes) => {
          let done = 0
          for await (const { state } of outcomes) if (state === 'done') done++
          return { ...whole, n: done }
        },
      })
      .change({
        in: books,
        once: ({ id }) => id,
        apply: async (whole, tx: Tx) => {
          await insert(tx, 'whole', whole, String(whole.n))
        },
      }),
  ],
  make: (no, chance) => [
    {
      to: wholes,
      work: {
        id: `parts-${no}`,
        key: 'any',
        n: 2 + Math.floor(chance() * 3),
        how: chance() < 0.1 ? 'bad' : '',
        poison: false,
      },
    },
  ],
  traces: (work) => ({
    effects: partsOf(work).map(({ id }) => `part ${id}`),
    changes: [...partsOf(work).map(({ id }) => `part ${id}`), `whole ${work.id} ${work.n}`],
    parts: work.n,
  }),
}

const reservations = channel('crash/reservations', Work)

/** What was charged is taken back when the message is given up, and only then. */
export const undoing: Kind = {
  name: 'undoing',
  share: 1,
  flows: [
    flow('crash/reservations')
      .from(reservations)
      // Nothing but a clear refusal gives up: what is given up is taken back for good.
      .onFailure({ ...quick, retry: { ...quick.retry, attempts: 1_000 } })
      .call(partner.charge, asItIs)
      .compensate(partner.undo, { ask: (work) => work })
      .chooseAndMeet(({ how }) => (how === 'doomed' ? 'doomed' : 'well'), {
        doomed: (work) => work.call(partner.doom, asItIs),
        well: (work) => work.call(partner.notify, asItIs),
      })
      .drop('it was reserved'),
  ],
  make: (no, chance) => [
    {
      to: reservations,
      work: { id: `undoing-${no}`, key: 'any', n: no, how: chance() < 0.4 ? 'doomed' : '', poison: false },
    },
  ],
  traces: ({ id, how }) =>
    how === 'doomed'
      ? { effects: [`charge ${id}`, `undo ${id}`], never: [`doom ${id}`] }
      : { effects: [`charge ${id}`, `notify ${id}`], never: [`undo ${id}`] },
}
