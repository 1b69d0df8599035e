import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import type { ConnectionHandle, ReadUse } from '../../bus/adapter.js'
import type { Reader } from '../../bus/ends.js'

/** The hub's own database as a connection, so that a flow's need of it shows in `dromedary check` like any other. */
const connection: ConnectionHandle = Object.freeze({
  name: 'books',
  adapter: 'books',
  summary: 'The hub’s own database: committed state of the registers.',
  options: Type.Object({}),
  open: async (_options: unknown, use: Parameters<ConnectionHandle['open']>[1]) => use.books,
})

/**
 * A reader of the registers for `enrich` and `split`. It sees committed state and changes nothing; rows that come as a
 * stream are read page by page (keyset), so that a long reading holds nothing. `what` names it in the trace.
 */
export function readsBooks<Tables, Query, Row>(
  what: string,
  read: (db: Kysely<Tables>, query: Query, use: ReadUse) => AsyncIterable<Row>,
): Reader<Query, Row> {
  return Object.freeze({ kind: 'reader', uri: `books.${what}`, connection, read }) as unknown as Reader<Query, Row>
}
