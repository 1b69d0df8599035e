import type { SqlConnection } from './connection.js'
import { conditionOf, defaultOf, emptyTable, type IndexModel, type SchemaModel, typeOf } from './schema-model.js'

/** The tables as they are in the books; nothing is locked and nothing written. */
export function liveSchema(connection: SqlConnection): Promise<SchemaModel> {
  return connection.dialect.name === 'sqlite' ? ofSqlite(connection) : ofServer(connection)
}

const SQLITE_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
const SQLITE_COLUMNS = 'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)'
const SQLITE_INDEXES =
  'SELECT l.name, l."unique", s.sql FROM pragma_index_list(?) l JOIN sqlite_schema s ON s.name = l.name WHERE l.origin <> \'pk\''
const SQLITE_INDEX = 'SELECT name FROM pragma_index_info(?) ORDER BY seqno'

async function ofSqlite(connection: SqlConnection): Promise<SchemaModel> {
  const tables: SchemaModel = new Map()
  for (const [name] of (await connection.rows(SQLITE_TABLES, [])) as unknown as [string][]) {
    const table = emptyTable()
    const key: [number, string][] = []
    type Column = [string, string, number, string | null, number]
    for (const [column, type, notNull, byDefault, place] of (await connection.rows(SQLITE_COLUMNS, [
      name,
    ])) as unknown as Column[]) {
      if (place > 0) key.push([place, column])
      const value = defaultOf(byDefault)
      const told = { type: typeOf(type), nullable: notNull === 0, ...(value === undefined ? {} : { default: value }) }
      table.columns.set(column, told)
    }
    table.key = key.sort(([one], [other]) => one - other).map(([, column]) => column)
    for (const [index, unique, text] of (await connection.rows(SQLITE_INDEXES, [name])) as unknown as [
      string,
      number,
      string | null,
    ][]) {
      const columns = (await connection.rows(SQLITE_INDEX, [index])).map(([column]) => column as string)
      const [, where] = /\) where (.*)$/is.exec(text ?? '') ?? []
      table.indexes.set(index, {
        columns,
        unique: unique === 1,
        ...(where === undefined ? {} : { where: conditionOf(where) }),
      })
    }
    tables.set(name, table)
  }
  return tables
}

const TABLES =
  'SELECT table_name, engine, table_collation FROM information_schema.tables ' +
  "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
const COLUMNS =
  'SELECT table_name, column_name, column_type, is_nullable, column_default FROM information_schema.columns ' +
  'WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position'
const INDEXES =
  'SELECT table_name, index_name, non_unique, column_name FROM information_schema.statistics ' +
  'WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index'

async function ofServer(connection: SqlConnection): Promise<SchemaModel> {
  const tables: SchemaModel = new Map()
  for (const [name, engine, collation] of (await connection.rows(TABLES, [])) as unknown as string[][])
    tables.set(name!, emptyTable({ engine: engine!, collation: collation! }))
  type Column = [string, string, string, string, string | null]
  for (const [name, column, type, nullable, byDefault] of (await connection.rows(COLUMNS, [])) as unknown as Column[]) {
    const value = defaultOf(byDefault)
    tables.get(name)?.columns.set(column, {
      type: typeOf(type),
      nullable: nullable === 'YES',
      ...(value === undefined ? {} : { default: value }),
    })
  }
  type Place = [string, string, number, string]
  for (const [name, index, notUnique, column] of (await connection.rows(INDEXES, [])) as unknown as Place[]) {
    const table = tables.get(name)
    if (table === undefined) continue
    if (index === 'PRIMARY') {
      table.key = [...table.key, column]
      continue
    }
    const before: IndexModel = table.indexes.get(index) ?? { columns: [], unique: Number(notUnique) === 0 }
    table.indexes.set(index, { ...before, columns: [...before.columns, column] })
  }
  return tables
}
