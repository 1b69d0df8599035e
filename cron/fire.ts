import type { Inlet } from '../bus/ends.js'
import type { Hub } from '../bus/hub.js'
import type { Store } from '../bus/ports/store.js'
import { HUB_JOB_RAN, HUB_JOB_SEND, HUB_JOB_SHAPE } from './errors.js'
import type { Job, Scheduled } from './job.js'
import { timeByHand } from './plan.js'
import { dateOfWall, zoneOf } from './zone.js'

/** The part of a hub that jobs need. */
export interface JobHub extends Pick<Hub, 'fire'> {
  readonly store: Pick<Store, 'jobRuns' | 'commit'>
}

function bodyOf(job: Job, scheduled: Scheduled): unknown {
  let body: unknown
  try {
    body = job.send(scheduled)
  } catch (error) {
    throw HUB_JOB_SEND(job.id, scheduled.scheduledFor, error)
  }
  if (typeof (body as { then?: unknown } | null | undefined)?.then === 'function')
    throw HUB_JOB_SHAPE(
      job.id,
      'its send function returned a promise; a job computes its body and calls nothing outside',
    )
  return body
}

/** Makes one scheduled run. false says that it was made before, by this hub or another. */
export async function fireJob(hub: JobHub, job: Job, { scheduledFor, localDate }: Scheduled): Promise<boolean> {
  const inlet = job.to as unknown as Inlet<never>
  const body = bodyOf(job, { scheduledFor, localDate })
  const { fired } = await hub.fire({ job: job.id, scheduledFor, inlet, body })
  return fired
}

/**
 * A run by hand, outside the schedule. `standsFor` is the time that the body is made for, such as a night that went
 * wrong; the present moment unless told. Throws HUB_JOB_SEND, HUB_JOB_RAN and what the hub refuses.
 */
export async function runByHand(
  hub: JobHub,
  job: Job,
  how: { readonly by: string; readonly now: Date; readonly standsFor?: Date },
): Promise<{ readonly messageId: string }> {
  const scheduledFor = timeByHand(how.now)
  const standsFor = how.standsFor ?? how.now
  const localDate = dateOfWall(zoneOf(job.times.timeZone)!.wallAt(standsFor.getTime()))
  const body = bodyOf(job, { scheduledFor: standsFor, localDate })
  const { fired, messageId } = await hub.fire({
    job: job.id,
    scheduledFor,
    inlet: job.to as unknown as Inlet<never>,
    body,
    by: how.by,
  })
  if (!fired || messageId === undefined) throw HUB_JOB_RAN(job.id, scheduledFor)
  return { messageId }
}
