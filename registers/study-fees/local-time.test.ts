import t from 'tap'
import { endOfDay, localTime } from './local-time.js'

const HELSINKI = 'Europe/Helsinki'

t.test('the wall clock of a zone', async (t) => {
  t.same(localTime(Date.UTC(2026, 2, 1, 22, 0, 5), HELSINKI), { day: '20260302', time: '000005' })
  t.same(localTime(Date.UTC(2026, 6, 1, 20, 59, 59), HELSINKI), { day: '20260701', time: '235959' })
})

t.test('a day ends at local midnight, also when clocks change', async (t) => {
  for (const date of [
    '2026-03-01',
    '2026-03-28',
    '2026-03-29',
    '2026-03-30',
    '2026-10-24',
    '2026-10-25',
    '2026-12-31',
  ]) {
    const end = endOfDay(date, HELSINKI)
    t.same(localTime(end, HELSINKI), { day: date.replaceAll('-', ''), time: '235959' })
    t.equal(localTime(end + 1, HELSINKI).time, '000000')
  }
})
