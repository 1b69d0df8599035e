import fc from 'fast-check'
import t from 'tap'
import { type Grants, granted, noGrants } from './throttling.js'

/** When messages that come at these times may go on. */
function times(arrivals: readonly number[], limit: { count: number; perMs: number }): readonly number[] {
  let grants: Grants = noGrants
  return arrivals.map((now) => {
    const given = granted(grants, limit, now)
    grants = given.grants
    return given.at
  })
}

function sums(gaps: readonly number[]): readonly number[] {
  let now = 0
  return gaps.map((gap) => {
    now += gap
    return now
  })
}

t.test('so many go at once, the others when there is room again', async (t) => {
  t.strictSame(times([0, 0, 0, 0, 0], { count: 2, perMs: 10 }), [0, 0, 10, 10, 20])
  t.strictSame(times([0, 9, 9, 12], { count: 2, perMs: 10 }), [0, 9, 10, 19])
  t.strictSame(times([0, 100, 200], { count: 1, perMs: 10 }), [0, 100, 200])
})

t.test('no window of that length ever holds more, nobody goes before its time, and all in order', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 700 }),
      fc.integer({ min: 1, max: 350 }),
      fc.integer({ min: 1, max: 50 }),
      (gaps, count, perMs) => {
        const arrivals = sums(gaps.map((gap) => (gap % 7 === 0 ? gap : 0)))
        const at = times(arrivals, { count, perMs })
        return at.every((time, index) => {
          const before = at[index - count]
          return (
            time >= arrivals[index]! && time >= (at[index - 1] ?? 0) && (before === undefined || time - before >= perMs)
          )
        })
      },
    ),
  )
})

t.test('few are counted one by one: nobody waits longer than the limit says', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 100 }),
      (gaps, count) => {
        const arrivals = sums(gaps)
        const at = times(arrivals, { count, perMs: 20 })
        return at.every(
          (time, index) =>
            time === Math.max(arrivals[index]!, at[index - 1] ?? 0, index >= count ? at[index - count]! + 20 : 0),
        )
      },
    ),
  )
})

t.test('what is remembered stays small', async (t) => {
  let grants: Grants = noGrants
  for (let index = 0; index < 5_000; index++) grants = granted(grants, { count: 1_000, perMs: 60_000 }, index).grants
  t.equal(grants.full.length, 100)
})
