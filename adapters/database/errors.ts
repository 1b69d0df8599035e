import { HubError, neverSent, tryAgain } from '../../bus/errors.js'

// What can go wrong with the books as a whole. A failed commit has written nothing, so none of these is ever in doubt. On a
// server HUB_BOOKS_UNKNOWN alone is (mysql-errors.ts).

export const HUB_BOOKS_LOCKED = (folder: string, holder: string) =>
  new HubError(
    'HUB_BOOKS_LOCKED',
    `the books in ${folder} are held by ${holder}; one process holds a data folder: stop that one or choose another folder`,
    neverSent,
  )

export const HUB_SEAT_LOST = () =>
  new HubError(
    'HUB_SEAT_LOST',
    'this process was silent for longer than its lease, so the others have taken over what it ran; it joins them anew',
    tryAgain,
  )

export const HUB_BOOKS_BUSY = (cause: unknown) =>
  new HubError('HUB_BOOKS_BUSY', 'another connection kept the books locked for too long; nothing was written', {
    ...tryAgain,
    cause,
  })

export const HUB_BOOKS_FULL = (cause: unknown) =>
  new HubError('HUB_BOOKS_FULL', 'the disk or the quota of the books is full; nothing was written', {
    ...tryAgain,
    cause,
  })

export const HUB_BOOKS_CORRUPT = (cause: unknown) =>
  new HubError('HUB_BOOKS_CORRUPT', 'the file of the books is damaged or is no database; nothing was written', {
    ...neverSent,
    cause,
  })

export const HUB_BOOKS_IO = (what: string, cause: unknown) =>
  new HubError(
    'HUB_BOOKS_IO',
    `the operating system refused to read or write the books (${what}); nothing was written`,
    {
      ...tryAgain,
      cause,
    },
  )

export const HUB_BOOKS_READ_ONLY = (cause?: unknown) =>
  new HubError(
    'HUB_BOOKS_READ_ONLY',
    'this connection only reads: changes are made in a change step or a unit of the books',
    {
      ...neverSent,
      cause,
    },
  )

export const HUB_BOOKS_CLOSED = () =>
  new HubError('HUB_BOOKS_CLOSED', 'the books were closed, so nothing can be read or written any more', neverSent)

export const HUB_BOOKS_CONSTRAINT = (rule: string, cause: unknown) =>
  new HubError('HUB_BOOKS_CONSTRAINT', `a row breaks a rule of its table: ${rule}`, {
    ...neverSent,
    cause,
    details: { rule },
  })

export const HUB_BOOKS_SQL = (what: string, cause: unknown) =>
  new HubError('HUB_BOOKS_SQL', `the database refused a statement: ${what}`, { ...neverSent, cause })

// What the guard before the driver refuses.

export const HUB_BIND_VALUE = (position: number, came: string, remedy: string) =>
  new HubError('HUB_BIND_VALUE', `parameter ${position} cannot be stored exactly: ${came}; ${remedy}`, neverSent)

export const HUB_BIND_COUNT = (wanted: number, came: number) =>
  new HubError('HUB_BIND_COUNT', `the statement has ${wanted} placeholders and got ${came} parameters`, neverSent)

export const HUB_SQL_REFUSED = (why: string) =>
  new HubError('HUB_SQL_REFUSED', `a statement was refused before it reached the database: ${why}`, neverSent)

export const HUB_INTEGER_TOO_LARGE = (column: string) =>
  new HubError(
    'HUB_INTEGER_TOO_LARGE',
    `column ${column} holds an integer beyond 2^53 - 1 that a number cannot carry; read it with exactInteger()`,
    neverSent,
  )

// What a change may not do with its transaction.

export const HUB_TX_ENDED = () =>
  new HubError(
    'HUB_TX_ENDED',
    'a transaction was used after its change had ended; await every query inside apply and keep none for later',
    neverSent,
  )

