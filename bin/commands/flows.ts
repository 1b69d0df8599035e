import type { AddCommand } from '../cli.js'
import { table } from '../table.js'

const HELP = `
Columns: ready to run, running now, waiting until a time, retrying after a failure, in doubt until somebody decides,
gathering until others come, splitting until its parts have ended, held as a part until its whole is split.

Examples:
  dromedary flows
  dromedary pause study-fees/transfer-to-ledger    messages are accepted and wait
  dromedary resume study-fees/transfer-to-ledger`

const COUNTS = ['ready', 'running', 'waiting', 'retrying', 'inDoubt', 'gathering', 'splitting', 'held'] as const

/** `flows`, `pause` and `resume`. */
export const flows: AddCommand = (program, cli) => {
  program
    .command('flows')
    .description('list the flows and how many messages each has')
    .addHelpText('after', HELP)
    .action(async () => {
      cli.print(await cli.operate('flows.list', {}), (rows) =>
        table(
          ['flow', 'state', 'ready', 'running', 'waiting', 'retrying', 'in doubt', 'gathering', 'splitting', 'held'],
          rows.map(({ id, paused, ...counts }) => [
            id,
            paused ? 'paused' : 'on',
            ...COUNTS.map((name) => String(counts[name])),
          ]),
        ),
      )
    })
  program
    .command('pause <flow>')
    .description('let a flow begin nothing more; its messages are kept')
    .action(async (flow: string) => {
      cli.print(await cli.operate('flows.pause', { flow }), () => [
        `${flow} is paused; "dromedary resume ${flow}" goes on`,
      ])
    })
  program
    .command('resume <flow>')
    .description('let a paused flow go on')
    .action(async (flow: string) => {
      cli.print(await cli.operate('flows.resume', { flow }), () => [`${flow} goes on`])
    })
}
