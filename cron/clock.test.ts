import t from 'tap'
import { Type } from 'typebox'
import { channel, schema } from '../bus/ends.js'
import { HubError, neverSent, tryAgain } from '../bus/errors.js'
import type { JobRun, Unit } from '../bus/ports/unit.js'
import { calendar } from './calendar.js'
import { finnishBanks } from './calendars/finland.js'
import { startClock } from './clock.js'
import { type JobHub, runByHand } from './fire.js'
import { type IfMissed, type Job, job } from './job.js'

const Day = schema(Type.Object({ day: Type.String() }))
const days = channel('fees/days', Day)
const HELSINKI = 'Europe/Helsinki'

const nightly = (
  ifMissed: IfMissed,
  cron = '0 2 * * *',
  send = ({ localDate }: { localDate: string }) => ({ day: localDate }),
): Job => job('fees/nightly', { cron, timeZone: HELSINKI, ifMissed, send, to: days })

/** Books that know job runs and nothing else, kept between the hubs of one test as a file would keep them. */
class JobBooks {
  readonly runs: JobRun[] = []
  readonly bodies: unknown[] = []
  readonly audits: unknown[] = []
  refuse: HubError | undefined

  record(run: JobRun): boolean {
    if (this.runs.some(({ job, scheduledFor }) => job === run.job && scheduledFor === run.scheduledFor)) return false
    this.runs.push(run)
    return true
  }

  get hub(): JobHub {
    return {
      store: {
        jobRuns: async (name, limit) => this.runs.filter(({ job }) => job === name).slice(-limit),
        commit: async (units: readonly Unit[]) =>
          units.map((unit) => {
            if (unit.jobRun !== undefined && !this.record(unit.jobRun))
              return {
                state: 'refused',
                refused: 'job-run',
                job: unit.jobRun.job,
                scheduledFor: unit.jobRun.scheduledFor,
              } as const
            this.audits.push(...(unit.writes?.audit ?? []))
            return { state: 'committed', seqs: [] } as const
          }),
      },
      fire: async ({ job, scheduledFor, body }) => {
        if (this.refuse !== undefined) throw this.refuse
        const messageId = `message-${this.bodies.length + 1}`
        const fired = this.record({
          job,
          scheduledFor: scheduledFor.getTime(),
          firedAt: 0,
          messageId,
          outcome: 'fired',
        })
        if (!fired) return { fired }
        this.bodies.push(body)
        return { fired, messageId }
      },
    }
  }
}

/** Starts a clock, lets it look at each of these moments in turn, and stops it: one life of a hub. */
async function live(books: JobBooks, made: Job, ...moments: readonly string[]): Promise<string[]> {
  const said: string[] = []
  const times = moments.map((moment) => new Date(moment))
  const clock = startClock({
    hub: books.hub,
    jobs: [made],
    now: () => times[0]!,
    wake: () => () => undefined,
    log: (level, sentence) => said.push(`${level} ${sentence}`),
  })
  for (const time of times) await clock.check(time)
  await clock.stop()
  return said
}

const madeFor = (books: JobBooks) => books.bodies.map((body) => (body as { day: string }).day)

t.test('a job that nobody knew before has missed nothing, and runs at its next time', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z', '2026-06-10T22:59:59Z')
  t.same(books.bodies, [])
  await live(books, nightly('run-each'), '2026-06-10T23:00:00Z')
  t.same(books.bodies, [{ day: '2026-06-11' }])
})

t.test('a time is run once, however often the clock looks and the hub starts', async (t) => {
  const books = new JobBooks()
  const moments = ['2026-06-10T12:00:00Z', '2026-06-10T23:00:00Z', '2026-06-10T23:00:01Z', '2026-06-10T23:01:00Z']
  for (let life = 0; life < 3; life++) await live(books, nightly('run-each'), ...moments)
  t.same(madeFor(books), ['2026-06-11'])
})

t.test('two hubs on the same books make each run once', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z')
  await Promise.all([1, 2].map(() => live(books, nightly('run-each'), '2026-06-13T12:00:00Z', '2026-06-14T12:00:00Z')))
  t.same(madeFor(books), ['2026-06-11', '2026-06-12', '2026-06-13', '2026-06-14'])
})

