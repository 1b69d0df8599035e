import { codeOf, isHubError, sentenceOf } from '../bus/errors.js'
import type { AuditRow, JobRun } from '../bus/ports/store.js'
import { fireJob, type JobHub } from './fire.js'
import type { Job } from './job.js'
import { lastRecorded, planOf } from './plan.js'
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
}

// One page nearly always holds a scheduled run; after many runs by hand the clock reads further back.
const PAGES = [50, 1_000, 20_000]

/** Starts the clock: what was missed is made up for at once, then it looks at every wake. */
export function startClock({ hub, jobs, wake, now, log }: ClockOptions): Clock {
  const states: JobState[] = jobs.map((job) => ({ job, waiting: [] }))
  let stopping = false
  let turn: Promise<void> = Promise.resolve()

  const recordSkip = async (job: Job, due: Date, at: Date, why?: string) => {
    const jobRun: JobRun = { job: job.id, scheduledFor: due.getTime(), firedAt: at.getTime(), outcome: 'skipped' }
    const audit: readonly AuditRow[] =
      why === undefined
        ? []
        : [
            {
              at: at.getTime(),
              actor: 'hub',
              action: 'job.skip',
              object: job.id,
              outcome: 'skipped',
              details: { upTo: due.toISOString(), why },
            },
          ]
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

  const look = async (state: JobState, at: Date) => {
    const { job } = state
    state.since ??= await sinceOf(job, at)
    state.next ??= job.times.next(state.since)
    if (state.waiting.length === 0) {
      if (state.next.scheduledFor > at) return
      const plan = planOf(job, state.since, at)
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
      if (stopping) return
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
        log('error', `job ${state.job.id} could not run and is tried again every minute: ${sentenceOf(error)}`, {
          job: state.job.id,
          code: codeOf(error),
        })
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
