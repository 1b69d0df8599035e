import type { AddCommand } from '../cli.js'
import { table } from '../table.js'

const HELP = `
Columns: name of host and process; its version; since when it runs; whether it is alive, leaving (it gives its partitions
away) or silent (its lease is over, others take what it ran); how long its lease still stands without another word; the
partitions whose messages it runs. The times are the database's.

Books in a file have one hub at a time, and nothing to list.

Examples:
  dromedary hubs
  dromedary hubs --json`

/** `hubs`. */
export const hubs: AddCommand = (program, cli) => {
  program
    .command('hubs')
    .description('list the processes that share the books, and what each of them runs')
    .addHelpText('after', HELP)
    .action(async () => {
      cli.print(await cli.operate('hubs.list', {}), ({ shared, hubs, unowned }) =>
        shared
          ? [
              ...table(
                ['hub', 'version', 'since', 'state', 'lease', 'partitions'],
                hubs.map(({ name, version, startedAt, state, leaseMs, partitions }) => [
                  name,
                  version,
                  startedAt,
                  state,
                  `${(leaseMs / 1000).toFixed(1)} s`,
                  ranges(partitions) || '-',
                ]),
              ),
              ...(unowned.length === 0 ? [] : [`Nobody runs partition ${ranges(unowned)}.`]),
            ]
          : ['(the books are a file, which one hub at a time may use)'],
      )
    })
}

/** `0-3, 7` of 0, 1, 2, 3 and 7. */
function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = []
  for (const no of numbers) {
    const open = found.at(-1)
    if (open?.[1] === no - 1) open[1] = no
    else found.push([no, no])
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ')
}
