import tap from 'tap'
import { Type } from 'typebox'
import { booksOf, channel, schema } from '../../bus/ends.js'
import { HubError, tryAgain } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import type { Hub } from '../../bus/hub.js'
import { startClock } from '../../cron/clock.js'
import { runByHand } from '../../cron/fire.js'
import { type IfMissed, type Job, job } from '../../cron/job.js'
import { type TestHub, testHub } from '../kit/hub.js'

// Promise 7, on real books: each scheduled time fires once, across restarts, clocks beside each other and changes of
// daylight saving; a missed time follows the job's policy.

const Day = schema(Type.Object({ day: Type.String(), at: Type.String() }))
const days = channel('bank/days', Day)
const settleDay = flow('bank/settle-day')
  .from(days)
  .knownBy({ day: ({ day }) => day })
  .change({ in: booksOf<unknown>(), once: ({ day, at }) => `${day} ${at}`, apply: async (body) => body })

const settle = (ifMissed: IfMissed, cron = '30 3 * * *'): Job =>
  job('bank/settle', {
    cron,
    timeZone: 'Europe/Helsinki',
    ifMissed,
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
