import { HubError, neverSent, tryAgain } from '../bus/errors.js'

export const HUB_JOB_CRON = (job: string, cron: string, why: string) =>
  new HubError(
    'HUB_JOB_CRON',
    `job ${job}: "${cron}" is not a schedule of five fields (minute hour day-of-month month day-of-week): ${why}`,
    neverSent,
  )

export const HUB_JOB_TIME_ZONE = (job: string, timeZone: string) =>
  new HubError(
    'HUB_JOB_TIME_ZONE',
    `job ${job}: "${timeZone}" is not a time zone of the IANA database, such as Europe/Helsinki or UTC`,
    neverSent,
  )

export const HUB_JOB_SHAPE = (job: string, sentence: string) =>
  new HubError('HUB_JOB_SHAPE', `job ${job}: ${sentence}`, neverSent)

export const HUB_JOB_SEND = (job: string, scheduledFor: Date, cause: unknown) =>
  new HubError(
    'HUB_JOB_SEND',
    `job ${job}: its send function threw for the run of ${scheduledFor.toISOString()}, so no message was made`,
    { ...neverSent, cause },
  )

export const HUB_JOB_UNKNOWN = (job: string, known: readonly string[]) =>
  new HubError(
    'HUB_JOB_UNKNOWN',
    `there is no job ${job}; there ${known.length === 1 ? 'is' : 'are'} ${known.length === 0 ? 'none' : known.join(', ')}`,
    neverSent,
  )

export const HUB_JOB_RAN = (job: string, scheduledFor: Date) =>
  new HubError(
    'HUB_JOB_RAN',
    `job ${job}: a run of ${scheduledFor.toISOString()} is recorded already, so nothing was sent; try again`,
    tryAgain,
  )

export const HUB_JOB_CUT_OFF = (job: string, sentence: string) =>
  new HubError('HUB_JOB_CUT_OFF', `job ${job}: ${sentence}`, neverSent)

export const HUB_JOB_NEVER = (job: string, cron: string, calendar: string) =>
  new HubError(
    'HUB_JOB_NEVER',
    `job ${job}: no time of "${cron}" falls on an open day of the calendar ${calendar}, so it would never run`,
    neverSent,
  )

export const HUB_CALENDAR_SHAPE = (calendar: string, sentence: string) =>
  new HubError('HUB_CALENDAR_SHAPE', `calendar ${calendar}: ${sentence}`, neverSent)

export const HUB_CALENDAR_CLOSED = (calendar: string, date: string, most: number) =>
  new HubError(
    'HUB_CALENDAR_CLOSED',
    `calendar ${calendar}: at ${date} there is no open day within ${most} days, so a job would be moved too far`,
    neverSent,
  )

export const HUB_CALENDAR_ENDS = (calendar: string, through: string, date: string) =>
  new HubError(
    'HUB_CALENDAR_ENDS',
    `calendar ${calendar} lists its days through ${through}, and ${date} is asked for; list the days that follow`,
    neverSent,
  )
