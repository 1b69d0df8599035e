import t from 'tap'
import type { Tidied } from '../bus/ports/store.js'
import { drained, startUpkeep } from './upkeep.js'

const went = (rows: number, done = false): Tidied => ({ rows, pages: done ? 0 : 1, ms: 0.1, done })

/** Books whose upkeep takes these steps. */
function books(steps: (Tidied | Error)[]) {
  const times: number[] = []
  let came = () => {}
  return {
    times,
    /** Resolves when so many steps were asked for; fails after ten seconds. */
    asked: (count: number) =>
      new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${times.length} of ${count} steps`)), 10_000)
        came = () => {
          if (times.length < count) return
          clearTimeout(late)
          resolve()
        }
        came()
      }),
    async tidy(now: number) {
      times.push(now)
      setImmediate(() => came())
      const step = steps.shift() ?? went(0, true)
      if (step instanceof Error) throw step
      return step
    },
  }
}

t.test('upkeep goes on until nothing is left, and says what went', async (t) => {
  const store = books([went(5), went(7), went(0), went(0, true), went(99)])
  t.same(await drained(store, () => 42), { rows: 12, pages: 3 })
  t.same(store.times, [42, 42, 42, 42])
})

t.test('a step that fails is told and tried again the next time', async (t) => {
  const told: [string, string, unknown][] = []
  const store = books([went(1), new Error('a secret'), went(3)])
  const upkeep = startUpkeep({
    store,
    now: () => 1,
    everyMs: 5,
    log: (level, sentence, facts) => told.push([level, sentence, facts]),
  })
  await store.asked(5)
  await upkeep.stop()
  t.match(told, [['warn', /tried again/, { code: 'HUB_UNCLASSIFIED' }]])
  t.notMatch(JSON.stringify(told), 'secret')
})

t.test('stopping ends it after the step that is under way', async (t) => {
  const store = books(Array.from({ length: 100_000 }, () => went(1)))
  const upkeep = startUpkeep({ store, now: () => 1, log: () => {}, everyMs: 60_000 })
  await store.asked(3)
  await upkeep.stop()
  const { length } = store.times
  t.ok(length < 100_000)
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(store.times.length, length)
})
