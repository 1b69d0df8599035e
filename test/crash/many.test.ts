import t from 'tap'
import { boundaries } from '../../bus/runtime/boundaries.js'
import { FAULTS } from './judge.js'
import { kinds } from './kinds.js'
import { crashMany } from './many.js'

// Processes and servers that start and die on a machine that runs other tests beside them.
t.setTimeout(900_000)

t.test(
  'hubs that are killed, stopped, cut off and renewed while their servers die lose nothing, repeat nothing and keep their order',
  async (t) => {
    const { counts, wrong, faults } = await crashMany({
      kinds,
      processes: 3,
      // Each kind of fault once, kills of hubs twice.
      kills: 12,
      boundaries,
      seed: 17,
      rate: 40,
      drainMs: 180_000,
    })
    t.strictSame(wrong.slice(0, 20), [])
    for (const fault of FAULTS) t.equal(counts[fault], 0, fault)
    t.equal(faults.size, 10, 'all that can be done was done')
    t.equal(counts.done, counts.accepted, 'all that was accepted is done')
    for (const kind of ['effects', 'changes'] as const) t.ok(counts[kind] > 20, `${counts[kind]} ${kind}`)
    for (const kind of ['jobs', 'parts', 'waits'] as const) t.ok(counts[kind] > 0, `${counts[kind]} ${kind}`)
  },
)

t.test('when every hub believes that it owns everything, what is done twice is found', async (t) => {
  const { counts } = await crashMany({
    kinds,
    processes: 2,
    kills: 0,
    boundaries: [],
    seed: 7,
    rate: 60,
    drainMs: 3_000,
    loadMs: 4_000,
    sabotage: 'seats',
  })
  t.ok(counts.repeatedEffects > 0, `${counts.repeatedEffects} repeated effects`)
})
