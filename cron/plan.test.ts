import fc from 'fast-check'
import t from 'tap'
import { Type } from 'typebox'
import { channel, schema } from '../bus/ends.js'
import { closedOn } from './calendar.js'
import { finnishBanks } from './calendars/finland.js'
import { isLate } from './cut-off.js'
import { dayOfDate } from './holidays.js'
import { type AfterCutOff, type IfMissed, job } from './job.js'
import { planOf } from './plan.js'

const days = channel('fees/days', schema(Type.Object({ day: Type.String() })))

/** What is decided at a moment, with times in Helsinki: 10:00 there is 08:00Z in winter. */
function decided(
  [cron, ifMissed, afterCutOff]: readonly [string, IfMissed, AfterCutOff],
  since: string,
  now: string,
  mostMissed?: number,
) {
  const made = job('fees/payments', {
    cron,
    timeZone: 'Europe/Helsinki',
    ifMissed,
    ...(mostMissed === undefined ? {} : { mostMissed }),
    on: { calendar: finnishBanks, ifClosed: 'next-open-day', cutOff: '14:30', afterCutOff },
    send: ({ localDate }) => ({ day: localDate }),
    to: days,
  })
  const { fire, skip, moved } = planOf(made, new Date(since), new Date(now))
  const short = (date: Date) => date.toISOString().slice(0, 16)
  return {
    fire: fire.map(({ scheduledFor }) => short(scheduledFor)),
    ...(skip === undefined ? {} : { skip: short(skip.due.scheduledFor), why: skip.why }),
    ...(moved === undefined ? {} : { moved: `${short(moved.due.scheduledFor)} to ${short(moved.to.scheduledFor)}` }),
  }
}

// 2026: 24 November is a Tuesday, 27 November a Friday; 4 December a Friday.
const DAILY = '0 10 * * *'
const FRIDAYS = '0 10,14 * * 5'

t.test('a run in time, and one that is late on its day but before the cut-off, are made', async (t) => {
  for (const now of ['2026-11-24T08:00:00Z', '2026-11-24T12:29:59Z'])
    for (const after of ['skip', 'next-open-day'] as const)
      t.same(decided([DAILY, 'run-each', after], '2026-11-23T08:00:00Z', now), { fire: ['2026-11-24T08:00'] }, now)
})

t.test('at the cut-off it is too late: the run is given up, and says why', async (t) => {
  t.same(decided([DAILY, 'run-each', 'skip'], '2026-11-23T08:00:00Z', '2026-11-24T12:30:00Z'), {
    fire: [],
    skip: '2026-11-24T08:00',
    why: 'it was not run before its cut-off at 14:30',
  })
})

t.test('runs of earlier days are given up, that of today is made as long as its day lasts', async (t) => {
  for (const ifMissed of ['run-each', 'run-once'] as const)
    t.match(decided([DAILY, ifMissed, 'skip'], '2026-11-20T08:00:00Z', '2026-11-25T09:00:00Z'), {
      fire: ['2026-11-25T08:00'],
      skip: '2026-11-24T08:00',
    })
})

t.test('a job that skips missed runs does so before the cut-off, too', async (t) => {
  t.match(decided([DAILY, 'skip', 'skip'], '2026-11-23T08:00:00Z', '2026-11-24T09:00:00Z'), {
    fire: [],
    skip: '2026-11-24T08:00',
    why: /skips missed runs/,
  })
})

t.test('a late run moves to the next open day, over weekend and holidays, at its time of day', async (t) => {
  // 23 December 2026 is the last open day before Christmas, 28 December the first after it.
  t.same(decided(['0 10 23 * *', 'run-once', 'next-open-day'], '2026-11-23T08:00:00Z', '2026-12-23T13:00:00Z'), {
    fire: [],
    moved: '2026-12-23T08:00 to 2026-12-28T08:00',
  })
  t.same(decided(['0 10 23 * *', 'run-once', 'next-open-day'], '2026-11-23T08:00:00Z', '2026-12-28T08:00:00Z'), {
    fire: ['2026-12-28T08:00'],
    moved: '2026-12-23T08:00 to 2026-12-28T08:00',
  })
})

t.test('a run that is late on the day it moved to moves on', async (t) => {
  const monthly = ['0 10 23 * *', 'run-each', 'next-open-day'] as const
  t.same(decided(monthly, '2026-11-23T08:00:00Z', '2026-12-28T12:29:00Z').fire, ['2026-12-28T08:00'])
  t.same(decided(monthly, '2026-11-23T08:00:00Z', '2026-12-28T12:30:00Z'), {
    fire: [],
    moved: '2026-12-23T08:00 to 2026-12-29T08:00',
  })
})

t.test('a moved run keeps its time on the wall across a change of the clocks', async (t) => {
  // The Thursday before Easter 2027; summer time begins on Easter Sunday.
  t.same(decided(['0 10 25 3 *', 'run-once', 'next-open-day'], '2026-03-25T08:00:00Z', '2027-03-25T13:00:00Z'), {
    fire: [],
    moved: '2027-03-25T08:00 to 2027-03-30T07:00',
  })
})

