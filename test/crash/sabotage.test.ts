import t from 'tap'
import { crash } from './harness.js'
import { FAULTS, type Fault } from './judge.js'
import { kinds } from './kinds.js'
import type { Sabotage } from './protocol.js'
import type { Kind } from './shapes.js'
import { split } from './work/batches.js'
import { effects, repeats, waits } from './work/effects.js'
import { freeOrder, heldOrder } from './work/ordered.js'
import { undoing } from './work/parts.js'
import { copies } from './work/passing.js'

// Processes that start and die on a machine that runs other tests beside them.
t.setTimeout(600_000)

/** What each broken promise must be found by, and the work of the mix that leans on it: more of that, in less time. */
const FOUND: readonly (readonly [Sabotage, string, readonly Fault[], readonly Kind[]])[] = [
  [
    'once-key',
    'without once-keys, changes that are made twice are found',
    ['duplicatedChanges'],
    [repeats, waits, split],
  ],
  [
    'effect-records',
    'without records of effects, effects that are repeated are found',
    ['repeatedEffects'],
    [effects, heldOrder, undoing],
  ],
  ['order', 'without order keys, what is out of order is found', ['outOfOrder'], [heldOrder, freeOrder]],
  [
    'fsync',
    'with an answer before the disk has it, what is lost is found',
    ['lost', 'vanished'],
    [waits, split, copies],
  ],
]

for (const [sabotage, name, faults, some] of FOUND)
  t.test(name, async (t) => {
    const { counts, wrong } = await crash({
      kinds,
      load: some,
      kills: 4,
      // Random moments only: the hub must not need to be killed at the right one.
      boundaries: [],
      seed: 7,
      rate: 60,
      drainMs: 2_000,
      sabotage,
    })
    for (const fault of faults) t.ok(counts[fault] > 0, `${fault}: ${counts[fault]}`)
    t.equal(
      FAULTS.reduce((sum, fault) => sum + counts[fault], 0),
      wrong.length,
      'each fault is told in words',
    )
  })

t.test('with every promise kept, the same load and the same kills are judged well', async (t) => {
  const load = [...new Set(FOUND.flatMap(([, , , some]) => some))]
  const { wrong } = await crash({ kinds, load, kills: 4, boundaries: [], seed: 7, rate: 60, drainMs: 60_000 })
  t.strictSame(wrong, [])
})
