import { readFileSync } from 'node:fs'
import type { SslOptions } from 'mysql2'
import { HubError, neverSent } from '../../bus/errors.js'
import { type Dialect, MARIADB_COLLATION, MYSQL_COLLATION, mariadb, mysql } from './dialect.js'

export const HUB_BOOKS_URL = (why: string) =>
  new HubError(
    'HUB_BOOKS_URL',
    `the address of the books is refused: ${why}; it reads mysql://user:password@host:port/database`,
    neverSent,
  )

export const HUB_BOOKS_SETTINGS = (server: string, variable: string, found: string, wanted: string) =>
  new HubError(
    'HUB_BOOKS_SETTINGS',
    `the server of the books at ${server} has ${variable} = ${found}, but ${wanted} is needed`,
    { ...neverSent, details: { variable, found, wanted } },
  )

/** Where books on a server are. */
export interface MysqlAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly tls?: SslOptions
}

const NAMES = new Set(['tls', 'ca', 'cert', 'key'])

/**
 * Reads `mysql://user:password@host:port/database?tls=true&ca=/path/ca.pem`. With `tls=true` the server must show a
 * certificate for its host name, by an authority of `ca` or of those that Node knows; `cert` and `key` are the client's
 * own. Throws HUB_BOOKS_URL, which never says the password.
 */
export function mysqlAddress(url: string): MysqlAddress {
  if (!URL.canParse(url)) throw HUB_BOOKS_URL('it is no URL')
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url)
  if (protocol !== 'mysql:' && protocol !== 'mariadb:') throw HUB_BOOKS_URL(`it begins with ${protocol}`)
  if (hostname === '') throw HUB_BOOKS_URL('it names no host')
  if (username === '') throw HUB_BOOKS_URL('it names no user')
  const database = decoded(pathname.slice(1), 'database')
  if (!/^[\w$-]+$/.test(database)) throw HUB_BOOKS_URL('a database is named with letters, digits, _, - and $')
  for (const name of searchParams.keys()) if (!NAMES.has(name)) throw HUB_BOOKS_URL(`"${name}" is not known in it`)
  const tls = tlsOf(searchParams)
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 3306 : Number(port),
    user: decoded(username, 'user'),
    password: decoded(password, 'password'),
    database,
    ...(tls === undefined ? {} : { tls }),
  }
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw HUB_BOOKS_URL(`its ${what} is not percent-encoded as URLs are`)
  }
}

function tlsOf(given: URLSearchParams): SslOptions | undefined {
  const tls = given.get('tls')
  if (tls !== null && tls !== 'true' && tls !== 'false') throw HUB_BOOKS_URL('tls is true or false')
  const files: { ca?: string; cert?: string; key?: string } = {}
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = given.get(name)
    if (path === null) continue
    if (tls !== 'true') throw HUB_BOOKS_URL(`${name} is given without tls=true`)
    try {
      files[name] = readFileSync(path, 'utf8')
    } catch {
      throw HUB_BOOKS_URL(`the file of ${name}, ${path}, cannot be read`)
    }
  }
  return tls === 'true'
    ? { ...files, rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2' }
    : undefined
}

/** What a server is, as far as the books care. */
export interface ServerTraits {
  readonly dialect: Dialect
  /** For people, such as `10.11.6-MariaDB`. */
  readonly version: string
  /** Bytes of one statement. */
  readonly maxPacket: number
  /** A statement that waited too long for a lock takes its whole transaction with it. */
  readonly rollsBackOnTimeout: boolean
}

const MODES = [
  'STRICT_ALL_TABLES',
  'NO_ZERO_IN_DATE',
  'NO_ZERO_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
  'NO_AUTO_VALUE_ON_ZERO',
]
const LEAST_PACKET = 16 * 1024 * 1024

export const isMariadb = (version: string) => /mariadb/i.test(version)

/** What one connection is for. */
export type Role = 'writes' | 'reads' | 'beside'

/** So much longer than a change may take may a transaction be silent, in milliseconds: a slow change must fail by itself. */
const SILENT_MORE_MS = 3_000

/**
 * Statements that make a session what the books need, whatever the server's defaults are. `applyWithin`: milliseconds that
 * a change may take.
 */
