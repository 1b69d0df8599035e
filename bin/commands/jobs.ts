import { InvalidArgumentError } from 'commander'
import { linesOfJob } from '../../roof/views.js'
import type { AddCommand } from '../cli.js'
import { limit } from '../limit.js'

const HELP = `
"run" sends the job's message now, outside its schedule: the next scheduled run comes all the same. --for makes the
message as it would have been made at that time, such as a night that went wrong.

Examples:
  dromedary jobs list
  dromedary jobs run study-fees/transfer-to-ledger
  dromedary jobs run study-fees/transfer-to-ledger --for 2026-03-28T02:15:00+02:00`

function moment(text: string): string {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time))
    throw new InvalidArgumentError('Write a time with its zone, such as 2026-03-28T02:15:00+02:00.')
  return new Date(time).toISOString()
}

/** `jobs list|run`. */
export const jobs: AddCommand = (program, cli) => {
  const group = program
    .command('jobs')
    .description('what runs by the clock: list it, or run a job now')
    .addHelpText('after', HELP)
  group
    .command('list')
    .description('list the jobs, when each runs next and when it ran last')
    .option('--runs <count>', 'how many of the next runs', limit, 3)
    .action(async ({ runs }: { runs: number }) => {
      cli.print(await cli.operate('jobs.list', { runs }), (views) =>
        views.length === 0
          ? ['(none)']
          : views.flatMap((view) => [
              ...linesOfJob(view),
              ...(view.last === undefined
                ? []
                : [
                    `  last ${view.last.outcome} ${view.last.at}${view.last.messageId === undefined ? '' : ` as ${view.last.messageId}`}`,
                  ]),
            ]),
      )
    })
  group
    .command('run <job>')
    .description('send the message of a job now')
    .option('--for <time>', 'the time that the message is made for', moment)
    .action(async (job: string, { for: standsFor }: { for?: string }) => {
      const ran = await cli.operate('jobs.run', { job, ...(standsFor === undefined ? {} : { standsFor }) })
      cli.print(ran, ({ messageId }) => [
        `${job} has sent ${messageId}; "dromedary messages ${messageId}" shows how it goes`,
      ])
    })
}
