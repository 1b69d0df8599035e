import { statSync } from 'node:fs'
import type { Operate } from '../roof/operator.js'
import type { Cli } from './cli.js'
import { HUB_NO_BOOKS } from './errors.js'
import { sourcesOf } from './sources.js'

/**
 * Gives operators' commands to the running hub through the socket in its data folder. When none runs it takes the lock
 * of the books and works on them itself; messages stay where they are until a hub starts. Throws HUB_NO_BOOKS,
 * HUB_BOOKS_LOCKED and what the commands throw.
 */
export function operatingOf(shell: Cli['shell'], options: Cli['options']): Cli['operating'] {
  return async (work) => {
    const { root, sources } = sourcesOf({ shell, options })
    const [{ readConfiguration, refuseWrong }, { controlOf, ifRunning }] = await Promise.all([
      import('../roof/configuration.js'),
      import('../routes/control-client.js'),
    ])
    const { operator } = options()
    const { dataFolder, hub } = readConfiguration(sources, [])
    const isFile = hub.books !== 'mysql'
    if (isFile && !statSync(dataFolder, { throwIfNoEntry: false })?.isDirectory()) throw HUB_NO_BOOKS(dataFolder)
    const remote = controlOf({ dataFolder, operator }) as unknown as Operate
    // The result is wrapped, so that a command that answers nothing is not taken for no hub.
    const answered = await ifRunning(async () => ({ result: await work(remote) }))
    if (answered !== undefined) return answered.result
    const [{ openHub }, { discover }] = await Promise.all([import('../hub.js'), import('../roof/discover.js')])
    const discovery = await discover(root)
    // The books are worked on, and nothing outside: no connection needs to be configured, and no flow to be whole.
    const configuration = readConfiguration(
      sources,
      discovery.connections.map(({ handle }) => handle),
    )
    refuseWrong({ problems: configuration.ownProblems })
    const opened = await openHub({ discovery, configuration, listen: false, schedule: false, run: false })
    try {
      return await work(((command: string, params: unknown) =>
        opened.carryOut(command, params, `operator:${operator}`)) as Operate)
    } finally {
      await opened.close()
    }
  }
}
