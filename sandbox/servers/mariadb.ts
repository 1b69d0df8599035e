import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { findMariadb, type InstalledMariadb } from './installed.js'
import { freePort } from './ports.js'
import { folderOf, type Kind, type Server, type ServerOptions, startPrivate } from './private-server.js'

const CONNECT_MS = 5_000
const NOT_INSTALLED =
  'no MariaDB is installed: there is no mariadbd, and one at a given address or in a container cannot be killed and measured; install mariadb-server'

/** Throws unless the server at this address lets us in. */
export async function mysqlAnswers(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: CONNECT_MS })
  try {
    await connection.query('SELECT 1')
  } finally {
    await connection.end()
  }
}

/**
 * Settings of a server that keeps what it has committed, as in production: every commit is synced. None of the machine's
 * own configuration is read.
 */
const argsOf = (folder: string, port: number) => [
  '--no-defaults',
  ...asRoot(),
  `--datadir=${join(folder, 'data')}`,
  `--tmpdir=${folder}`,
  // In the data folder; a path from the root could be longer than a socket's name may be.
  '--socket=s.sock',
  `--pid-file=${join(folder, 'mariadb.pid')}`,
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-buffer-pool-size=256M',
  '--innodb-log-file-size=256M',
  '--max-connections=500',
  '--character-set-server=utf8mb4',
]

/** The server refuses to run as root unless it is told to. */
const asRoot = () => (process.getuid?.() === 0 ? ['--user=root'] : [])

/**
 * A MariaDB of one's own: `root` without a password, from this machine only. Throws when none is installed, see
 * `npm run services`.
 */
export async function startMariadb(
  options: ServerOptions = {},
  installed: InstalledMariadb | undefined = findMariadb(),
): Promise<Server> {
  if (installed === undefined) throw new Error(NOT_INSTALLED)
  const { server, installDb } = installed
  const { folder, own } = folderOf(options)
  const port = options.port ?? (await freePort())
  const url = `mysql://root@127.0.0.1:${port}/`
  const env = process.env
  const kind: Kind = {
    name: 'MariaDB',
    url,
    program: { command: server, args: argsOf(folder, port), env },
    async prepare(run) {
      if (existsSync(join(folder, 'data', 'mysql'))) return
      const args = [
        '--no-defaults',
        ...asRoot(),
        `--datadir=${join(folder, 'data')}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ]
      await run({ command: installDb, args, env })
    },
    answers: () => mysqlAnswers(url),
  }
  return startPrivate(kind, { port, folder, own })
}
