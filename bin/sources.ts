import { resolve } from 'node:path'
import type { ConfigurationSources } from '../roof/configuration.js'
import { HOUSE } from '../roof/files.js'
import type { Cli } from './cli.js'

/** Where a command finds the hub's files and its configuration. */
export function sourcesOf({ shell, options }: Pick<Cli, 'shell' | 'options'>): {
  readonly root: string
  readonly sources: ConfigurationSources
} {
  const { root, data, books, transport, config } = options()
  return {
    root: root === undefined ? HOUSE : resolve(shell.cwd, root),
    sources: {
      env: shell.env,
      cwd: shell.cwd,
      ...(data === undefined ? {} : { data }),
      ...(books === undefined ? {} : { books }),
      ...(transport === undefined ? {} : { transport }),
      ...(config === undefined ? {} : { config }),
    },
  }
}
