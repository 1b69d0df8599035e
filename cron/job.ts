import { checkedName, type Declared, declaredOf, type Inlet } from '../bus/ends.js'
import { isCalendar } from './calendar.js'
import { HUB_JOB_CUT_OFF, HUB_JOB_SHAPE } from './errors.js'
import { IF_CLOSED, type OnCalendar } from './open-days.js'
import { type Times, timesOf } from './times.js'
import { timeOfDay } from './walls.js'

/**
 * What happens to times at which no hub was there to run the job.
 * - `run-each`: every one of them is run, in order, each with its own `scheduledFor`; the newest `mostMissed` at most.
 * - `run-once`: one run for all of them together, that of the newest.
 * - `skip`: none is run.
 */
export type IfMissed = 'run-each' | 'run-once' | 'skip'

/**
 * What happens to a run that was not made before the cut-off of its day.
 * - `skip`: it is given up.
 * - `next-open-day`: it comes on the next open day that still is before its cut-off, at the same time on the wall clock.
 *   Runs of that day itself stand in for it; several that move to a day without runs are one, at the first of their times.
 */
export type AfterCutOff = 'skip' | 'next-open-day'

/** The open days a job keeps to. A run belongs to one day, and is made before the cut-off of that day or not on it. */
export type OnDays = OnCalendar &
  (
    | { readonly cutOff?: never; readonly afterCutOff?: never }
    | {
        /** `HH:MM` in the job's time zone, later than all its times: no run is made at or after it. */
        readonly cutOff: string
        readonly afterCutOff: AfterCutOff
      }
  )

/** What a job's body is made from: the time the run was meant for, which may lie in the past, not the present time. */
export interface Scheduled {
  readonly scheduledFor: Date
  /** The date in the job's time zone, `YYYY-MM-DD`. */
  readonly localDate: string
}

export interface JobSpec<Body> {
  /** Five fields (minute, hour, day of month, month, day of week), or @hourly, @daily, @weekly, @monthly, @yearly. */
  readonly cron: string
  /** A name of the IANA database, such as Europe/Helsinki. */
  readonly timeZone: string
  readonly ifMissed: IfMissed
  /** How many missed runs `run-each` makes up for, the newest; 1 to 10,000, and 400 unless told. */
  readonly mostMissed?: number
  /** Run on open days only. Every day is one unless told. */
  readonly on?: OnDays
  /** Computes the message's body; calls nothing outside. */
  readonly send: NoInfer<(scheduled: Scheduled) => Body>
  readonly to: Inlet<Body>
  /** One line for operators: what the job is for. */
  readonly summary?: string
}

/** A finished job: frozen data that `check` prints and the clock runs. */
export interface Job {
  readonly kind: 'job'
  readonly id: string
  readonly times: Times
  readonly ifMissed: IfMissed
  readonly mostMissed: number
  readonly on?: OnDays
  readonly send: (scheduled: Scheduled) => unknown
  readonly to: Declared
  readonly summary?: string
}

const POLICIES: readonly string[] = ['run-each', 'run-once', 'skip'] satisfies IfMissed[]
const AFTER_CUT_OFF: readonly string[] = ['skip', 'next-open-day'] satisfies AfterCutOff[]

/** A daily job that was down for a year gets each of its days; a job of every minute is not let loose on the hub. */
export const MOST_MISSED = 400
const MOST_MOST_MISSED = 10_000

/**
 * A clock that sends a message to a channel. The id is `<pack>/<file name>`; default-export it from a `*.job.ts`.
 * Throws HUB_NAME, HUB_JOB_SHAPE, HUB_JOB_CRON, HUB_JOB_TIME_ZONE, HUB_JOB_NEVER and HUB_JOB_CUT_OFF.
 */
export function job<Body>(id: string, spec: JobSpec<Body>): Job {
  checkedName('job', id)
  const to = declaredOf(spec.to)
  if (to === undefined || (to.kind !== 'channel' && to.kind !== 'topic'))
    throw HUB_JOB_SHAPE(id, 'to is a channel or topic made by channel() or topic()')
  if (typeof spec.send !== 'function')
    throw HUB_JOB_SHAPE(id, `send is a function that makes the body; got ${typeof spec.send}`)
  if (!POLICIES.includes(spec.ifMissed))
    throw HUB_JOB_SHAPE(id, `ifMissed is one of ${POLICIES.join(', ')}; got ${JSON.stringify(spec.ifMissed)}`)
  const { mostMissed = MOST_MISSED, on } = spec
  if (!Number.isInteger(mostMissed) || mostMissed < 1 || mostMissed > MOST_MOST_MISSED)
    throw HUB_JOB_SHAPE(id, `mostMissed is a whole number from 1 to ${MOST_MOST_MISSED}; got ${String(mostMissed)}`)
  if (spec.mostMissed !== undefined && spec.ifMissed !== 'run-each')
    throw HUB_JOB_SHAPE(id, `mostMissed goes with ifMissed run-each; got ${spec.ifMissed}`)
  if (on !== undefined) refuseDays(id, on)
  const times = timesOf(id, spec.cron, spec.timeZone, on)
  if (on?.cutOff !== undefined) refuseCutOff(id, on, times, spec.ifMissed)
  return Object.freeze({
    kind: 'job',
    id,
    times,
    ifMissed: spec.ifMissed,
    mostMissed,
    ...(on === undefined ? {} : { on: Object.freeze({ ...on }) }),
    send: spec.send,
    to,
    ...(spec.summary === undefined ? {} : { summary: spec.summary }),
  })
}

function refuseDays(id: string, { calendar, ifClosed }: OnDays): void {
  if (!isCalendar(calendar)) throw HUB_JOB_SHAPE(id, 'on.calendar is a calendar made by calendar()')
  if (!IF_CLOSED.includes(ifClosed))
    throw HUB_JOB_SHAPE(id, `on.ifClosed is one of ${IF_CLOSED.join(', ')}; got ${JSON.stringify(ifClosed)}`)
}

function refuseCutOff(id: string, { cutOff, afterCutOff }: OnDays, times: Times, ifMissed: IfMissed): void {
  if (typeof cutOff !== 'string' || timeOfDay(cutOff) === undefined)
    throw HUB_JOB_CUT_OFF(id, `its cut-off is a time of day such as 14:30; got ${JSON.stringify(cutOff)}`)
  if (times.latestTime >= cutOff)
    throw HUB_JOB_CUT_OFF(
      id,
      `"${times.cron}" has a time at ${times.latestTime}, which is not before its cut-off at ${cutOff}`,
    )
  if (afterCutOff === undefined || !AFTER_CUT_OFF.includes(afterCutOff))
    throw HUB_JOB_CUT_OFF(id, `afterCutOff is one of ${AFTER_CUT_OFF.join(', ')}; got ${JSON.stringify(afterCutOff)}`)
  if (afterCutOff === 'next-open-day' && ifMissed === 'skip')
    throw HUB_JOB_CUT_OFF(id, 'what ifMissed skips cannot move to the next open day after the cut-off')
}

export function isJob(value: unknown): value is Job {
  return (value as Partial<Job> | null | undefined)?.kind === 'job'
}
