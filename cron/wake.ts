import { schedule } from 'node-cron'

/** Calls back whenever a time of a job may have come; returns how to stop it. */
export type Wake = (woken: (at: Date) => void) => () => void

const silent = () => undefined

/**
 * Wakes at every full minute, which is as fine as schedules are. The moment given is never before that minute, though a
 * timer may run a millisecond early; a minute that a busy process slept through wakes late instead of never.
 */
export const everyMinute: Wake = (woken) => {
  const wakeUp = (minute: Date) => woken(new Date(Math.max(minute.getTime(), Date.now())))
  const task = schedule('* * * * *', ({ date }) => wakeUp(date), {
    timezone: 'UTC',
    name: 'jobs',
    suppressMissedWarning: true,
    logger: { info: silent, warn: silent, error: silent, debug: silent },
  })
  task.on('execution:missed', ({ date }) => wakeUp(date))
  return () => void task.destroy()
}
