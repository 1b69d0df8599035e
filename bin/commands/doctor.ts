import type { AddCommand } from '../cli.js'
import { sourcesOf } from '../sources.js'

const HELP = `
Compares the tables of the books, in the data folder or on the database server, with what the hub's and the packs'
migrations make: tables, columns, keys, indexes, unique constraints, and on a server engine and collation. Prints what
differs and the SQL that puts it right; what no migration makes, or is not examined, is named and left alone. It locks
nothing and writes nothing, so a hub may run meanwhile.

Examples:
  dromedary doctor                                   the books of this configuration
  dromedary doctor --json | jq -r '.findings[].repair[] + ";"'
Exit code 1 when something differs.`

/** `doctor`: compares the books with what they should be. */
export const doctor: AddCommand = (program, cli) => {
  program
    .command('doctor')
    .description('compare the tables of the books with what they should be, and print the repair')
    .addHelpText('after', HELP)
    .action(async () => {
      const [{ examine, linesOfDiagnosis }, { readConfiguration }] = await Promise.all([
        import('../../roof/doctor.js'),
        import('../../roof/configuration.js'),
      ])
      const { root, sources } = sourcesOf(cli)
      const found = await examine(root, readConfiguration(sources, []))
      cli.print(found, linesOfDiagnosis)
      if (found.findings.length > 0) cli.exitWith(1)
    })
}
