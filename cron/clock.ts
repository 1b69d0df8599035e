import { codeOf, isHubError, sentenceOf } from '../bus/errors.js'
import type { AuditRow, JobRun } from '../bus/ports/unit.js'
import { lastDay } from './calendar.js'
import { isLate } from './cut-off.js'
import { fireJob, type JobHub } from './fire.js'
import { DAY } from './holidays.js'
import type { Job } from './job.js'
import { lastRecorded, type Plan, planOf } from './plan.js'
import type { Due } from './times.js'
import type { Wake } from './wake.js'

export type JobLog = (
  level: 'info' | 'warn' | 'error',
  sentence: string,
  facts: Readonly<Record<string, unknown>>,
) => void

export interface ClockOptions {
  readonly hub: JobHub
  readonly jobs: readonly Job[]
  readonly wake: Wake
  readonly now: () => Date
  readonly log: JobLog
}

/** Makes the runs of all jobs as their times come. */
export interface Clock {
  /** Looks what is due and makes those runs; resolves when they are accepted. Looks wait for each other. */
  check(now: Date): Promise<void>
  /** Stops waking; resolves when a look that is under way has ended. */
  stop(): Promise<void>
}

interface JobState {
  readonly job: Job
  /** Time of the last recorded run. */
  since?: Date
  next?: Due
  /** Runs that were decided and not yet made: a failure on the way must not turn them into missed ones. */
  waiting: readonly Due[]
  lastFailure?: string
  /** Time to which missed runs were last moved, so that it is said once. */
  movedTo?: number
  /** The day on which it was last said that the calendar ends soon. */
  warnedOn?: number
}

/** How long before the end of a calendar the log says so, each day. */
const WARN_DAYS = 60

// One page nearly always holds a scheduled run; after many runs by hand the clock reads further back.
const PAGES = [50, 1_000, 20_000]

