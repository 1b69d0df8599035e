import t from 'tap'
import { writeRoot } from './sound-root.js'
import { dromedary } from './spawn.js'

// Each test starts programs of its own, on a machine that does other things.
t.setTimeout(180_000)

type Tap = Pick<typeof t, 'testdir'>
const at = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)

/** A job of this name that keeps to Finnish bank days. */
const banking = (name: string, on: string) => ({
  [`cron/shop/${name}.job.js`]: `
    import { job } from ${at('cron/job.js')}
    import { finnishBanks } from ${at('cron/calendars/finland.js')}
    import { calendar } from ${at('cron/calendar.js')}
    import { orders } from '../../flows/shop/channels.js'
    export default job('shop/${name}', { cron: '0 12 * * *', timeZone: 'Europe/Helsinki', ifMissed: 'run-once', to: orders,
      on: ${on}, send: ({ localDate }) => ({ orderId: localDate }) })`,
})
const PAYING = banking(
  'pay',
  "{ calendar: finnishBanks, ifClosed: 'next-open-day', cutOff: '14:30', afterCutOff: 'next-open-day' }",
)

const cli = (t: Tap, changes: Readonly<Record<string, string>>, ...args: string[]) =>
  dromedary([...args, '--root', writeRoot(t.testdir({}), changes)], { env: {}, cwd: '/' })

t.test('jobs preview tells without a hub, a data folder or any setting when a job runs, and why then', async (t) => {
  const { code, out, err } = await cli(t, PAYING, 'jobs', 'preview', 'shop/pay', '--from', '2026-12-23', '--count', '2')
  t.equal(err, '')
  t.equal(code, 0)
  t.match(
    out,
    'on open days of fi-banks (Bank days in Finland), if closed next-open-day, cut-off 14:30 and after it next-',
  )
  t.match(out, 'closed 2026-12-24 Christmas Eve, 2026-12-25 Christmas Day')
  t.match(out, 'Mon 2026-12-28 12:00 +02:00  2026-12-28T10:00Z  stands in for 2026-12-24 (Christmas Eve), 2026-12-25')
  t.notMatch(out, 'shop/nightly')
})

t.test('jobs preview --year --json shows each job’s year, as one document', async (t) => {
  const changes = { ...banking('skips', "{ calendar: finnishBanks, ifClosed: 'skip' }") }
  const { code, out } = await cli(t, changes, 'jobs', 'preview', '--year', '2027', '--json')
  t.equal(code, 0)
  const jobs = JSON.parse(out) as { id: string; times: { kind: string; localDate: string; notes: string[] }[] }[]
  t.same(
    jobs.map(({ id }) => id),
    ['shop/nightly', 'shop/skips'],
  )
  t.equal(jobs[0]?.times.length, 365)
  const [ran, skipped] = ['run', 'skipped'].map((kind) => jobs[1]?.times.filter((one) => one.kind === kind))
  t.equal(ran?.length, 253, 'bank days of 2027')
  t.equal(skipped?.length, 365 - 253)
  t.match(jobs[1]?.times[0], { kind: 'skipped', localDate: '2027-01-01', notes: ["closed: New Year's Day"] })
  t.match(
    jobs[0]?.times.find(({ localDate }) => localDate === '2027-03-28'),
    { notes: [], localDate: '2027-03-28' },
  )
})

t.test('closed days one after the other are one line for people', async (t) => {
  const changes = banking('skips', "{ calendar: finnishBanks, ifClosed: 'skip' }")
  const { out } = await cli(t, changes, 'jobs', 'preview', 'shop/skips', '--from', '2027-03-25', '--count', '2')
  t.match(
    out,
    'Fri 2027-03-26 to Mon 2027-03-29 skipped because closed: Good Friday, Saturday, Sunday, Easter Monday\n',
  )
})

t.test('jobs preview refuses what it cannot show', async (t) => {
  const of = (...args: string[]) => cli(t, {}, 'jobs', 'preview', ...args)
  t.match(await of('shop/nightli'), { code: 1, err: /^HUB_JOB_UNKNOWN: / })
  t.match(await of('--from', '2027-02-29'), { code: 2, err: /a date such as/ })
  t.match(await of('--year', '27'), { code: 2, err: /a year/ })
  t.match(await of('--year', '2027', '--count', '3'), { code: 2, err: /cannot be used with/ })
  t.match(await of('--count', '501'), { code: 2, err: /1 to 500/ })
})

t.test('a job that cannot be loaded is named, and the others are shown', async (t) => {
  const { code, out, err } = await cli(
    t,
    banking('late', "{ calendar: finnishBanks, ifClosed: 'skip', cutOff: '11:00', afterCutOff: 'skip' }"),
    'jobs',
    'preview',
  )
  t.equal(code, 1)
  t.match(err, /cron\/shop\/late\.job\.js: .*HUB_JOB_CUT_OFF: .*12:00, which is not before its cut-off at 11:00/)
  t.match(out, 'shop/nightly')
})

t.test('check prints the calendar of a job, with its next holidays', async (t) => {
  const { out } = await cli(t, PAYING, 'check')
  t.match(out, /shop\/pay\n {2}0 12 .*\n {2}on open days of fi-banks .* cut-off 14:30 .*\n {2}closed \d{4}-\d\d-\d\d /)
})

for (const [says, on, code] of [
  [
    'has no open day for more than a month',
    "{ calendar: calendar('shop/shut', { summary: 'x', weekend: [], holidays: [], open: [], closed: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [new Date(Date.UTC(2027, 6, 1 + at)).toISOString().slice(0, 10), 'shut'])) }), ifClosed: 'next-open-day' }",
    'HUB_CALENDAR_CLOSED',
  ],
  [
    'has ended',
    "{ calendar: calendar('shop/over', { summary: 'x', weekend: [], holidays: [], through: '2026-01-31' }), ifClosed: 'skip' }",
    'HUB_CALENDAR_ENDS',
  ],
] as const)
  t.test(`check refuses a calendar that ${says}`, async (t) => {
    const found = await cli(t, banking('odd', on), 'check')
    t.equal(found.code, 1)
    t.match(found.err, code)
  })
