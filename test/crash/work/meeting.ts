import { channel, signal } from '../../../bus/ends.js'
import { flow } from '../../../bus/flow.js'
import { partner } from '../partner-ends.js'
import { type Chance, type Kind, type Sending, Work } from '../shapes.js'
import { asItIs, books, insert, quick, rowOf, type Tx } from './register.js'

const loads = channel('crash/loads', Work)
const MEMBERS = 3
const membersOf = (key: string) => Array.from({ length: MEMBERS }, (_, no) => `${key}.${no}`)

/** Three messages become one: one effect and one row, which names all three. */
export const groups: Kind = {
  name: 'groups',
  share: 0.8,
  flows: [
    flow('crash/loads')
      .from(loads)
      .onFailure(quick)
      .collect({
        by: ({ key }) => key,
        until: { count: MEMBERS },
        into: (key, works): Work => ({
          id: key,
          key,
          n: works.length,
          how: works
            .map(({ id }) => id)
            .sort()
            .join(','),
          poison: false,
        }),
      })
      .call(partner.gathered, asItIs)
      .change({
        in: books,
        once: ({ id }) => id,
        apply: async (group, tx: Tx) => {
          await insert(tx, 'gathered', group, group.how)
        },
      }),
  ],
  make: (no) =>
    membersOf(`groups-${no}`).map((id, n) => ({
      to: loads,
      work: { id, key: `groups-${no}`, n, how: '', poison: false },
    })),
  traces: ({ key }) => ({ effects: [`gathered ${key}`], changes: [`gathered ${key} ${membersOf(key).join(',')}`] }),
}

const scans = channel('crash/scans', Work)
const POSITIONS = [1, 2, 3, 4]

/** Four positions of a key that come in any order, and go on in theirs. */
export const sequences: Kind = {
  name: 'sequences',
  share: 0.6,
  inOrder: { ends: ['in-line'], rows: ['in-line'] },
  flows: [
    flow('crash/scans')
      .from(scans)
      .onFailure(quick)
      .resequence({ by: ({ key }) => key, position: ({ n }) => n, within: '10m', ifGap: 'go-on' })
      .call(partner.inLine, asItIs)
      .change(rowOf('in-line'))
      .drop('it was in line'),
  ],
  make: (no, chance) => {
    const key = `sequences-${no}`
    const some = POSITIONS.map((n) => ({
      at: chance(),
      sending: { to: scans, work: { id: `${key}.${n}`, key, n, how: '', poison: false } },
    }))
    return some.sort((a, b) => a.at - b.at).map(({ sending }) => sending)
  },
  traces: ({ id }) => ({ effects: [`in-line ${id}`], changes: [`in-line ${id}`] }),
}

const promised = channel('crash/promised', Work)
const kept = signal('crash/kept', Work, { keyOf: ({ id }) => id, keep: '30m' })
const LONG_MS = 600_000

/** A message that waits for a signal which comes before it, after it, or never. `n` is until when it waits. */
export const signals: Kind = {
  name: 'signals',
  signals: [kept],
  share: 1.2,
  flows: [
    flow('crash/promised')
      .from(promised)
      .onFailure(quick)
      .waitFor(kept, {
        key: ({ id }) => id,
        until: ({ n }) => new Date(n),
        into: (work, event) => ({ work, came: event === 'timed-out' ? 'late' : 'came' }),
      })
      .call(partner.waited, { ask: ({ work }) => work, into: (both) => both })
      .change({
        in: books,
        once: ({ work }) => work.id,
        apply: async ({ work, came }, tx: Tx) => {
          await insert(tx, came, work)
        },
      }),
  ],
  make: (no, chance) => sendingsOf(`signals-${no}`, chance),
  traces: ({ id, how }) => {
    if (how === 'signal') return { changes: [`came ${id}`] }
    return { effects: [`waited ${id}`], changes: [`${how === 'never' ? 'late' : 'came'} ${id}`], waits: 1 }
  },
}

function sendingsOf(id: string, chance: Chance): readonly Sending[] {
  const never = chance() < 0.25
  const work: Work = {
    id,
    key: 'any',
    n: Date.now() + (never ? 300 : LONG_MS),
    how: never ? 'never' : 'comes',
    poison: false,
  }
  const waiter: Sending = { to: promised, work }
  if (never) return [waiter]
  const event: Sending = { to: kept, work: { ...work, how: 'signal' } }
  const afterMs = chance() * 800
  const [first, second] = chance() < 0.3 ? [event, waiter] : [waiter, event]
  return [{ ...first, afterwards: { afterMs, sending: second } }]
}
