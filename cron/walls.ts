import { CronExpressionParser } from 'cron-parser'
import { HUB_JOB_CRON } from './errors.js'
import { DAY } from './holidays.js'

/**
 * The times of a schedule on a clock on the wall that is never moved, held as the milliseconds that UTC would give them.
 * What a zone makes of them is decided elsewhere.
 */
export interface Walls {
  /** The first wall time after. */
  after(wall: number): number
  /** The last wall time before; -Infinity when there is none. */
  before(wall: number): number
  readonly everyHour: boolean
  /** Milliseconds since midnight of its times of day, ascending: each of its dates has them all. */
  readonly timesOfDay: readonly number[]
}

const MINUTE = 60_000

const ALIASES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** Reads a schedule. Throws HUB_JOB_CRON; `job` is what it names. */
export function wallsOf(job: string, cron: string): Walls {
  const plain = ALIASES[cron] ?? cron
  if (plain.split(/\s+/).length !== 5 || plain.trim() !== plain)
    throw HUB_JOB_CRON(job, cron, 'write five fields with a space between, such as 15 2 * * *')
  // H means a time picked by chance, which would be another one after every start.
  if (/(^|[\s,])H/.test(plain)) throw HUB_JOB_CRON(job, cron, 'H is not taken, since the times would change by chance')
  try {
    const expression = CronExpressionParser.parse(plain, { tz: 'UTC', currentDate: new Date(0) })
    const step = (wall: number, way: 'next' | 'prev') => {
      expression.reset(new Date(wall))
      return expression[way]().getTime()
    }
    step(Date.UTC(2024, 0, 1), 'next')
    const { hour, minute } = expression.fields
    return {
      after: (wall) => step(wall, 'next'),
      before: (wall) => step(wall, 'prev'),
      everyHour: hour.values.length === 24,
      timesOfDay: hour.values.flatMap((h) => minute.values.map((m) => (Number(h) * 60 + Number(m)) * MINUTE)),
    }
  } catch (error) {
    throw HUB_JOB_CRON(job, cron, error instanceof Error ? error.message : 'it cannot be read')
  }
}

/** The first day from this one on that the schedule has times on. */
export function firstDayFrom(walls: Walls, day: number): number {
  return Math.floor(walls.after(day * DAY - MINUTE) / DAY)
}

/** The last day up to this one that the schedule has times on; -Infinity when there is none. */
export function lastDayUpTo(walls: Walls, day: number): number {
  return Math.floor(walls.before((day + 1) * DAY) / DAY)
}

/** `HH:MM` of a wall time. */
export function timeOfWall(wall: number): string {
  return new Date(wall).toISOString().slice(11, 16)
}

/** Milliseconds since midnight of `HH:MM`; undefined when it is no time of day. */
export function timeOfDay(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  return hours === undefined ? undefined : (Number(hours) * 60 + Number(minutes)) * MINUTE
}
