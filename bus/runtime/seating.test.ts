import { array, assert, integer, property, record, uniqueArray } from 'fast-check'
import t from 'tap'
import type { Partition, Seating } from '../ports/seats.js'
import { seatingPlan } from './seating.js'

const member = (id: string, leaving = false) => ({
  id,
  name: id,
  version: '1',
  startedAt: 0,
  until: 1,
  leaving,
  alone: false,
})
const seatingOf = (members: readonly string[], owners: readonly (string | undefined)[], leaving: string[] = []) =>
  ({
    now: 0,
    members: members.map((id) => member(id, leaving.includes(id))),
    partitions: owners.map((owner, no) => ({ no, fence: 0, lastSeq: 0, ...(owner && { owner }) }) as Partition),
  }) satisfies Seating
const nobody = (count = 16) => new Array<undefined>(count).fill(undefined)
const all = (owner: string) => new Array<string>(16).fill(owner)

t.test('the first process takes everything', async (t) => {
  t.same(seatingPlan('a', seatingOf(['a'], nobody())).claim.length, 16)
})

t.test('a second one gets half, which the first gives up', async (t) => {
  t.equal(seatingPlan('a', seatingOf(['a', 'b'], all('a'))).giveUp.length, 8)
  t.same(seatingPlan('b', seatingOf(['a', 'b'], all('a'))), { claim: [], giveUp: [] })
})

t.test('what a dead one had is taken', async (t) => {
  t.equal(seatingPlan('a', seatingOf(['a'], [...all('a').slice(8), ...all('dead').slice(8)])).claim.length, 8)
})

t.test('one that leaves gives up all and takes nothing', async (t) => {
  t.same(seatingPlan('a', seatingOf(['a', 'b'], all('a'), ['a'])).giveUp.length, 16)
  t.same(seatingPlan('a', seatingOf(['a'], nobody(), ['a'])), { claim: [], giveUp: [] })
})

t.test('one that is no member does nothing', async (t) => {
  t.same(seatingPlan('a', seatingOf(['b'], nobody())), { claim: [], giveUp: [] })
})

t.test(
  'whoever comes and goes: after some rounds every partition has an owner, shares are even, and nothing moves',
  async () => {
    const round = (seating: Seating): { seating: Seating; moves: number } => {
      const owners = seating.partitions.map(({ owner }) => owner)
      let moves = 0
      for (const { id } of seating.members) {
        const { claim, giveUp } = seatingPlan(id, seating)
        for (const no of giveUp) {
          owners[no] = undefined
          moves++
        }
        const alive = (owner: string | undefined) => seating.members.some((one) => one.id === owner)
        for (const no of claim)
          if (!alive(owners[no])) {
            owners[no] = id
            moves++
          }
      }
      return {
        seating: {
          ...seating,
          partitions: seating.partitions.map((one, no) => ({ ...one, owner: owners[no] }) as never),
        },
        moves,
      }
    }
    assert(
      property(
        uniqueArray(integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 20 }),
        array(record({ owner: integer({ min: 0, max: 40 }) }), { minLength: 16, maxLength: 16 }),
        (ids, owners) => {
          let seating: Seating = seatingOf(
            ids.map((id) => `m${id}`),
            owners.map(({ owner }) => (owner > 35 ? undefined : `m${owner}`)),
          )
          let moves = 1
          for (let rounds = 0; moves > 0; rounds++) {
            if (rounds > 20) throw new Error('it never came to rest')
            const next = round(seating)
            seating = next.seating
            moves = next.moves
          }
          const shares = seating.members.map(({ id }) => seating.partitions.filter(({ owner }) => owner === id).length)
          if (shares.reduce((sum, one) => sum + one, 0) !== 16) throw new Error('somebody owns nothing')
          if (Math.max(...shares) - Math.min(...shares) > 1) throw new Error(`uneven: ${shares}`)
        },
      ),
    )
  },
)

t.test('only what may be moved is given up, what is on its way already first', async (t) => {
  const seating = seatingOf(['a', 'b'], all('a'))
  t.same(seatingPlan('a', seating, [3, 1, 5]).giveUp, [3, 1, 5], 'fewer than others should have')
  t.same(seatingPlan('a', seating, [15, 14, 0, 1, 2, 3, 4, 5, 6, 7]).giveUp, [15, 14, 0, 1, 2, 3, 4, 5])
  t.equal(
    seatingPlan('a', seatingOf(['a', 'b'], all('a'), ['a']), []).giveUp.length,
    16,
    'one that leaves keeps nothing',
  )
})