/** Starts the clock: what was missed is made up for at once, then it looks at every wake. */
export function startClock({ hub, jobs, wake, now, log }: ClockOptions): Clock {
  const states: JobState[] = jobs.map((job) => ({ job, waiting: [] }))
  let stopping = false
  let turn: Promise<void> = Promise.resolve()

  const auditOf = (
    job: Job,
    at: Date,
    action: string,
    outcome: string,
    details: Readonly<Record<string, unknown>>,
  ): AuditRow => ({
    at: at.getTime(),
    actor: 'hub',
    action,
    object: job.id,
    outcome,
    details,
  })

  const recordSkip = async (job: Job, due: Date, at: Date, why?: string) => {
    const jobRun: JobRun = { job: job.id, scheduledFor: due.getTime(), firedAt: at.getTime(), outcome: 'skipped' }
    const audit = why === undefined ? [] : [auditOf(job, at, 'job.skip', 'skipped', { upTo: due.toISOString(), why })]
    // A refusal says that another hub recorded the same: then there is nothing left to do.
    const [result] = await hub.store.commit([{ jobRun, writes: { audit } }])
    if (result?.state === 'failed') throw result.error
  }

  const sinceOf = async (job: Job, at: Date): Promise<Date> => {
    for (const limit of PAGES) {
      const runs = await hub.store.jobRuns(job.id, limit)
      const last = lastRecorded(runs)
      if (last !== undefined) return last
      if (runs.length < limit) break
    }
    // A job that nobody knew before has missed nothing: its first run is the next one.
    await recordSkip(job, at, at)
    return at
  }

  const fire = async (state: JobState, due: Due, at: Date) => {
    try {
      await fireJob(hub, state.job, due)
    } catch (error) {
      if (!isHubError(error) || error.instruction.retry !== 'give-up' || error.code === 'HUB_DRAINING') throw error
      // This run can never be made; it must not hold up those that can.
      log('error', `job ${state.job.id} is given up for ${due.scheduledFor.toISOString()}: ${error.message}`, {
        job: state.job.id,
        code: error.code,
      })
      await recordSkip(state.job, due.scheduledFor, at, `${error.code}: ${error.message}`)
    }
  }

  const sayMoved = async (state: JobState, { due, to }: NonNullable<Plan['moved']>, at: Date) => {
    if (state.movedTo === to.scheduledFor.getTime()) return
    const { job } = state
    const [upTo, next] = [due.scheduledFor.toISOString(), to.scheduledFor.toISOString()]
    log('warn', `job ${job.id} missed its cut-off at ${job.on?.cutOff}: its runs up to ${upTo} move to ${next}`, {
      job: job.id,
    })
    const details = { upTo, to: next, why: `not run before the cut-off at ${job.on?.cutOff}` }
    await hub.store.commit([{ writes: { audit: [auditOf(job, at, 'job.move', 'moved', details)] } }])
    state.movedTo = to.scheduledFor.getTime()
  }

  const warnOfEnd = (state: JobState, at: Date) => {
    const { id, on } = state.job
    const end = on === undefined ? undefined : lastDay(on.calendar)
    const today = Math.floor(at.getTime() / DAY)
    if (end === undefined || end - today > WARN_DAYS || state.warnedOn === today) return
    state.warnedOn = today
    const { name, through } = on!.calendar
    log('warn', `job ${id} stands still after ${through}, where its calendar ${name} ends: list the days that follow`, {
      job: id,
    })
  }

  const look = async (state: JobState, at: Date) => {
    const { job } = state
    state.since ??= await sinceOf(job, at)
    warnOfEnd(state, at)
    state.next ??= job.times.next(state.since)
    // A run that was decided in time and could not be made is decided again once its cut-off has passed.
    if (state.waiting.some((due) => isLate(job, due, at))) state.waiting = []
    if (state.waiting.length === 0) {
      if (state.next.scheduledFor > at) return
      // Where a run moves to depends on the moment, so that another hub may have moved the same one elsewhere.
      if (job.on?.afterCutOff === 'next-open-day') state.since = await sinceOf(job, at)
      const plan = planOf(job, state.since, at)
      if (plan.moved !== undefined) {
        await sayMoved(state, plan.moved, at)
        if (plan.fire.length === 0) {
          state.next = plan.moved.to
          return
        }
      }
      if (plan.skip !== undefined) {
        const { due, why } = plan.skip
        log('warn', `job ${job.id} skips its runs up to ${due.scheduledFor.toISOString()}: ${why}`, { job: job.id })
        await recordSkip(job, due.scheduledFor, at, why)
        state.since = due.scheduledFor
      }
      if (plan.folded !== undefined)
        log('info', `job ${job.id} runs once for all its times up to ${plan.fire[0]!.scheduledFor.toISOString()}`, {
          job: job.id,
        })
      state.waiting = plan.fire
    }
    for (const due of state.waiting) {
      if (stopping || isLate(job, due, new Date(Math.max(at.getTime(), now().getTime())))) return
      await fire(state, due, at)
      state.since = due.scheduledFor
      state.waiting = state.waiting.slice(1)
    }
    state.next = job.times.next(state.since)
    delete state.lastFailure
  }

  const lookAtAll = async (at: Date) => {
    for (const state of states) {
      if (stopping) return
      try {
        await look(state, at)
      } catch (error) {
        // It stays due and is tried at the next wake; said once, not every minute.
        if (state.lastFailure === codeOf(error) || stopping) continue
        state.lastFailure = codeOf(error)
        const ends = codeOf(error) === 'HUB_CALENDAR_ENDS'
        const what = ends ? 'stands still' : 'could not run and is tried again every minute'
        log('error', `job ${state.job.id} ${what}: ${sentenceOf(error)}`, { job: state.job.id, code: codeOf(error) })
      }
    }
  }

  const check = (at: Date): Promise<void> => {
    turn = turn.then(() => lookAtAll(at))
    return turn
  }

  const asleep = wake((at) => void check(at))
  void check(now())
  return {
    check,
    async stop() {
      stopping = true
      asleep()
      await turn
    },
  }
}