export function sessionOf(version: string, role: Role, applyWithin: number): readonly string[] {
  const maria = isMariadb(version)
  const set: Record<string, string> = {
    sql_mode: `'${MODES.join(',')}'`,
    time_zone: `'+00:00'`,
    innodb_lock_wait_timeout: '10',
    autocommit: role === 'writes' ? '0' : '1',
    // A process that stands still with a transaction open must not stop the others.
    ...(maria && role === 'writes'
      ? { idle_transaction_timeout: `${Math.ceil((applyWithin + SILENT_MORE_MS) / 1_000)}` }
      : {}),
  }
  return [
    `SET NAMES utf8mb4 COLLATE ${maria ? MARIADB_COLLATION : MYSQL_COLLATION}`,
    `SET ${Object.entries(set)
      .map(([name, value]) => `SESSION ${name} = ${value}`)
      .join(', ')}`,
    `SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED${role === 'reads' ? ', READ ONLY' : ''}`,
  ]
}

/** Asks what `traitsOf` reads, one row. */
export const TRAITS =
  'SELECT @@version, @@max_allowed_packet, @@innodb_rollback_on_timeout, @@innodb_flush_log_at_trx_commit, ' +
  '@@log_bin, @@sync_binlog, @@binlog_format, @@sql_mode, @@time_zone, @@character_set_connection, ' +
  '@@collation_connection, @@read_only, @@default_storage_engine'

/** Whether a commit that was answered survives the power failing: `refused` when not, or only `warned` of. */
export type Durability = 'refused' | 'warned'

/** Reads TRAITS. Throws HUB_BOOKS_SETTINGS for what the books cannot do with; `warn` is told what they should not. */
export function traitsOf(
  row: readonly unknown[],
  server: string,
  lossy: Durability,
  warn: (sentence: string) => void,
): ServerTraits {
  const [
    version,
    packet,
    onTimeout,
    flush,
    logBin,
    syncBinlog,
    format,
    mode,
    zone,
    charset,
    collation,
    readOnly,
    engine,
  ] = row as [string, number, number, number, number, number, string, string, string, string, string, number, string]
  const need = (holds: boolean, variable: string, found: unknown, wanted: string) => {
    if (!holds) throw HUB_BOOKS_SETTINGS(server, variable, String(found), wanted)
  }
  const durable = (holds: boolean, variable: string, found: unknown, wanted: string) => {
    if (holds) return
    const refusal = HUB_BOOKS_SETTINGS(server, variable, String(found), wanted)
    if (lossy === 'refused') throw refusal
    warn(`${refusal.message}: what was answered as kept may be lost when the machine fails`)
  }
  const maria = isMariadb(version)
  const least = maria ? '10.6' : '8.0.19'
  need(atLeast(version, least), 'version', version, `${maria ? 'MariaDB' : 'MySQL'} ${least} or newer`)
  need(packet >= LEAST_PACKET, 'max_allowed_packet', packet, `${LEAST_PACKET} (16M) or more`)
  need(
    MODES.every((one) => mode.split(',').includes(one)),
    'sql_mode',
    mode,
    MODES.join(','),
  )
  need(zone === '+00:00', 'time_zone', zone, '+00:00')
  need(charset === 'utf8mb4', 'character_set_connection', charset, 'utf8mb4')
  need(collation === (maria ? MARIADB_COLLATION : MYSQL_COLLATION), 'collation_connection', collation, 'binary order')
  need(Number(readOnly) === 0, 'read_only', readOnly, '0')
  need(/^innodb$/i.test(engine), 'default_storage_engine', engine, 'InnoDB')
  durable(Number(flush) === 1, 'innodb_flush_log_at_trx_commit', flush, '1')
  if (Number(logBin) === 1) {
    need(!/^statement$/i.test(format), 'binlog_format', format, 'ROW or MIXED')
    durable(Number(syncBinlog) === 1, 'sync_binlog', syncBinlog, '1 (with log_bin = 1)')
  }
  return {
    dialect: maria ? mariadb : mysql,
    version,
    // What stands around the values of a statement.
    maxPacket: packet - 1024,
    rollsBackOnTimeout: Number(onTimeout) === 1,
  }
}

function atLeast(version: string, least: string): boolean {
  const numbers = (text: string) => (/^[\d.]+/.exec(text)?.[0] ?? '0').split('.').map(Number)
  const [came, wanted] = [numbers(version), numbers(least)]
  for (let at = 0; at < wanted.length; at++)
    if ((came[at] ?? 0) !== wanted[at]) return (came[at] ?? 0) > (wanted[at] ?? 0)
  return true
}
