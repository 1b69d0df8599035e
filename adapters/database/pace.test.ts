import t from 'tap'
import { Pace } from './pace.js'

/** Lets a pace work at so many milliseconds a piece. */
function worked(pace: Pace, msEach: number, times: number): readonly number[] {
  return Array.from({ length: times }, () => {
    const { size } = pace
    pace.took(size, size * msEach)
    return size
  })
}

t.test('begins small and grows until a go takes about its time', async (t) => {
  const sizes = worked(new Pace(5, 10_000), 0.01, 20)
  t.equal(sizes[0], 16)
  t.ok(sizes.at(-1)! >= 250 && sizes.at(-1)! <= 500, `${sizes.at(-1)} pieces of 10 µs`)
  for (const size of sizes) t.ok(size * 0.01 <= 5)
})

t.test('never takes more pieces than it may', async (t) => {
  t.equal(worked(new Pace(5, 100), 0.000_1, 20).at(-1), 100)
})

t.test('shrinks when pieces become dear, down to one', async (t) => {
  const pace = new Pace(5, 500)
  worked(pace, 0.01, 10)
  const { size } = pace
  worked(pace, 1, 1)
  t.equal(pace.size, Math.floor(size / 4), 'not at once to nothing: it may have been chance')
  worked(pace, 1, 3)
  t.ok(pace.size <= 5, `${pace.size}`)
  worked(pace, 100, 3)
  t.equal(pace.size, 1)
  t.ok(worked(pace, 0.01, 10).at(-1)! > 100, 'and grows again')
})

t.test('learns nothing from a go that found little to do', async (t) => {
  const pace = new Pace(5, 500)
  for (let n = 0; n < 10; n++) pace.took(1, 0.01)
  t.equal(pace.size, 16)
})
