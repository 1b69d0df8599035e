import t from 'tap'
import { type Evidence, FAULTS, judge } from './judge.js'
import type { Arrival } from './partner.js'
import type { Kind, Work } from './shapes.js'
import type { RegisterRow } from './work/register.js'

// The judge alone, on evidence made by hand: each fault is found, and nothing is found where there is none.

const pay: Kind = {
  name: 'pay',
  flows: [],
  share: 1,
  make: () => [],
  inOrder: { ends: ['charge'], rows: ['paid'] },
  traces: ({ id, how }) => ({
    effects: [`charge ${id}`, `notify ${id}`],
    changes: [`paid ${id}`],
    waits: 1,
    ...(how === 'bad' && { refusedParts: 1 }),
    never: [`undo ${id}`],
  }),
}
const work = (n: number, how = ''): Work => ({ id: `pay-${n}`, key: 'k', n, how, poison: false })
const sent = (n: number, how = '') => ({ kind: 'pay', work: work(n, how), messageIds: [`m-${n}`] })

/** What reached the partner, in this order: `charge 1` was carried out, `charge 1 honoured` was not. */
const arrivals = (...list: readonly string[]): Arrival[] =>
  list.map((line, no) => {
    const [end, n, did = 'executed'] = line.split(' ')
    return {
      no,
      at: no,
      end: end!,
      work: work(Number(n)),
      idempotencyKey: line,
      attempt: 1,
      did: did as Arrival['did'],
    }
  })
const rows = (what: string, ...ns: readonly number[]): RegisterRow[] =>
  ns.map((n, no) => ({ no, what, id: `${what === 'night' ? 'night' : 'pay'}-${n}`, key: 'k', n, said: '' }))

const good: Evidence = {
  kinds: [pay],
  sent: [sent(1), sent(2)],
  arrivals: arrivals('charge 1', 'notify 1', 'charge 2', 'notify 2', 'notify 2 honoured'),
  rows: rows('paid', 1, 2),
  fates: new Map([
    ['m-1', 'done'],
    ['m-2', 'dropped'],
  ]),
  living: 0,
  refusedParts: new Map(),
  replayed: new Set(),
  twoAnswers: [],
}

const faultsIn = (change: Partial<Evidence>) => {
  const { counts } = judge({ ...good, ...change })
  return Object.fromEntries(FAULTS.filter((fault) => counts[fault] > 0).map((fault) => [fault, counts[fault]]))
}

t.test('what is well is counted and not blamed', async (t) => {
  const { counts, wrong } = judge(good)
  t.strictSame(wrong, [])
  t.match(counts, { accepted: 2, done: 2, effects: 4, changes: 2, parts: 0, waits: 2, jobs: 0 })
})

t.test('work without a trace is lost; a message that the books do not know has vanished', async (t) => {
  t.strictSame(faultsIn({ rows: rows('paid', 1) }), { lost: 1 })
  t.strictSame(faultsIn({ rows: rows('paid', 1), fates: new Map([['m-1', 'done']]) }), { lost: 1, vanished: 1 })
  t.strictSame(faultsIn({ twoAnswers: ['k-1'] }), { lost: 1 })
  t.strictSame(faultsIn({ sent: [sent(1), sent(2, 'bad')] }), { lost: 1 }, 'a refused part that nobody has seen')
  t.strictSame(
    faultsIn({ sent: [sent(1), sent(2, 'bad')], refusedParts: new Map([['pay-2', new Set(['p'])]]) }),
    {},
    'and one that an operator has seen',
  )
})

t.test('a change that stands there twice is duplicated', async (t) => {
  t.strictSame(faultsIn({ rows: rows('paid', 1, 1, 2) }), { duplicatedChanges: 1 })
})

t.test('an effect is repeated when it is carried out twice, unasked, or sent again after its answer', async (t) => {
  const twice = arrivals('charge 1', 'charge 1', 'notify 1', 'charge 2', 'notify 2')
  t.strictSame(faultsIn({ arrivals: twice }), { repeatedEffects: 1 })
  const unasked = arrivals('charge 1', 'notify 1', 'undo 1', 'charge 2', 'notify 2')
  t.strictSame(faultsIn({ arrivals: unasked }), { repeatedEffects: 1 })
  const again = arrivals('charge 1', 'notify 1', 'charge 1 honoured', 'charge 2', 'notify 2')
  t.strictSame(faultsIn({ arrivals: again }), { repeatedEffects: 1 })
})

t.test(
  'order is looked at for each key, at the partner and in the register; what was replayed has lost its place',
  async (t) => {
    const late = { arrivals: arrivals('charge 2', 'notify 2', 'charge 1', 'notify 1'), rows: rows('paid', 2, 1) }
    t.strictSame(faultsIn(late), { outOfOrder: 2 })
    t.strictSame(faultsIn({ ...late, replayed: new Set(['pay-1']) }), {})
  },
)

t.test('what lives when all should be over is stuck, whoever made it', async (t) => {
  const fates = new Map([...good.fates, ['m-2', 'retrying']])
  t.strictSame(faultsIn({ fates, living: 1 }), { stuck: 1 })
  t.strictSame(faultsIn({ fates, living: 3 }), { stuck: 3 })
})

t.test('a minute of the schedule that left no row is lost, one that left two is duplicated', async (t) => {
  t.equal(judge({ ...good, rows: [...good.rows, ...rows('night', 7, 8, 9)] }).counts.jobs, 3)
  t.strictSame(faultsIn({ rows: [...good.rows, ...rows('night', 7, 9)] }), { lost: 1 })
  t.strictSame(faultsIn({ rows: [...good.rows, ...rows('night', 7, 8, 8)] }), { duplicatedChanges: 1 })
})

t.test('of hubs that work together, a try that was overtaken and did nothing is nobody’s fault', async (t) => {
  const [first, second, ...rest] = arrivals('charge 1', 'notify 1', 'charge 2', 'notify 2')
  // The third is from a hub that was stopped between its record and its socket, and went on when another had done the work.
  const tries = (did: Arrival['did']) =>
    [{ ...first!, attempt: 2 }, second!, { ...first!, did }, ...rest].map((arrival, no) => ({ ...arrival, no }))
  t.strictSame(faultsIn({ arrivals: tries('refused'), isShared: true }), {})
  t.strictSame(faultsIn({ arrivals: tries('refused') }), { repeatedEffects: 1 }, 'one hub alone has no excuse')
  t.strictSame(faultsIn({ arrivals: tries('executed'), isShared: true }), { repeatedEffects: 2 }, 'and done is done')
})
