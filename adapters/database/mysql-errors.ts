import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'
import {
  HUB_BOOKS_BUSY,
  HUB_BOOKS_CONSTRAINT,
  HUB_BOOKS_CORRUPT,
  HUB_BOOKS_FULL,
  HUB_BOOKS_IO,
  HUB_BOOKS_READ_ONLY,
  HUB_BOOKS_SQL,
} from './errors.js'

export const HUB_BOOKS_LOST = (server: string, cause?: unknown) =>
  new HubError(
    'HUB_BOOKS_LOST',
    `the database server of the books at ${server} cannot be reached (${saidBy(cause)}); nothing of a transaction that was under way was written`,
    { ...tryAgain, cause },
  )

export const HUB_BOOKS_UNKNOWN = (server: string, cause: unknown) =>
  new HubError(
    'HUB_BOOKS_UNKNOWN',
    `the connection to the books at ${server} was lost while a commit was under way, and the hub stopped before the server could be asked whether it took place`,
    { ...inDoubt, cause },
  )

export const HUB_BOOKS_PEN = (server: string) =>
  new HubError(
    'HUB_BOOKS_PEN',
    `the books at ${server} have no row last-seq in hub_state any more, by whose lock hubs take turns; nothing was written`,
    tryAgain,
  )

export const HUB_BOOKS_PACKET = (bytes: number, most: number) =>
  new HubError(
    'HUB_BOOKS_PACKET',
    `a statement of ${bytes} bytes is larger than the ${most} bytes that the server of the books takes (max_allowed_packet)`,
    neverSent,
  )

export const HUB_BOOKS_DENIED = (server: string, cause: unknown) =>
  new HubError(
    'HUB_BOOKS_DENIED',
    `the server of the books at ${server} does not let this user in or to this database (${saidBy(cause)})`,
    { ...neverSent, cause },
  )

function saidBy(cause: unknown): string {
  const { code, errno } = (cause ?? {}) as { code?: unknown; errno?: unknown }
  return typeof code === 'string' ? code : typeof errno === 'number' ? `error ${errno}` : 'no answer'
}

// Error numbers of MariaDB (mariadb.com/kb/en/mariadb-error-codes) and MySQL (dev.mysql.com/doc/mysql-errors/8.0/en).
const LOCKS = new Set([
  1205, // ER_LOCK_WAIT_TIMEOUT
  1213, // ER_LOCK_DEADLOCK
  1020, // ER_CHECKREAD: the row has changed since it was read
  1615, // ER_NEED_REPREPARE: a table changed too often while a statement was prepared
  3572, // ER_LOCK_NOWAIT
])
const FULL = new Set([
  1021, // ER_DISK_FULL
  1114, // ER_RECORD_FILE_FULL
  1041, // ER_OUT_OF_RESOURCES
])
const READ_ONLY = new Set([
  1290, // ER_OPTION_PREVENTS_STATEMENT: the server runs with --read-only
  1792, // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  1836, // ER_READ_ONLY_MODE
])
const RULES = new Set([
  1048, // ER_BAD_NULL_ERROR
  1062, // ER_DUP_ENTRY
  1169, // ER_DUP_UNIQUE
  1216, // ER_NO_REFERENCED_ROW
  1217, // ER_ROW_IS_REFERENCED
  1264, // ER_WARN_DATA_OUT_OF_RANGE
  1265, // WARN_DATA_TRUNCATED
  1292, // ER_TRUNCATED_WRONG_VALUE
  1364, // ER_NO_DEFAULT_FOR_FIELD
  1366, // ER_TRUNCATED_WRONG_VALUE_FOR_FIELD
  1406, // ER_DATA_TOO_LONG
  1451, // ER_ROW_IS_REFERENCED_2
  1452, // ER_NO_REFERENCED_ROW_2
  1586, // ER_DUP_ENTRY_WITH_KEY_NAME
  3819, // ER_CHECK_CONSTRAINT_VIOLATED (MySQL)
  4025, // ER_CONSTRAINT_FAILED (MariaDB)
])
const DENIED = new Set([
  1044, // ER_DBACCESS_DENIED_ERROR
  1045, // ER_ACCESS_DENIED_ERROR
  1049, // ER_BAD_DB_ERROR
  1130, // ER_HOST_NOT_PRIVILEGED
  1142, // ER_TABLEACCESS_DENIED_ERROR
  1227, // ER_SPECIFIC_ACCESS_DENIED_ERROR
  1251, // ER_NOT_SUPPORTED_AUTH_MODE
  1698, // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
])
const CORRUPT = new Set([
  1034, // ER_NOT_KEYFILE
  1194, // ER_CRASHED_ON_USAGE
  1712, // ER_INDEX_CORRUPT
  1877, // ER_INNODB_INDEX_CORRUPT
])
const DISK = new Map([
  [1026, 'ER_ERROR_ON_WRITE'],
  [1030, 'ER_GET_ERRNO'],
  [1037, 'ER_OUTOFMEMORY'],
])
/** What is said of these has values in it, or parts of a row, at no place that is always the same. */
const TELLING = new Map([
  [1300, 'ER_INVALID_CHARACTER_STRING'],
  [1367, 'ER_ILLEGAL_VALUE_FOR_TYPE'],
  [1526, 'ER_NO_PARTITION_FOR_GIVEN_VALUE'],
  [1690, 'ER_DATA_OUT_OF_RANGE'],
  [1761, 'ER_FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO'],
  [1762, 'ER_FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO'],
  [1918, 'ER_BAD_DATA (MariaDB)'],
])
const GONE = new Set([
  1040, // ER_CON_COUNT_ERROR: too many connections
  1053, // ER_SERVER_SHUTDOWN
  1079, // ER_SHUTDOWN_COMPLETE
  1080, // ER_FORCING_CLOSE
  1152, // ER_ABORTING_CONNECTION
  1158, // ER_NET_READ_ERROR
  1159, // ER_NET_READ_INTERRUPTED
  1153, // ER_NET_PACKET_TOO_LARGE: the server hangs up; too large statements are refused before
  1160, // ER_NET_ERROR_ON_WRITE
  1161, // ER_NET_WRITE_INTERRUPTED
  1203, // ER_TOO_MANY_USER_CONNECTIONS
  1317, // ER_QUERY_INTERRUPTED: killed, and the connection with it soon
  1927, // ER_CONNECTION_KILLED (MariaDB)
  3168, // ER_SERVER_ISNT_AVAILABLE
  4031, // ER_CLIENT_INTERACTION_TIMEOUT
])
const DEADLOCK = 1213
const LOCK_WAIT = 1205

