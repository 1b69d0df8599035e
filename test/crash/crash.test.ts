import t from 'tap'
import { boundaries } from '../../bus/runtime/boundaries.js'
import { crash } from './harness.js'
import { FAULTS } from './judge.js'
import { kinds } from './kinds.js'

// Processes that start and die on a machine that runs other tests beside them.
t.setTimeout(900_000)

t.test(
  'a hub that is killed at every durable boundary loses nothing, repeats nothing and keeps its order',
  async (t) => {
    const { counts, wrong, missed } = await crash({
      kinds,
      kills: 40,
      most: 100,
      boundaries,
      seed: 11,
      rate: 60,
      drainMs: 120_000,
    })
    t.strictSame(wrong.slice(0, 20), [])
    for (const fault of FAULTS) t.equal(counts[fault], 0, fault)
    t.strictSame(missed, [], 'it was killed at each of them')
    t.equal(counts.done, counts.accepted, 'all that was accepted is done')
    for (const kind of ['effects', 'changes', 'parts'] as const) t.ok(counts[kind] > 100, `${counts[kind]} ${kind}`)
    for (const kind of ['waits', 'jobs'] as const) t.ok(counts[kind] > 20, `${counts[kind]} ${kind}`)
  },
)
