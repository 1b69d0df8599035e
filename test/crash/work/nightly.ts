import { channel } from '../../../bus/ends.js'
import { flow } from '../../../bus/flow.js'
import { type Job, job } from '../../../cron/job.js'
import { partner } from '../partner-ends.js'
import { type Kind, Work } from '../shapes.js'
import { books, insert, quick, type Tx } from './register.js'

const nights = channel('crash/nights', Work)

/** Every minute of a clock that runs fast; no minute is left out and none comes twice. */
export const everyMinute: Job = job('crash/every-minute', {
  cron: '* * * * *',
  timeZone: 'Europe/Helsinki',
  ifMissed: 'run-each',
  send: ({ scheduledFor }) => ({
    id: `night-${scheduledFor.getTime() / 60_000}`,
    key: 'nights',
    n: scheduledFor.getTime() / 60_000,
    how: '',
    poison: false,
  }),
  to: nights,
})

/**
 * What a schedule starts. The load sends none of it: the clock does. The once-key of the change is the row number of the
 * register, so that a night that was begun twice is found there twice.
 */
export const nightly: Kind = {
  name: 'nightly',
  share: 0,
  flows: [
    flow('crash/nights')
      .from(nights)
      .inOrderBy(({ key }) => key, { afterDeadLetter: 'go-on' })
      .onFailure(quick)
      .call(partner.nightly, {
        ask: (work) => work,
        into: (work, { receipt }) => ({ work, receipt }),
      })
      .change({
        in: books,
        once: ({ receipt }) => receipt,
        apply: async ({ work }, tx: Tx) => {
          await insert(tx, 'night', work)
        },
      }),
  ],
  make: () => [],
  inOrder: { ends: ['nightly'], rows: ['night'] },
  traces: ({ id }) => ({ effects: [`nightly ${id}`], changes: [`night ${id}`] }),
}