interface Told {
  readonly errno?: unknown
  readonly code?: unknown
  readonly fatal?: unknown
  readonly sqlMessage?: unknown
}

/** Whether a connection is of no use after what it said. */
export function isLoss(error: unknown): boolean {
  const { errno, fatal, code } = error as Told
  if (typeof errno === 'number' && GONE.has(errno)) return true
  // What comes from the socket has no number of the server's.
  return fatal === true || (typeof code === 'string' && /^(E[A-Z]+|PROTOCOL_\w+)$/.test(code) && !/^ER_/.test(code))
}

/** Whether the server has undone the whole transaction; `error` is one of mysqlError. */
export function isUndone({ cause }: HubError, rollsBackOnTimeout: boolean): boolean {
  const { errno } = (cause ?? {}) as Told
  return errno === DEADLOCK || (errno === LOCK_WAIT && rollsBackOnTimeout)
}

/** Turns what the driver throws into a HubError that says what to do. HubErrors pass through. `server` is host and port. */
export function mysqlError(error: unknown, server: string): HubError {
  if (error instanceof HubError) return error
  const { errno, sqlMessage } = error as Told
  const said = typeof sqlMessage === 'string' ? sqlMessage : error instanceof Error ? error.message : String(error)
  const cause = bare(error as Told)
  if (isLoss(error)) return HUB_BOOKS_LOST(server, cause)
  if (typeof errno !== 'number') return HUB_BOOKS_SQL(said, cause)
  if (LOCKS.has(errno)) return HUB_BOOKS_BUSY(cause)
  if (FULL.has(errno)) return HUB_BOOKS_FULL(cause)
  if (READ_ONLY.has(errno)) return HUB_BOOKS_READ_ONLY(cause)
  if (RULES.has(errno)) return HUB_BOOKS_CONSTRAINT(withoutValue(said), cause)
  if (CORRUPT.has(errno)) return HUB_BOOKS_CORRUPT(cause)
  if (DENIED.has(errno)) return HUB_BOOKS_DENIED(server, cause)
  const disk = DISK.get(errno)
  if (disk !== undefined) return HUB_BOOKS_IO(`${disk} ${errno}`, cause)
  const telling = TELLING.get(errno)
  return HUB_BOOKS_SQL(telling === undefined ? withoutValue(said) : `${telling} ${errno}`, cause)
}

/** What the driver throws holds the statement, and values in its text. */
function bare({ code, errno }: Told): Error {
  return Object.assign(new Error(`the database said ${String(code ?? errno ?? 'nothing')}`), { code, errno })
}

/** The server quotes the value that breaks a rule, if need be to the end of what it says; it may be anybody's. */
function withoutValue(said: string): string {
  return said
    .replace(/Duplicate entry '.*' for key/s, 'Duplicate entry for key')
    .replace(/(Incorrect|Truncated incorrect) (.{1,32}?) value: '.*'(?= for\b|$)/s, '$1 $2 value')
}
