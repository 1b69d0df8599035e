import type { Cli } from './cli.js'
import { sourcesOf } from './sources.js'

/** `--print-config`: every setting with value and origin; what is wrong with them goes to standard error. */
export async function printConfiguration(cli: Cli): Promise<void> {
  const [{ readConfiguration, shownSettings }, { discover }, { aligned }] = await Promise.all([
    import('../roof/configuration.js'),
    import('../roof/discover.js'),
    import('../roof/views.js'),
  ])
  const { root, sources } = sourcesOf(cli)
  const { connections } = await discover(root)
  const configuration = readConfiguration(
    sources,
    connections.map(({ handle }) => handle),
  )
  cli.print(shownSettings(configuration), (settings) =>
    aligned(settings.map(({ variable, value, origin }) => [variable, value, origin])),
  )
  for (const problem of configuration.problems) cli.shell.err(`HUB_SETTINGS: ${problem}`)
  if (configuration.problems.length > 0) cli.exitWith(1)
}
