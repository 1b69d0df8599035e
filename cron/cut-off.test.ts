import t from 'tap'
import { Type } from 'typebox'
import { channel, schema } from '../bus/ends.js'
import { calendar } from './calendar.js'
import { cutOffOf, dayAfterCutOff, isLate, lastLate } from './cut-off.js'
import { job } from './job.js'

const days = channel('fees/days', schema(Type.Object({})))
const everyDay = calendar('test/every-day', { summary: 'Every day but Monday', weekend: ['Monday'], holidays: [] })
const closing = (cron: string, cutOff: string, timeZone = 'Europe/Helsinki') =>
  job('fees/payments', {
    cron,
    timeZone,
    ifMissed: 'run-once',
    on: { calendar: everyDay, ifClosed: 'skip', cutOff, afterCutOff: 'next-open-day' },
    send: () => ({}),
    to: days,
  })
const at = (iso: string) => new Date(iso)
const short = (date: Date | undefined) => date?.toISOString().slice(0, 16)

t.test('a cut-off is a time on the wall of the day the run belongs to', async (t) => {
  const noon = closing('0 12 * * *', '14:30')
  t.equal(short(cutOffOf(noon, noon.times.next(at('2026-03-28T00:00:00Z')))), '2026-03-28T12:30')
  t.equal(short(cutOffOf(noon, noon.times.next(at('2026-03-29T00:00:00Z')))), '2026-03-29T11:30', 'summer time')
})

t.test('where spring skips run and cut-off alike, the run still has its minute', async (t) => {
  const night = closing('15 3 * * *', '03:45')
  const due = night.times.next(at('2026-03-28T12:00:00Z'))
  t.equal(short(due.scheduledFor), '2026-03-29T01:00')
  t.equal(isLate(night, due, at('2026-03-29T01:00:00Z')), false)
  t.equal(isLate(night, due, at('2026-03-29T01:00:59Z')), false)
  t.equal(isLate(night, due, at('2026-03-29T01:01:00Z')), true)
})

t.test('a cut-off that autumn shows twice has passed the first time', async (t) => {
  const night = closing('30 1 * * *', '01:45', 'America/New_York')
  const due = night.times.next(at('2026-11-01T04:00:00Z'))
  t.equal(short(cutOffOf(night, due)), '2026-11-01T05:45')
})

t.test('the newest late time is the one that no later one of the same day hides', async (t) => {
  const often = closing('0 8-13 * * *', '14:30')
  t.equal(short(lastLate(often, at('2026-11-25T10:30:00Z'))?.scheduledFor), '2026-11-24T11:00')
  t.equal(short(lastLate(often, at('2026-11-25T12:30:00Z'))?.scheduledFor), '2026-11-25T11:00')
})

t.test('the day after the cut-off is today until it has passed, and an open one', async (t) => {
  const noon = closing('0 12 * * *', '14:30')
  // 22 November 2026 is a Sunday, and Mondays are closed.
  t.equal(dayAfterCutOff(noon, at('2026-11-22T12:29:59Z')), '2026-11-22')
  t.equal(dayAfterCutOff(noon, at('2026-11-22T12:30:00Z')), '2026-11-24')
  t.equal(dayAfterCutOff(noon, at('2026-11-22T23:00:00Z')), '2026-11-24', 'already Monday in Helsinki')
})

t.test('a job without a cut-off is never late', async (t) => {
  const open = job('fees/open', {
    cron: '0 12 * * *',
    timeZone: 'UTC',
    ifMissed: 'run-once',
    send: () => ({}),
    to: days,
  })
  t.equal(cutOffOf(open, open.times.next(at('2026-03-28T00:00:00Z'))), undefined)
  t.equal(lastLate(open, at('2030-01-01T00:00:00Z')), undefined)
})
