import t from 'tap'
import { build, decide, describe, order, refusal, told } from '../../test/patterns/step-kit.js'
import type { Told } from '../message.js'

t.test('delay takes a length with its unit', async (t) => {
  for (const no of ['soon', '5', '-5s', '5 s', '', undefined, 5])
    t.throws(() => build('delay', [no]), { code: 'HUB_DURATION' }, String(no))
})

t.test('delay describes itself by its length, or by the function that gives the time', async (t) => {
  t.equal(describe(build('delay', ['15m'])), '15m')
  t.equal(describe(build('delay', [function dueDay() {}])), 'dueDay')
})

t.test('a length is told to the runtime, which counts it from the first arrival', async (t) => {
  t.strictSame(decide(build('delay', ['15m']), order), { do: 'wait', forMs: 900_000 })
  t.strictSame(decide(build('delay', ['1.5d']), order), { do: 'wait', forMs: 129_600_000 })
})

t.test('a time is computed from body and told, so that it is the same on every run', async (t) => {
  const tenthOfNextMonth = (_: unknown, { now }: Told) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 10))
  const until = new Date('2030-02-10T00:00:00Z')
  t.strictSame(decide(build('delay', [tenthOfNextMonth]), order), { do: 'wait', until })
  t.strictSame(decide(build('delay', [(_: unknown, { now }: Told) => now]), order), { do: 'wait', until: told.now })
})

t.test('a function that gives no time is refused when it does', async (t) => {
  for (const no of [undefined, '2030-01-01', 0, new Date(Number.NaN)])
    t.throws(() => decide(build('delay', [() => no]), order), refusal(/delay \(anonymous\) did not give a Date/))
})
