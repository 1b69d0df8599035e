import t from 'tap'
import { HubError, neverSent, tryAgain } from '../errors.js'
import type { Unit, UnitResult } from '../ports/unit.js'
import { Committer } from './committer.js'

const away = () => new HubError('HUB_TEST_AWAY', 'the books are away', tryAgain)
const committed: UnitResult = { state: 'committed', seqs: [] }

/** Books that fail so many times first. */
function books(failures: number, error: () => Error = away) {
  const commits: (readonly Unit[])[] = []
  return {
    commits,
    async commit(units: readonly Unit[]) {
      commits.push(units)
      if (commits.length <= failures) throw error()
      return units.map(() => committed)
    },
  }
}
const unit: Unit = { writes: {} }

t.test('books that come back within two seconds take what waited for them', async (t) => {
  const store = books(3)
  t.same(await new Committer(store).commit(unit), committed)
  t.equal(store.commits.length, 4)
})

t.test('a caller is told when they do not', async (t) => {
  const store = books(1_000)
  await t.rejects(new Committer(store).commit(unit), { code: 'HUB_TEST_AWAY' })
  t.ok(store.commits.length > 3, 'it was tried again meanwhile')
})

t.test('a run waits until the hub stops', async (t) => {
  const stop = new AbortController()
  const store = books(1_000)
  const waits = new Committer(store).commit(unit, stop.signal)
  stop.abort()
  await t.rejects(waits, { code: 'HUB_TEST_AWAY' })
})

t.test('a change is carried out once, and a failure for good is told at once', async (t) => {
  const store = books(1)
  await t.rejects(new Committer(store).commit({ apply: async () => ({ writes: {} }) }), { code: 'HUB_TEST_AWAY' })
  t.equal(store.commits.length, 1)
  const broken = books(1, () => new HubError('HUB_TEST_BROKEN', 'the books are damaged', neverSent))
  await t.rejects(new Committer(broken).commit(unit), { code: 'HUB_TEST_BROKEN' })
  t.equal(broken.commits.length, 1)
})

t.test(
  'what fails with a commit that another unit has ended is tried again, and that one and changes are told',
  async (t) => {
    const own = new Error('mine')
    const commits: (readonly Unit[])[] = []
    const committer = new Committer({
      async commit(units: readonly Unit[]): Promise<readonly UnitResult[]> {
        commits.push(units)
        if (commits.length > 1) return units.map(() => committed)
        return units.map((_, n) => ({ state: 'failed', error: n === 0 ? own : away() }))
      },
    })
    const change: Unit = { apply: async () => ({ writes: {} }) }
    const came = await Promise.all([change, change, unit].map((one) => committer.commit(one)))
    t.match(came, [
      { state: 'failed', error: own },
      { state: 'failed', error: { code: 'HUB_TEST_AWAY' } },
      { state: 'committed' },
    ])
    t.same(commits, [[change, change, unit], [unit]])
  },
)

t.test('what comes meanwhile does not wait for what is tried again', async (t) => {
  const store = books(1)
  const committer = new Committer(store)
  const first = committer.commit(unit)
  const other: Unit = { writes: { audit: [] } }
  await new Promise((resolve) => setImmediate(resolve))
  const second = committer.commit(other)
  t.same(await Promise.all([first, second]), [committed, committed])
  t.same(store.commits, [[unit], [other], [unit]])
})
