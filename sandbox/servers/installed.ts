import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface InstalledMariadb {
  readonly server: string
  /** Makes the data folder of a new server. */
  readonly installDb: string
}

export interface InstalledRabbitmq {
  readonly server: string
  /** Erlang's list of nodes; every broker needs one. */
  readonly epmd: string
}

/** Servers are seldom on the path of those who are not root. */
const USUAL = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/sbin']
const MARIADB = ['/usr/local/mariadb/bin', '/usr/local/mariadb/scripts', '/opt/homebrew/opt/mariadb/bin']
/** Before the path: what Debian puts there is a wrapper that wants to be root or rabbitmq, and changes the user. */
const RABBITMQ = [
  '/usr/lib/rabbitmq/bin',
  '/opt/homebrew/opt/rabbitmq/sbin',
  '/usr/local/opt/rabbitmq/sbin',
  '/opt/rabbitmq/sbin',
]

const onPath = () => (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function programs(names: readonly string[], folders: readonly string[]): readonly string[] {
  return names.flatMap((name) => folders.map((folder) => join(folder, name)).filter(isProgram))
}

const isMariadb = (server: string) => {
  const { stdout } = spawnSync(server, ['--no-defaults', '--version'], { encoding: 'utf8' })
  return String(stdout).includes('MariaDB')
}

/** The MariaDB that is installed here, or undefined. `folders` are looked through in their order. */
export function findMariadb(folders = [...onPath(), ...USUAL, ...MARIADB]): InstalledMariadb | undefined {
  const [installDb] = programs(['mariadb-install-db', 'mysql_install_db'], folders)
  const server = programs(['mariadbd', 'mysqld'], folders).find(isMariadb)
  return server === undefined || installDb === undefined ? undefined : { server, installDb }
}

/** Erlang's own folders: `erts-13.1.5/bin` and its like. */
function erlangFolders(): readonly string[] {
  return ['/usr/lib/erlang', '/usr/local/lib/erlang'].flatMap((erlang) =>
    existsSync(erlang)
      ? readdirSync(erlang)
          .filter((name) => name.startsWith('erts-'))
          .map((name) => join(erlang, name, 'bin'))
      : [],
  )
}

const changesTheUser = (script: string) => /\b(su|runuser|setpriv)\b.*rabbitmq/.test(readFileSync(script, 'latin1'))

/** The RabbitMQ that is installed here, or undefined. `folders` are looked through in their order. */
export function findRabbitmq(
  folders = [...RABBITMQ, ...onPath(), ...USUAL, ...erlangFolders()],
): InstalledRabbitmq | undefined {
  const server = programs(['rabbitmq-server'], folders).find((script) => !changesTheUser(script))
  const [epmd] = programs(['epmd'], folders)
  return server === undefined || epmd === undefined ? undefined : { server, epmd }
}
