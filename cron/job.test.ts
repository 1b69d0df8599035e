import t from 'tap'
import { Type } from 'typebox'
import { channel, question, schema } from '../bus/ends.js'
import { isJob, type JobSpec, job } from './job.js'

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
