import { InvalidArgumentError, Option } from 'commander'
import { dayOfDate } from '../../cron/holidays.js'
import { linesOfJob, linesOfPreview, type PreviewView } from '../../roof/views.js'
import type { AddCommand, Cli } from '../cli.js'
import { limit } from '../limit.js'
import { sourcesOf } from '../sources.js'

const HELP = `
"run" sends the job's message now, outside its schedule: the next scheduled run comes all the same. --for makes the
message as it would have been made at that time, such as a night that went wrong.
"preview" tells from the files alone when jobs will run; no hub need be running. Each run has its local time, its offset
and its time in UTC, and says what bank holidays and changes of the clocks did to it.

Examples:
  dromedary jobs list
  dromedary jobs preview study-fees/nightly-transfer --from 2026-12-20 --count 10
  dromedary jobs preview --year 2027 --json
  dromedary jobs run study-fees/nightly-transfer
  dromedary jobs run study-fees/nightly-transfer --for 2026-03-28T02:15:00+02:00`

function moment(text: string): string {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time))
    throw new InvalidArgumentError('Write a time with its zone, such as 2026-03-28T02:15:00+02:00.')
  return new Date(time).toISOString()
}

function date(text: string): string {
  if (dayOfDate(text) === undefined) throw new InvalidArgumentError('Write a date such as 2027-03-28.')
  return text
}

function year(text: string): number {
  const value = Number(text)
  if (!/^\d{4}$/.test(text) || value < 1970) throw new InvalidArgumentError('Write a year from 1970 on, such as 2027.')
  return value
}

interface Asked {
  readonly from?: string
  readonly count?: number
  readonly year?: number
}

const PREVIEWED = 10

/** What one job or all of them will do, from the files of the root alone. Throws HUB_JOB_UNKNOWN, HUB_ROOT. */
async function previews(cli: Cli, id: string | undefined, asked: Asked): Promise<readonly PreviewView[]> {
  const [{ HUB_JOB_UNKNOWN }, { startOfDate }, { discover }, { viewOfPreview }] = await Promise.all([
    import('../../cron/errors.js'),
    import('../../cron/preview.js'),
    import('../../roof/discover.js'),
    import('../../roof/job-views.js'),
  ])
  const { jobs, errors } = await discover(sourcesOf(cli).root)
  // A job that cannot be loaded has no runs to show; what else is broken is for "check" to say.
  const broken = errors.filter(({ details }) => String(details.file).startsWith('cron/'))
  for (const { code, message } of broken) cli.shell.err(`${code}: ${message}`)
  if (broken.length > 0) cli.exitWith(1)
  const wanted = jobs.filter((job) => id === undefined || job.id === id)
  if (id !== undefined && wanted.length === 0)
    throw HUB_JOB_UNKNOWN(
      id,
      jobs.map((job) => job.id),
    )
  const { from, count = PREVIEWED, year } = asked
  return wanted.map(({ thing: job }) => {
    if (year !== undefined)
      return viewOfPreview(job, {
        from: startOfDate(job, `${year}-01-01`),
        until: startOfDate(job, `${year + 1}-01-01`),
      })
    return viewOfPreview(job, { from: from === undefined ? new Date() : startOfDate(job, from), count })
  })
}

/** `jobs list|preview|run`. */
export const jobs: AddCommand = (program, cli) => {
  const group = program
    .command('jobs')
    .description('what runs by the clock: list it, see what comes, or run a job now')
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
    .command('preview [job]')
    .description('show when a job, or each of them, will run; needs no running hub')
    .option('--from <date>', 'the first date in the time zone of the job; now unless told', date)
    .option('--count <runs>', 'how many runs; 10 unless told', limit)
    .addOption(
      new Option('--year <year>', 'all runs of a year in the time zone of the job')
        .argParser(year)
        .conflicts(['from', 'count']),
    )
    .action(async (job: string | undefined, asked: Asked) => {
      cli.print(await previews(cli, job, asked), (views) =>
        views.length === 0
          ? ['(none)']
          : views.flatMap((view, index) => [...(index === 0 ? [] : ['']), ...linesOfPreview(view)]),
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
