import t from 'tap'
import { Type } from 'typebox'
import { channel, question, schema } from '../bus/ends.js'
import { calendar } from './calendar.js'
import { finnishBanks } from './calendars/finland.js'
import { isJob, type JobSpec, job, type OnDays } from './job.js'

const Day = schema(Type.Object({ day: Type.String(), count: Type.Optional(Type.Integer()) }))
const days = channel('fees/days', Day)
const spec = {
  cron: '0 2 * * *',
  timeZone: 'Europe/Helsinki',
  ifMissed: 'run-each',
  send: ({ localDate }) => ({ day: localDate }),
  to: days,
} satisfies JobSpec<{ day: string; count?: number }>

t.test('a job is frozen data that names its channel', async (t) => {
  const made = job('fees/nightly', { ...spec, summary: 'Settles the day.' })
  t.ok(isJob(made) && Object.isFrozen(made))
  t.match(made, {
    id: 'fees/nightly',
    ifMissed: 'run-each',
    to: { uri: 'channel:fees/days' },
    summary: 'Settles the day.',
  })
  t.notOk(isJob({}))
  t.notOk(isJob(undefined))
})

t.test('the compiler takes only a body that the channel takes', async (t) => {
  // @ts-expect-error the body has no day
  job('fees/nightly', { ...spec, send: () => ({ date: 'x' }) })
  // @ts-expect-error the day is text
  job('fees/nightly', { ...spec, send: ({ scheduledFor }) => ({ day: scheduledFor }) })
  // @ts-expect-error a job computes, it does not call out
  job('fees/nightly', { ...spec, send: async ({ localDate }) => ({ day: localDate }) })
  t.pass('checked by the compiler')
})

t.test('a job to something that takes no messages is refused', async (t) => {
  const asked = question('fees/ask', Day, Day)
  // @ts-expect-error a question owes an answer, and a job waits for none
  t.throws(() => job('fees/nightly', { ...spec, to: asked }), { code: 'HUB_JOB_SHAPE' })
  t.throws(() => job('fees/nightly', { ...spec, to: {} as typeof days }), { code: 'HUB_JOB_SHAPE' })
})

t.test('an id that could not be a file is refused', async (t) => {
  t.throws(() => job('Fees Nightly', spec), { code: 'HUB_NAME' })
})

t.test('a policy for missed runs that does not exist is refused', async (t) => {
  t.throws(() => job('fees/nightly', { ...spec, ifMissed: 'sometimes' as 'skip' }), {
    code: 'HUB_JOB_SHAPE',
    message: /run-each, run-once, skip; got "sometimes"/,
  })
  t.throws(() => job('fees/nightly', { ...spec, send: 'x' as unknown as typeof spec.send }), { code: 'HUB_JOB_SHAPE' })
})

t.test('a wrong schedule and a wrong time zone are refused where they are written', async (t) => {
  t.throws(() => job('fees/nightly', { ...spec, cron: 'at night' }), { code: 'HUB_JOB_CRON' })
  t.throws(() => job('fees/nightly', { ...spec, timeZone: 'Europe/Turku' }), { code: 'HUB_JOB_TIME_ZONE' })
})

t.test('a job keeps to a calendar and a cut-off, and both are part of it', async (t) => {
  const on: OnDays = {
    calendar: finnishBanks,
    ifClosed: 'next-open-day',
    cutOff: '14:30',
    afterCutOff: 'next-open-day',
  }
  const made = job('fees/nightly', { ...spec, on })
  t.match(made.on, { calendar: { name: 'fi-banks' }, ifClosed: 'next-open-day', cutOff: '14:30' })
  t.ok(Object.isFrozen(made.on))
})

t.test('the compiler takes a cut-off only with what follows it', async (t) => {
  // @ts-expect-error what happens after the cut-off is not said
  const silent: OnDays = { calendar: finnishBanks, ifClosed: 'skip', cutOff: '14:30' }
  t.throws(() => job('fees/nightly', { ...spec, on: silent }), { code: 'HUB_JOB_CUT_OFF', message: /afterCutOff/ })
})

for (const [says, cutOff, afterCutOff, message] of [
  ['no time of day', 'noon', 'skip', /"noon"/],
  ['an hour of 24', '24:00', 'skip', /"24:00"/],
  ['an hour of one digit', '9:30', 'skip', /"9:30"/],
  ['before the run', '01:59', 'skip', /02:00.*not before its cut-off at 01:59/],
  ['at the run', '02:00', 'skip', /02:00/],
  ['followed by chance', '14:30', 'sometimes', /"sometimes"/],
] as const)
  t.test(`a cut-off that is ${says} is refused`, async (t) => {
    const on = { calendar: finnishBanks, ifClosed: 'skip', cutOff, afterCutOff: afterCutOff as 'skip' } as const
    t.throws(() => job('fees/nightly', { ...spec, on }), { code: 'HUB_JOB_CUT_OFF', message })
  })

t.test('what is skipped when missed cannot also move after the cut-off', async (t) => {
  const on = { calendar: finnishBanks, ifClosed: 'skip', cutOff: '14:30', afterCutOff: 'next-open-day' } as const
  t.throws(() => job('fees/nightly', { ...spec, ifMissed: 'skip', on }), { code: 'HUB_JOB_CUT_OFF' })
})

t.test('a calendar that is none, and a policy for closed days that does not exist, are refused', async (t) => {
  const none = { calendar: {} as typeof finnishBanks, ifClosed: 'skip' } as const
  t.throws(() => job('fees/nightly', { ...spec, on: none }), { code: 'HUB_JOB_SHAPE', message: /calendar/ })
  const odd = { calendar: finnishBanks, ifClosed: 'nearest' as 'skip' }
  t.throws(() => job('fees/nightly', { ...spec, on: odd }), { code: 'HUB_JOB_SHAPE', message: /"nearest"/ })
})

t.test('a job that no open day is left for is refused', async (t) => {
  const sundays = calendar('test/weekdays', { summary: 'x', weekend: ['Sunday'], holidays: [] })
  const on = { calendar: sundays, ifClosed: 'skip' } as const
  t.throws(() => job('fees/nightly', { ...spec, cron: '0 2 * * 0', on }), { code: 'HUB_JOB_NEVER' })
})

t.test('how many missed runs are made up for goes with run-each, from 1 to 10,000', async (t) => {
  t.equal(job('fees/nightly', spec).mostMissed, 400)
  t.equal(job('fees/nightly', { ...spec, mostMissed: 3 }).mostMissed, 3)
  for (const mostMissed of [0, 1.5, 10_001, Number.NaN])
    t.throws(() => job('fees/nightly', { ...spec, mostMissed }), { code: 'HUB_JOB_SHAPE', message: /mostMissed/ })
  t.throws(() => job('fees/nightly', { ...spec, ifMissed: 'run-once', mostMissed: 3 }), { code: 'HUB_JOB_SHAPE' })
})
