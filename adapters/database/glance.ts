import type { LivingMessage } from '../../bus/ports/message.js'
import type { StepRecord } from '../../bus/ports/unit.js'
import { openBeside } from './beside.js'
import type { Row, SqlConnection } from './connection.js'
import { decodeDead, decodeMessage, decodeRecord } from './decoded.js'
import { ManyValues } from './many.js'
import { HUB_BOOKS_NEWER } from './migrations.js'
import { DEAD_SELECT, MESSAGE_SELECT, RECORD_COLUMNS } from './rows.js'
import { engineMigrations } from './schema.js'

/** A message that stands in the books, with what it has recorded. */
export interface Parked {
  readonly message: LivingMessage
  readonly isDeadLetter: boolean
  readonly records: readonly StepRecord[]
}

const PAGE = 500
const RECORDS = new ManyValues(`SELECT ${RECORD_COLUMNS} FROM hub_record WHERE seq IN ?`)

/**
 * Reads what lives and what is a dead letter in the books of a folder or at an address, beside a hub that may run on them:
 * it takes no lock and writes nothing. Books of an older version are read as they are. Throws what openBeside throws, and
 * HUB_BOOKS_NEWER.
 */
export async function* glance(books: string): AsyncGenerator<Parked> {
  const connection = await openBeside(books)
  try {
    await refuseNewer(connection)
    yield* table(connection, 'hub_message', MESSAGE_SELECT, decodeMessage, false)
    yield* table(connection, 'hub_dead_letter', DEAD_SELECT, (row) => decodeDead(row).message, true)
  } finally {
    await connection.close()
  }
}

async function refuseNewer(connection: SqlConnection): Promise<void> {
  const known = new Set(engineMigrations.steps.map(({ name }) => name))
  const columns = (await connection.rows(connection.dialect.columnsOf, ['hub_migration'])).map(([column]) => column)
  const strict = columns.includes('additive') ? 'WHERE additive = 0' : ''
  for (const [name] of await connection.rows(`SELECT name FROM hub_migration ${strict} ORDER BY name`, []))
    if (!known.has(name as string)) throw HUB_BOOKS_NEWER('hub', name as string)
}

async function* table(
  connection: SqlConnection,
  name: string,
  select: string,
  decode: (row: Row) => LivingMessage,
  isDeadLetter: boolean,
): AsyncGenerator<Parked> {
  const there = new Set((await connection.rows(connection.dialect.columnsOf, [name])).map(([column]) => column))
  const columns = select.split(', ').map((column) => (there.has(column) ? column : `NULL AS ${column}`))
  const page = `SELECT ${columns.join(', ')} FROM ${name} WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`
  let after = -1
  for (;;) {
    const messages = (await connection.rows(page, [after])).map(decode)
    const ids = new Map(messages.map(({ seq, id }) => [seq, id]))
    const records = new Map<number, StepRecord[]>()
    for (const [seq, ...row] of await RECORDS.rows(connection, [...ids.keys()])) {
      const list = records.get(seq as number) ?? []
      list.push(decodeRecord([ids.get(seq as number)!, ...row]))
      records.set(seq as number, list)
    }
    for (const message of messages) yield { message, isDeadLetter, records: records.get(message.seq) ?? [] }
    const last = messages.at(-1)
    if (last === undefined || messages.length < PAGE) return
    after = last.seq
  }
}
