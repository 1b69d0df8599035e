import { checkedName, type Declared, declaredOf, type Inlet } from '../bus/ends.js'
import { HUB_JOB_SHAPE } from './errors.js'
import { type Times, timesOf } from './times.js'

/**
 * What happens to times at which no hub was there to run the job.
 * - `run-each`: every one of them is run, in order, each with its own `scheduledFor`; the newest 400 at most.
 * - `run-once`: one run for all of them together, that of the newest.
 * - `skip`: none is run.
 */
export type IfMissed = 'run-each' | 'run-once' | 'skip'

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
  readonly send: (scheduled: Scheduled) => unknown
  readonly to: Declared
  readonly summary?: string
}

const POLICIES: readonly string[] = ['run-each', 'run-once', 'skip'] satisfies IfMissed[]

/**
 * A clock that sends a message to a channel. The id is `<pack>/<file name>`; default-export it from a `*.job.ts`.
 * Throws HUB_NAME, HUB_JOB_SHAPE, HUB_JOB_CRON and HUB_JOB_TIME_ZONE.
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
  return Object.freeze({
    kind: 'job',
    id,
    times: timesOf(id, spec.cron, spec.timeZone),
    ifMissed: spec.ifMissed,
    send: spec.send,
    to,
    ...(spec.summary === undefined ? {} : { summary: spec.summary }),
  })
}

export function isJob(value: unknown): value is Job {
  return (value as Partial<Job> | null | undefined)?.kind === 'job'
}