t.test('run-each makes up for every missed night, in order', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z')
  await live(books, nightly('run-each'), '2026-06-13T12:00:00Z')
  t.same(madeFor(books), ['2026-06-11', '2026-06-12', '2026-06-13'])
})

t.test('run-each after a year of missed minutes makes the newest 400 runs and says what it left out', async (t) => {
  const books = new JobBooks()
  const everyMinute = nightly('run-each', '* * * * *')
  await live(books, everyMinute, '2025-06-10T12:00:00Z')
  const said = await live(books, everyMinute, '2026-06-10T12:00:00Z', '2026-06-10T12:01:00Z')
  t.equal(books.bodies.length, 401)
  t.match(said, [/^warn job fees\/nightly skips its runs up to 2026-06-10T05:20:00\.000Z: only the newest 400/])
  t.match(books.audits, [
    { actor: 'hub', action: 'job.skip', object: 'fees/nightly', details: { upTo: '2026-06-10T05:20:00.000Z' } },
  ])
})

t.test('run-once makes one run for all missed times, that of the newest', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-once'), '2026-06-10T12:00:00Z')
  await live(books, nightly('run-once'), '2026-06-13T12:00:00Z', '2026-06-13T23:00:00Z')
  t.same(madeFor(books), ['2026-06-13', '2026-06-14'])
})

t.test('skip makes none of the missed runs, writes that down, and goes on with the next', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('skip'), '2026-06-10T12:00:00Z')
  await live(books, nightly('skip'), '2026-06-13T12:00:00Z', '2026-06-13T23:00:00Z')
  t.same(madeFor(books), ['2026-06-14'])
  t.match(books.audits, [{ action: 'job.skip', details: { upTo: '2026-06-12T23:00:00.000Z' } }])
})

t.test('a restart just after the time misses nothing, even under skip', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('skip'), '2026-06-10T12:00:00Z')
  await live(books, nightly('skip'), '2026-06-10T23:00:40Z')
  t.same(madeFor(books), ['2026-06-11'])
})

t.test('a run by hand does not hide the nights missed before it', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z')
  const ran = await runByHand(books.hub, nightly('run-each'), { by: 'aino', now: new Date('2026-06-12T12:00:00Z') })
  t.equal(ran.messageId, 'message-1')
  await live(books, nightly('run-each'), '2026-06-13T12:00:00Z')
  t.same(madeFor(books), ['2026-06-12', '2026-06-11', '2026-06-12', '2026-06-13'])
})

t.test('after very many runs by hand the clock still finds the last scheduled one', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z')
  for (let second = 0; second < 60; second++)
    await runByHand(books.hub, nightly('run-each'), { by: 'aino', now: new Date(Date.UTC(2026, 5, 10, 13, 0, second)) })
  books.bodies.length = 0
  await live(books, nightly('run-each'), '2026-06-11T12:00:00Z')
  t.same(madeFor(books), ['2026-06-11'])
})

t.test('a run by hand can stand for a night that went wrong', async (t) => {
  const books = new JobBooks()
  await runByHand(books.hub, nightly('run-each'), {
    by: 'aino',
    now: new Date('2026-06-12T12:00:00Z'),
    standsFor: new Date('2026-06-09T23:00:00Z'),
  })
  t.same(madeFor(books), ['2026-06-10'])
})

t.test('a run that the hub cannot take now stays due and is said once', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('skip'), '2026-06-10T12:00:00Z')
  const said: string[] = []
  const clock = startClock({
    hub: books.hub,
    jobs: [nightly('skip')],
    now: () => new Date('2026-06-10T22:59:00Z'),
    wake: () => () => undefined,
    log: (level, sentence) => said.push(`${level} ${sentence}`),
  })
  books.refuse = new HubError('HUB_BACKLOG_FULL', 'the backlog is full', tryAgain)
  for (const minute of ['00', '01', '02', '03']) await clock.check(new Date(`2026-06-10T23:${minute}:00Z`))
  t.same(said, ['error job fees/nightly could not run and is tried again every minute: the backlog is full'])
  books.refuse = undefined
  await clock.check(new Date('2026-06-10T23:10:00Z'))
  await clock.stop()
  t.same(madeFor(books), ['2026-06-11'], 'ten minutes late, and still not taken for a missed run')
})