t.test('where the next open day has runs of its own, they stand in', async (t) => {
  t.same(decided([DAILY, 'run-each', 'next-open-day'], '2026-11-23T08:00:00Z', '2026-11-24T13:00:00Z'), {
    fire: [],
    moved: '2026-11-24T08:00 to 2026-11-25T08:00',
  })
  t.same(decided([DAILY, 'run-each', 'next-open-day'], '2026-11-20T08:00:00Z', '2026-11-25T09:00:00Z'), {
    fire: ['2026-11-25T08:00'],
    moved: '2026-11-24T08:00 to 2026-11-25T08:00',
  })
})

t.test('the first run of the next open day stands in, whichever of its day was late', async (t) => {
  const twice = ['0 9,13 * * *', 'run-each', 'next-open-day'] as const
  t.same(decided(twice, '2026-11-24T07:00:00Z', '2026-11-24T13:00:00Z'), {
    fire: [],
    moved: '2026-11-24T11:00 to 2026-11-25T07:00',
  })
  t.same(decided(twice, '2026-11-24T07:00:00Z', '2026-11-25T07:30:00Z').fire, ['2026-11-25T07:00'])
  t.same(decided(twice, '2026-11-25T07:00:00Z', '2026-11-25T11:00:00Z'), { fire: ['2026-11-25T11:00'] })
})

t.test('several late runs that move to one day are one, at the first of their times', async (t) => {
  const friday = [FRIDAYS, 'run-each', 'next-open-day'] as const
  t.same(decided(friday, '2026-11-20T12:00:00Z', '2026-11-27T13:00:00Z').moved, '2026-11-27T12:00 to 2026-11-30T08:00')
  t.same(decided(friday, '2026-11-27T08:00:00Z', '2026-11-27T13:00:00Z').moved, '2026-11-27T12:00 to 2026-11-30T12:00')
  t.same(decided(friday, '2026-11-20T12:00:00Z', '2026-12-01T13:00:00Z').moved, '2026-11-27T12:00 to 2026-12-02T08:00')
  t.same(
    decided(friday, '2026-11-30T08:00:00Z', '2026-12-01T13:00:00Z'),
    { fire: [] },
    'and once it was made it is not moved again',
  )
})

t.test('the newest of many missed runs are made, as many as the job says', async (t) => {
  const everyTenMinutes = '*/10 8-13 * * *'
  t.match(decided([everyTenMinutes, 'run-each', 'skip'], '2026-11-23T08:00:00Z', '2026-11-24T09:05:00Z', 3), {
    fire: ['2026-11-24T08:40', '2026-11-24T08:50', '2026-11-24T09:00'],
    skip: '2026-11-24T08:30',
    why: /newest 3 missed runs/,
  })
})

const HOUR = 3_600_000
const START = Date.UTC(2026, 11, 1)

t.test('whenever a hub looks, runs rise, keep their day and its cut-off, and none is forgotten', async (t) => {
  t.setTimeout(120_000)
  fc.assert(
    fc.property(
      fc.constantFrom('0 12 * * *', '0 9,13 * * 5', '30 3 23 * *', '15 13 L * *', '0 10 * * 2,6'),
      fc.constantFrom('run-each' as const, 'run-once' as const),
      fc.constantFrom('skip' as const, 'previous-open-day' as const, 'next-open-day' as const),
      fc.array(fc.integer({ min: 1, max: 150 * 24 * 4 }), { minLength: 1, maxLength: 30 }),
      (cron, ifMissed, ifClosed, quarters) => {
        const made = job('fees/payments', {
          cron,
          timeZone: 'Europe/Helsinki',
          ifMissed,
          on: { calendar: finnishBanks, ifClosed, cutOff: '14:30', afterCutOff: 'next-open-day' },
          send: ({ localDate }) => ({ day: localDate }),
          to: days,
        })
        let since = new Date(START)
        const looks = quarters.map((quarter) => START + (quarter * HOUR) / 4).sort((a, b) => a - b)
        let promised: number | undefined
        for (const look of looks) {
          const now = new Date(look)
          const { fire, moved } = planOf(made, since, now)
          // What was to come at a time, and is still in time, comes then.
          if (promised !== undefined && promised <= look && fire.length === 0 && moved === undefined) return false
          for (const due of fire) {
            if (due.scheduledFor <= since || due.scheduledFor > now || isLate(made, due, now)) return false
            if (closedOn(finnishBanks, dayOfDate(due.localDate)!) !== undefined) return false
            since = due.scheduledFor
          }
          const again = planOf(made, since, now)
          if (again.fire.length > 0) return false
          promised = again.moved?.to.scheduledFor.getTime()
          if (promised !== undefined && promised <= look) return false
          // Nothing between the last run and now is left without a run that stands in for it.
          const open = made.times.between(since, now, 1).due.length > 0
          if (open !== (promised !== undefined)) return false
        }
        return true
      },
    ),
    { numRuns: 40 },
  )
})