export const HUB_TX_NESTED = () =>
  new HubError(
    'HUB_TX_NESTED',
    'a change already runs in the transaction of its commit, and a reader in none: begin no transaction and no savepoint of your own',
    neverSent,
  )

export const HUB_CHANGE_SLOW = (milliseconds: number) =>
  new HubError(
    'HUB_CHANGE_SLOW',
    `a change did not finish within ${milliseconds} ms and was rolled back; apply may await nothing but its transaction`,
    neverSent,
  )

export const HUB_STREAM_REFUSED = () =>
  new HubError(
    'HUB_STREAM_REFUSED',
    'an open cursor would keep the books from being checkpointed; read in pages with rowsInPages()',
    neverSent,
  )

// What the store refuses.

export const HUB_MESSAGE_EXISTS = (id: string) =>
  new HubError('HUB_MESSAGE_EXISTS', `message ${id} is in the books already, so it cannot be accepted again`, neverSent)

export const HUB_MEET_IN_CHANGE = () =>
  new HubError(
    'HUB_MEET_IN_CHANGE',
    'a unit of the books both changes a register and meets at a gate; make them two units',
    neverSent,
  )

export const HUB_NO_DEAD_LETTER = (id: string) =>
  new HubError('HUB_NO_DEAD_LETTER', `message ${id} is not among the dead letters, so it cannot be replayed`, neverSent)

export const HUB_MESSAGE_ERASED = (id: string) =>
  new HubError(
    'HUB_MESSAGE_ERASED',
    `the body of dead letter ${id} was erased on request, so it cannot be replayed; drop it`,
    neverSent,
  )

export const HUB_CLIENT_EXISTS = (name: string) =>
  new HubError(
    'HUB_CLIENT_EXISTS',
    `an API client named "${name}" exists; revoke it first or choose another name`,
    neverSent,
  )

export const HUB_PAGE_MARK = (list: string) =>
  new HubError('HUB_PAGE_MARK', `the mark to go on after is not one that the list of ${list} gave out`, neverSent)

export const HUB_PAGE_LIMIT = (most: number, came: number) =>
  new HubError('HUB_PAGE_LIMIT', `a page holds 1 to ${most} rows; ${came} were asked for`, neverSent)

// SQLite's result codes (sqlite.org/rescode.html): the lowest eight bits are the kind, the rest says more.
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const CORRUPT = 11
const FULL = 13
const CONSTRAINT = 19
const NOTADB = 26
const DISK = new Map([
  [3, 'PERM'],
  [7, 'NOMEM'],
  [10, 'IOERR'],
  [14, 'CANTOPEN'],
  [22, 'NOLFS'],
])

/** Turns what the driver throws into a HubError that says what to do. HubErrors pass through. */
export function booksError(error: unknown): HubError {
  if (error instanceof HubError) return error
  const said = error instanceof Error ? error.message : String(error)
  const raw = (error as { rawCode?: unknown } | null)?.rawCode
  if (typeof raw !== 'number') return HUB_BOOKS_SQL(said, error)
  const kind = raw & 0xff
  if (kind === BUSY || kind === LOCKED) return HUB_BOOKS_BUSY(error)
  if (kind === FULL) return HUB_BOOKS_FULL(error)
  if (kind === CORRUPT || kind === NOTADB) return HUB_BOOKS_CORRUPT(error)
  // The plain code is a write through a connection that only reads; the extended ones are the file system's.
  if (raw === READONLY) return HUB_BOOKS_READ_ONLY(error)
  if (kind === READONLY) return HUB_BOOKS_IO(`READONLY ${raw}`, error)
  const disk = DISK.get(kind)
  if (disk !== undefined) return HUB_BOOKS_IO(`${disk} ${raw}`, error)
  if (kind === CONSTRAINT) return HUB_BOOKS_CONSTRAINT(said, error)
  return HUB_BOOKS_SQL(said, error)
}
