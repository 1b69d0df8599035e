import { mock } from 'node:test'
import t from 'tap'
import { everyMinute } from './wake.js'

t.test('the clock is woken at a full minute and not after it was put to sleep', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 5, 10, 12, 0, 30) })
  t.teardown(() => mock.timers.reset())
  const woken: string[] = []
  const asleep = everyMinute((at) => woken.push(at.toISOString()))
  const pass = async (ms: number) => {
    mock.timers.tick(ms)
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  }
  await pass(29_000)
  t.same(woken, [])
  await pass(1_000)
  await pass(60_000)
  t.same(woken, ['2026-06-10T12:01:00.000Z', '2026-06-10T12:02:00.000Z'])
  asleep()
  await pass(120_000)
  t.equal(woken.length, 2)
})
