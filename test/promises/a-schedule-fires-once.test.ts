import tap from 'tap'
import { Type } from 'typebox'
import { booksOf, channel, schema } from '../../bus/ends.js'
import { HubError, tryAgain } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import type { Hub } from '../../bus/hub.js'
import { finnishBanks } from '../../cron/calendars/finland.js'
import { startClock } from '../../cron/clock.js'
import { runByHand } from '../../cron/fire.js'
import { type IfMissed, type Job, type JobSpec, job } from '../../cron/job.js'
import { type TestHub, testHub } from '../kit/hub.js'

// Promise 7, on real books: each scheduled time fires once, across restarts, clocks beside each other and changes of
// daylight saving; a missed time follows the job's policy. Bank holidays and cut-offs move a time, and change nothing in
// that.

const Day = schema(Type.Object({ day: Type.String(), at: Type.String() }))
const days = channel('bank/days', Day)
const settleDay = flow('bank/settle-day')
  .from(days)
  .knownBy({ day: ({ day }) => day })
  .change({ in: booksOf<unknown>(), once: ({ day, at }) => `${day} ${at}`, apply: async (body) => body })

const settle = (
  ifMissed: IfMissed,
  cron = '30 3 * * *',
  { timeZone = 'Europe/Helsinki', ...more }: Pick<JobSpec<unknown>, 'on' | 'mostMissed'> & { timeZone?: string } = {},
): Job =>
  job('bank/settle', {
    cron,
    timeZone,
    ifMissed,
    ...more,
    send: ({ localDate, scheduledFor }) => ({ day: localDate, at: scheduledFor.toISOString().slice(0, 16) }),
    to: days,
  })

/** A clock on a hub that looks at each of these moments and stops. */
async function look(hub: Pick<Hub, 'fire' | 'store'>, made: Job, ...moments: readonly string[]): Promise<void> {
  const clock = startClock({
    hub,
    jobs: [made],
    wake: () => () => undefined,
    now: () => new Date(moments[0]!),
    log: () => undefined,
  })
  for (const moment of moments) await clock.check(new Date(moment))
  await clock.stop()
}

/** The scheduled times whose messages went through the flow, in order. */
async function settled(t: Pick<typeof tap, 'ok' | 'same'>, { engine }: TestHub): Promise<string[]> {
  await engine.idle()
  const { rows } = await engine.messages({ flow: 'bank/settle-day' }, { limit: 100 })
  t.ok(rows.every(({ state }) => state === 'done'))
  const runs = await engine.store.jobRuns('bank/settle', 500)
  const fired = runs.filter(({ outcome }) => outcome === 'fired')
  t.same(
    new Set(fired.map(({ messageId }) => messageId)),
    new Set(rows.map(({ id }) => id)),
    'a message for each run, a run for each message',
  )
  return fired.map(({ scheduledFor }) => new Date(scheduledFor).toISOString().slice(0, 16)).sort()
}

tap.test('a time fires once across restarts, whatever the clock shows between them', async (t) => {
  let hub = await testHub(t, [settleDay])
  for (const moments of [
    ['2026-06-10T12:00:00Z', '2026-06-11T00:30:00Z'],
    ['2026-06-11T00:30:00Z', '2026-06-11T00:31:00Z'],
    ['2026-06-11T00:20:00Z', '2026-06-11T00:30:30Z'], // the machine's clock was set back
    ['2026-06-12T00:30:00Z'],
  ]) {
    await look(hub.engine, settle('run-each'), ...moments)
    hub = await hub.restart()
  }
  t.same(await settled(t, hub), ['2026-06-11T00:30', '2026-06-12T00:30'])
})

tap.test('many clocks beside each other on the same books fire each time once', async (t) => {
  const hub = await testHub(t, [settleDay])
  await look(hub.engine, settle('run-each'), '2026-06-10T12:00:00Z')
  await Promise.all(
    Array.from({ length: 8 }, () =>
      look(hub.engine, settle('run-each'), '2026-06-12T12:00:00Z', '2026-06-13T00:30:00Z'),
    ),
  )
  t.same(await settled(t, hub), ['2026-06-11T00:30', '2026-06-12T00:30', '2026-06-13T00:30'])
})