t.test('a run that can never be made is given up in writing and does not hold up the next', async (t) => {
  const books = new JobBooks()
  const send = ({ localDate }: { localDate: string }) => {
    if (localDate === '2026-06-11') throw new Error('no such day 010190-123A')
    return { day: localDate }
  }
  await live(books, nightly('run-each', '0 2 * * *', send), '2026-06-10T12:00:00Z')
  const said = await live(books, nightly('run-each', '0 2 * * *', send), '2026-06-12T12:00:00Z')
  t.same(madeFor(books), ['2026-06-12'])
  t.match(said, [/^error job fees\/nightly is given up for 2026-06-10T23:00:00\.000Z/])
  t.match(books.audits, [{ action: 'job.skip', details: { why: /^HUB_JOB_SEND/ } }])
  t.notMatch(JSON.stringify([said, books.audits]), /010190/, 'what the business code threw may hold anything')
})

t.test('a body that its channel refuses is given up, not tried every minute', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z')
  books.refuse = new HubError('HUB_BODY_REFUSED', 'the body does not fit: /day must be string', neverSent)
  await live(books, nightly('run-each'), '2026-06-11T12:00:00Z')
  books.refuse = undefined
  await live(books, nightly('run-each'), '2026-06-11T12:01:00Z')
  t.same(books.bodies, [])
  t.match(books.audits, [{ action: 'job.skip', details: { why: /^HUB_BODY_REFUSED/ } }])
})

t.test('a clock that is stopped in the middle of making up leaves the rest for the next start', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z')
  const { hub } = books
  let stopped: Promise<void> | undefined
  const clock = startClock({
    hub: {
      ...hub,
      fire: (run) => {
        stopped ??= clock.stop()
        return hub.fire(run)
      },
    },
    jobs: [nightly('run-each')],
    now: () => new Date('2026-06-10T12:00:00Z'),
    wake: () => () => undefined,
    log: () => undefined,
  })
  await clock.check(new Date('2026-06-13T12:00:00Z'))
  await stopped
  t.same(madeFor(books), ['2026-06-11'])
  await live(books, nightly('run-each'), '2026-06-13T12:00:00Z')
  t.same(madeFor(books), ['2026-06-11', '2026-06-12', '2026-06-13'])
})

t.test('the clock looks when it is woken, and no more after it was stopped', async (t) => {
  const books = new JobBooks()
  await live(books, nightly('run-each'), '2026-06-10T12:00:00Z')
  let wakeUp: (at: Date) => void = () => undefined
  let asleep = false
  const clock = startClock({
    hub: books.hub,
    jobs: [nightly('run-each')],
    now: () => new Date('2026-06-10T12:00:00Z'),
    wake: (woken) => {
      wakeUp = woken
      return () => {
        asleep = true
      }
    },
    log: () => undefined,
  })
  wakeUp(new Date('2026-06-10T23:00:00Z'))
  await clock.check(new Date('2026-06-10T23:00:00Z'))
  t.same(madeFor(books), ['2026-06-11'])
  await clock.stop()
  t.equal(asleep, true)
})

/** The last Friday afternoon of a payment file: at 12:00, and not after 14:30; 10:00Z and 12:30Z in winter. */
const payments = (afterCutOff: 'skip' | 'next-open-day') =>
  job('fees/nightly', {
    cron: '0 12 27 11 *',
    timeZone: HELSINKI,
    ifMissed: 'run-once',
    on: { calendar: finnishBanks, ifClosed: 'skip', cutOff: '14:30', afterCutOff },
    send: ({ localDate }) => ({ day: localDate }),
    to: days,
  })

