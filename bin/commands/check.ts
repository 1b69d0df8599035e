import type { AddCommand } from '../cli.js'
import { sourcesOf } from '../sources.js'

const HELP = `
Loads every flow, operation, route, job and layout, prints them, and names everything that is broken: a file that
cannot be loaded, an id unlike its file name, two of one name, a channel nobody reads, a connection nobody configured.
It opens no network socket and no books, so it may run anywhere, also before a release.

Examples:
  dromedary check
  dromedary check --json | jq '.flows[].id'
Exit code 1 when something is broken.`

/** `check`: prints what the hub is made of and fails on what is broken. */
export const check: AddCommand = (program, cli) => {
  program
    .command('check')
    .description('print every flow, operation, job, layout and connection; fail on a broken one')
    .addHelpText('after', HELP)
    .action(async () => {
      const [{ checked, linesOfCheck }, { readConfiguration }, { discover }] = await Promise.all([
        import('../../roof/check.js'),
        import('../../roof/configuration.js'),
        import('../../roof/discover.js'),
      ])
      const { root, sources } = sourcesOf(cli)
      const discovery = await discover(root)
      const configuration = readConfiguration(
        sources,
        discovery.connections.map(({ handle }) => handle),
      )
      const found = checked(discovery, configuration, new Date())
      cli.print(found, linesOfCheck)
      for (const { code, sentence } of found.errors) cli.shell.err(`${code}: ${sentence}`)
      if (found.errors.length > 0) cli.exitWith(1)
    })
}
