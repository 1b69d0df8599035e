import type { AddCommand } from '../cli.js'
import { sourcesOf } from '../sources.js'

const HELP = `
Loads every flow, operation, route, job and layout, prints them, and names everything that is broken: a file that
cannot be loaded, an id unlike its file name, two of one name, a channel nobody reads, a connection nobody configured.
It opens no network socket and no books, so it may run anywhere, also before a release.

With --against it also looks into the books of a hub, which may be running, and lists the living messages and dead
letters that the present flows and schemas no longer fit: the flow is gone, the body does not fit, or something is
recorded where no step is now. It takes no lock and writes nothing.

Examples:
  dromedary check
  dromedary check --json | jq '.flows[].id'
  dromedary check --against /var/lib/dromedary      before a new version takes over
Exit code 1 when something is broken or does not fit.`

/** `check`: prints what the hub is made of and fails on what is broken. */
export const check: AddCommand = (program, cli) => {
  program
    .command('check')
    .description('print every flow, operation, job, layout and connection; fail on a broken one')
    .addHelpText('after', HELP)
    .option('--against <books>', 'the data folder of a hub, its books file, or their address (mysql://…)')
    .action(async (options: { readonly against?: string }) => {
      const [{ checked, linesOfCheck }, { against, linesOfAgainst }, { readConfiguration }, { discover }] =
        await Promise.all([
          import('../../roof/check.js'),
          import('../../roof/against.js'),
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
      const flows = discovery.flows.map(({ thing }) => thing)
      const compared = options.against === undefined ? undefined : await against(flows, options.against)
      if (compared === undefined) cli.print(found, linesOfCheck)
      else cli.print({ ...found, against: compared }, (all) => [...linesOfCheck(all), ...linesOfAgainst(compared)])
      for (const { code, sentence } of found.errors) cli.shell.err(`${code}: ${sentence}`)
      if (found.errors.length + (compared?.unfit.length ?? 0) > 0) cli.exitWith(1)
    })
}