t.test('a run that missed its cut-off moves once, is said once, and is made on the next open day', async (t) => {
  const books = new JobBooks()
  const moving = payments('next-open-day')
  await live(books, moving, '2026-11-26T12:00:00Z')
  const late = ['2026-11-27T12:30:00Z', '2026-11-27T12:31:00Z', '2026-11-28T10:00:00Z', '2026-11-30T09:59:00Z']
  await live(books, moving, ...late)
  t.same(madeFor(books), [])
  const said = await live(books, moving, ...late, '2026-11-30T10:00:00Z', '2026-11-30T10:01:00Z')
  t.match(said, [
    /^warn job fees\/nightly missed its cut-off at 14:30: its runs up to 2026-11-27T10:00.* move to 2026-11-30T10:00/,
  ])
  t.equal(said.length, 1)
  t.match(books.audits.at(-1), { action: 'job.move', details: { to: '2026-11-30T10:00:00.000Z' } })
  await live(books, moving, '2026-11-30T10:02:00Z', '2026-12-01T13:00:00Z')
  t.same(madeFor(books), ['2026-11-30'])
  t.equal(books.runs.at(-1)?.scheduledFor, Date.parse('2026-11-30T10:00:00Z'), 'the moved time is the scheduled one')
})

t.test('two hubs on the same books move a run together, and one makes it', async (t) => {
  const books = new JobBooks()
  const moving = payments('next-open-day')
  await live(books, moving, '2026-11-26T12:00:00Z')
  const other = startClock({
    hub: books.hub,
    jobs: [moving],
    now: () => new Date('2026-11-27T13:00:00Z'),
    wake: () => () => undefined,
    log: () => undefined,
  })
  await other.check(new Date('2026-11-27T13:00:00Z'))
  await live(books, moving, '2026-11-30T12:29:00Z')
  // The other hub slept through the day on which the run was made; it must not move it on.
  await other.check(new Date('2026-11-30T12:30:00Z'))
  await other.check(new Date('2026-12-01T10:00:00Z'))
  await other.stop()
  t.same(madeFor(books), ['2026-11-30'])
})

t.test('a run that the hub cannot take until its cut-off is not made after it', async (t) => {
  for (const [after, expected] of [
    ['skip', []],
    ['next-open-day', ['2026-11-30']],
  ] as const) {
    const books = new JobBooks()
    await live(books, payments(after), '2026-11-26T12:00:00Z')
    const said: string[] = []
    const clock = startClock({
      hub: books.hub,
      jobs: [payments(after)],
      now: () => new Date('2026-11-27T09:59:00Z'),
      wake: () => () => undefined,
      log: (level, sentence) => said.push(`${level} ${sentence}`),
    })
    books.refuse = new HubError('HUB_BACKLOG_FULL', 'the backlog is full', tryAgain)
    for (const time of ['10:00', '12:29']) await clock.check(new Date(`2026-11-27T${time}:00Z`))
    books.refuse = undefined
    await clock.check(new Date('2026-11-27T12:30:00Z'))
    t.same(madeFor(books), [], 'one minute too late')
    await clock.check(new Date('2026-11-30T10:00:00Z'))
    await clock.stop()
    t.same(madeFor(books), expected)
  }
})

t.test('a calendar that ends is said every day before, and the job stands still when it has ended', async (t) => {
  const books = new JobBooks()
  const until = calendar('test/until', {
    summary: 'x',
    weekend: ['Saturday', 'Sunday'],
    holidays: [],
    through: '2026-06-12',
  })
  const ending = job('fees/nightly', {
    cron: '0 2 * * *',
    timeZone: HELSINKI,
    ifMissed: 'run-each',
    on: { calendar: until, ifClosed: 'skip' },
    send: ({ localDate }) => ({ day: localDate }),
    to: days,
  })
  t.same(await live(books, ending, '2026-03-10T12:00:00Z'), [], 'far away it is not worth a word')
  const said = await live(
    books,
    ending,
    '2026-06-10T23:00:00Z',
    '2026-06-10T23:01:00Z',
    '2026-06-11T23:00:00Z',
    '2026-06-14T23:00:00Z',
    '2026-06-14T23:01:00Z',
  )
  t.equal(said.filter((one) => one.startsWith('warn job fees/nightly stands still after 2026-06-12')).length, 3)
  t.match(
    said.filter((one) => one.startsWith('error')),
    [/^error job fees\/nightly stands still: calendar test\/until lists its days through 2026-06-12/],
  )
  t.equal(madeFor(books).at(-1), '2026-06-12', 'the last day still runs')
})