tap.test('across both changes of daylight saving a daily job fires once for each date', async (t) => {
  const spring = await testHub(t, [settleDay])
  const minutes = (from: string, to: string) => {
    const all: string[] = []
    for (let at = Date.parse(from); at <= Date.parse(to); at += 10 * 60_000) all.push(new Date(at).toISOString())
    return all
  }
  await look(spring.engine, settle('skip'), ...minutes('2026-03-28T00:00:00Z', '2026-03-30T06:00:00Z'))
  t.same(await settled(t, spring), ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'])
  const autumn = await testHub(t, [settleDay])
  await look(autumn.engine, settle('skip'), ...minutes('2026-10-24T00:00:00Z', '2026-10-26T06:00:00Z'))
  t.same(await settled(t, autumn), ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'])
})

// Each job comes at a time that its zone skips in spring and shows twice in autumn.
for (const [timeZone, cron, spring, autumn] of [
  ['Europe/Warsaw', '30 2 * * *', '2026-03-29T01:00', '2026-10-25T00:30'],
  ['America/New_York', '30 1,2 * * *', '2026-03-08T07:00', '2026-11-01T05:30'],
  ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T15:30', '2026-04-04T15:45'],
] as const)
  tap.test(`in ${timeZone} a time fires once where the clocks change, whenever the hub is started`, async (t) => {
    for (const changed of [spring, autumn]) {
      let hub = await testHub(t, [settleDay])
      const made = settle('run-each', cron, { timeZone })
      const change = Date.parse(`${changed}:00Z`)
      const at = (hours: number) => new Date(change + hours * 3_600_000).toISOString()
      // Looked at every half hour around the change, by one hub after the other.
      await look(hub.engine, made, at(-12))
      for (const hours of [-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]) {
        hub = await hub.restart()
        await look(hub.engine, made, at(hours))
      }
      const { due } = made.times.between(new Date(at(-12)), new Date(at(2)), 100)
      const fired = await settled(t, hub)
      t.same(
        fired,
        due.map(({ scheduledFor }) => scheduledFor.toISOString().slice(0, 16)),
      )
      t.ok(fired.includes(changed), `${changed} is one of them`)
    }
  })

tap.test('times that bank holidays bring together fire once, across restarts', async (t) => {
  let hub = await testHub(t, [settleDay])
  const made = settle('run-each', '0 4 * * *', { on: { calendar: finnishBanks, ifClosed: 'next-open-day' } })
  await look(hub.engine, made, '2026-12-22T12:00:00Z')
  for (let day = 23; day <= 31; day++) {
    hub = await hub.restart()
    await look(hub.engine, made, `2026-12-${day}T02:00:00Z`, `2026-12-${day}T02:01:00Z`)
  }
  t.same(await settled(t, hub), [
    '2026-12-23T02:00',
    '2026-12-28T02:00',
    '2026-12-29T02:00',
    '2026-12-30T02:00',
    '2026-12-31T02:00',
  ])
})

tap.test(
  'a run that missed its cut-off fires once on the next open day, across restarts, and never late',
  async (t) => {
    let hub = await testHub(t, [settleDay])
    const made = settle('run-once', '0 12 23 * *', {
      on: { calendar: finnishBanks, ifClosed: 'next-open-day', cutOff: '14:30', afterCutOff: 'next-open-day' },
    })
    await look(hub.engine, made, '2026-12-01T12:00:00Z')
    for (const moment of [
      '2026-12-23T12:30:00Z', // the cut-off, to the second
      '2026-12-24T10:00:00Z',
      '2026-12-28T09:59:00Z',
      '2026-12-28T12:30:00Z', // nobody was there on the day it moved to, either
      '2026-12-29T10:00:00Z',
      '2026-12-29T10:01:00Z',
      '2026-12-30T10:00:00Z',
    ]) {
      hub = await hub.restart()
      await look(hub.engine, made, moment)
    }
    t.same(await settled(t, hub), ['2026-12-29T10:00'])
  },
)

tap.test('after its cut-off a run is given up where the job says so, in writing', async (t) => {
  const hub = await testHub(t, [settleDay])
  const made = settle('run-each', '0 12 * * *', {
    on: { calendar: finnishBanks, ifClosed: 'skip', cutOff: '14:30', afterCutOff: 'skip' },
  })
  await look(hub.engine, made, '2026-12-21T09:00:00Z')
  const later = await hub.restart()
  await look(later.engine, made, '2026-12-22T12:30:00Z', '2026-12-23T10:00:00Z')
  t.same(await settled(t, later), ['2026-12-23T10:00'])
  const { rows } = await later.engine.store.audit({ limit: 10 })
  t.match(
    rows.find(({ action }) => action === 'job.skip'),
    { object: 'bank/settle', details: { upTo: '2026-12-22T10:00:00.000Z', why: /cut-off at 14:30/ } },
  )
})

tap.test('of very many missed times the newest fire, as many as the job says', async (t) => {
  const hub = await testHub(t, [settleDay])
  const made = settle('run-each', '30 3 * * *', { mostMissed: 2 })
  await look(hub.engine, made, '2026-06-10T12:00:00Z')
  const later = await hub.restart()
  await look(later.engine, made, '2026-06-20T12:00:00Z')
  t.same(await settled(t, later), ['2026-06-19T00:30', '2026-06-20T00:30'])
})

for (const [ifMissed, expected] of [
  ['run-each', ['2026-06-11T00:30', '2026-06-12T00:30', '2026-06-13T00:30', '2026-06-14T00:30']],
  ['run-once', ['2026-06-13T00:30', '2026-06-14T00:30']],
  ['skip', ['2026-06-14T00:30']],
] as const)
  tap.test(`missed times follow ${ifMissed}`, async (t) => {
    const hub = await testHub(t, [settleDay])
    await look(hub.engine, settle(ifMissed), '2026-06-10T12:00:00Z')
    const later = await hub.restart()
    await look(later.engine, settle(ifMissed), '2026-06-13T12:00:00Z', '2026-06-14T00:30:00Z')
    t.same(await settled(t, later), expected)
  })

tap.test('a run whose message was not taken was not made: it is made when the hub takes it', async (t) => {
  const hub = await testHub(t, [settleDay])
  await look(hub.engine, settle('run-each'), '2026-06-10T12:00:00Z')
  let failures = 2
  const failing: Pick<Hub, 'fire' | 'store'> = {
    store: hub.engine.store,
    fire: async (run) => {
      if (failures-- > 0) throw new HubError('HUB_BACKLOG_FULL', 'the backlog is full', tryAgain)
      return hub.engine.fire(run)
    },
  }
  await look(
    failing,
    settle('run-each'),
    '2026-06-11T00:30:00Z',
    '2026-06-11T00:31:00Z',
    '2026-06-11T00:32:00Z',
    '2026-06-11T00:33:00Z',
  )
  t.same(await settled(t, hub), ['2026-06-11T00:30'])
})

tap.test('a run by hand is recorded with its operator and leaves the schedule as it is', async (t) => {
  const hub = await testHub(t, [settleDay])
  await look(hub.engine, settle('run-each'), '2026-06-10T12:00:00Z')
  const now = new Date('2026-06-10T15:00:00Z')
  await runByHand(hub.engine, settle('run-each'), { by: 'operator:aino', now })
  await t.rejects(runByHand(hub.engine, settle('run-each'), { by: 'operator:aino', now }), { code: 'HUB_JOB_RAN' })
  await look(hub.engine, settle('run-each'), '2026-06-11T00:30:00Z')
  t.same(await settled(t, hub), ['2026-06-10T15:00', '2026-06-11T00:30'])
  const { rows } = await hub.engine.store.audit({ limit: 10 })
  t.match(
    rows.find(({ actor }) => actor === 'operator:aino'),
    { object: 'bank/settle' },
  )
})
