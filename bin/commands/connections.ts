import type { AddCommand } from '../cli.js'
import { table } from '../table.js'

const HELP = `
Columns: the circuit and since when; failures with no success between them; when an open one is tried next; uses under
way, waiting for their turn, and late: those that go on although their deadline is over.

An open circuit refuses everything, and messages wait without spending tries. It goes on by itself when the partner
answers again.

Examples:
  dromedary connections
  dromedary connections --json`

/** `connections`. */
export const connections: AddCommand = (program, cli) => {
  program
    .command('connections')
    .description('list the connections of the running hub and whether they are used')
    .addHelpText('after', HELP)
    .action(async () => {
      cli.print(await cli.operate('connections.list', {}), (rows) =>
        rows.length === 0
          ? ['(none is open: no hub is running, or its flows use none)']
          : table(
              ['connection', 'adapter', 'circuit', 'since', 'failures', 'next try', 'running', 'waiting', 'late'],
              rows.map(({ name, adapter, state, since, failures, until = '-', running, waiting, late }) => [
                name,
                adapter,
                state,
                since,
                String(failures),
                until,
                ...[running, waiting, late].map(String),
              ]),
            ),
      )
    })
}
