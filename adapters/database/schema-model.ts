import type { MigrationStep } from './migrations.js'

/** A column as its definition says, in the words of its database. */
export interface ColumnModel {
  readonly type: string
  readonly nullable: boolean
  readonly default?: string
  /** Its definition but for `unique`, to make it again; of a live one unknown. */
  readonly definition?: string
}

export interface IndexModel {
  readonly columns: readonly string[]
  readonly unique: boolean
  /** The rows that it is over, where not over all. */
  readonly where?: string
  /** The statement that makes it; of a live one unknown. */
  readonly statement?: string
}

/** A rule that no two rows are the same in these columns. The database makes an index of it, and may name it as it likes. */
export interface UniqueModel {
  readonly name?: string
  readonly columns: readonly string[]
}

export interface TableModel {
  readonly columns: Map<string, ColumnModel>
  key: readonly string[]
  /** Of live tables also those of unique constraints and foreign keys. */
  readonly indexes: Map<string, IndexModel>
  /** Of live tables none. */
  uniques: readonly UniqueModel[]
  /** Names of indexes that a server may make for foreign keys. Of live tables none. */
  readonly ofForeignKeys: Set<string>
  /** Of a table on a server. */
  readonly engine?: string
  readonly collation?: string
  /** What makes it, one after the other; of a live one nothing. */
  readonly statements: string[]
  /** A statement that changes it in a way that is not understood here: then nothing is said of its columns and indexes. */
  unread?: string
}

export type SchemaModel = Map<string, TableModel>

const NAME = String.raw`["\`](\w+)["\`]`
const CREATE_TABLE = new RegExp(`^create table (?:if not exists )?${NAME} \\(`, 'i')
const DROP_TABLE = new RegExp(`^drop table (?:if exists )?${NAME}`, 'i')
const ALTER_TABLE = new RegExp(`^alter table ${NAME} (.*)$`, 'is')
const CREATE_INDEX = new RegExp(
  `^create (unique )?index (?:if not exists )?${NAME} on ${NAME} \\(([^)]*)\\)(?: where (.*))?$`,
  'is',
)
const DROP_INDEX = new RegExp(`^drop index (?:if exists )?${NAME}`, 'i')
const COLUMN = new RegExp(`^${NAME} ([a-z]+(?: precision)?(?:\\(\\d+\\))?)(.*)$`, 'is')
const KEY = /^(?:constraint \S+ )?primary key \(([^)]*)\)/i
const UNIQUE = new RegExp(`^(?:constraint ${NAME} )?unique \\(([^)]*)\\)`, 'i')
const FOREIGN_KEY = new RegExp(`^constraint ${NAME} foreign key\\b`, 'i')
const CONSTRAINT = /^(?:constraint|check|foreign)\b/i
const ADD_OR_MODIFY = /^(?:add|modify) column (.*)$/is
const DROP_COLUMN = new RegExp(`^drop column ${NAME}`, 'i')
const ADD_CONSTRAINT = /^add (constraint .*)$/is
const DROP_CONSTRAINT = new RegExp(`^drop constraint ${NAME}`, 'i')

/** A table of which nothing is known yet. */
export function emptyTable(more: Partial<TableModel> = {}): TableModel {
  return {
    columns: new Map(),
    key: [],
    indexes: new Map(),
    uniques: [],
    ofForeignKeys: new Set(),
    statements: [],
    ...more,
  }
}

/** The tables that migrations make, read from their own statements: nobody needs a second database to compare with. */
export function modelOf(steps: readonly MigrationStep[]): SchemaModel {
  const tables: SchemaModel = new Map()
  for (const { text } of steps) take(tables, text)
  return tables
}

function take(tables: SchemaModel, text: string): void {
  const [, created] = CREATE_TABLE.exec(text) ?? []
  if (created !== undefined) {
    tables.set(created, tableFrom(text))
    return
  }
  const [, dropped] = DROP_TABLE.exec(text) ?? []
  if (dropped !== undefined) {
    tables.delete(dropped)
    return
  }
  const [, unique, index, on, columns, where] = CREATE_INDEX.exec(text) ?? []
  if (index !== undefined) {
    tables.get(on!)?.indexes.set(index, {
      columns: names(columns!),
      unique: unique !== undefined,
      ...(where === undefined ? {} : { where: conditionOf(where) }),
      statement: text,
    })
    return
  }
  const [, gone] = DROP_INDEX.exec(text) ?? []
  if (gone !== undefined) {
    for (const table of tables.values()) {
      table.indexes.delete(gone)
      table.uniques = table.uniques.filter(({ name }) => name !== gone)
    }
    return
  }
  const [, altered, changes] = ALTER_TABLE.exec(text) ?? []
  const table = altered === undefined ? undefined : tables.get(altered)
  if (table !== undefined) alter(table, text, changes!)
}

function tableFrom(text: string): TableModel {
  const open = text.indexOf('(')
  const table = emptyTable({ statements: [text] })
  for (const part of parts(text.slice(open + 1, closing(text, open)))) if (!constraint(table, part)) column(table, part)
  return table
}

/** Whether it is one. */
function constraint(table: TableModel, part: string): boolean {
  const [, key] = KEY.exec(part) ?? []
  if (key !== undefined) table.key = names(key)
  const [, name, columns] = UNIQUE.exec(part) ?? []
  if (columns !== undefined)
    table.uniques = [...table.uniques, { ...(name === undefined ? {} : { name }), columns: names(columns) }]
  const [, foreign] = FOREIGN_KEY.exec(part) ?? []
  if (foreign !== undefined) table.ofForeignKeys.add(foreign)
  return key !== undefined || columns !== undefined || CONSTRAINT.test(part)
}

function alter(table: TableModel, text: string, changes: string): void {
  table.statements.push(text)
  for (const change of parts(changes)) {
    const [, made] = ADD_OR_MODIFY.exec(change) ?? []
    const [, dropped] = DROP_COLUMN.exec(change) ?? []
    const [, added] = ADD_CONSTRAINT.exec(change) ?? []
    const [, gone] = DROP_CONSTRAINT.exec(change) ?? []
    if (made !== undefined) column(table, made)
    else if (dropped !== undefined) dropColumn(table, dropped)
    else if (added !== undefined) constraint(table, added)
    // The index of a foreign key stays when that is dropped.
    else if (gone !== undefined && table.uniques.some(({ name }) => name === gone))
      table.uniques = table.uniques.filter(({ name }) => name !== gone)
    else if (gone === undefined || !table.ofForeignKeys.has(gone)) table.unread = text
  }
}

/** What was over this column alone goes with it. */
function dropColumn(table: TableModel, name: string): void {
  table.columns.delete(name)
  table.uniques = table.uniques.filter(({ columns }) => columns.join() !== name)
  for (const [index, { columns }] of table.indexes) if (columns.join() === name) table.indexes.delete(index)
}

function column(table: TableModel, definition: string): void {
  const [, name, type, rest] = COLUMN.exec(definition) ?? []
  if (name === undefined) {
    table.unread = definition
    return
  }
  const words = rest!.replaceAll(/'(?:[^']|'')*'/g, '')
  if (/\bprimary key\b/i.test(words)) table.key = [name]
  const isUnique = /\bunique\b/i.test(words)
  if (isUnique) table.uniques = [...table.uniques, { columns: [name] }]
  if (/\breferences\b/i.test(words)) table.ofForeignKeys.add(name)
  const [, byDefault] = /\bdefault ('(?:[^']|'')*'|\S+)/i.exec(rest!) ?? []
  table.columns.set(name, {
    type: typeOf(type!),
    nullable: !/\bnot null\b/i.test(rest!),
    ...(byDefault === undefined ? {} : { default: defaultOf(byDefault)! }),
    definition: isUnique ? definition.replace(/ unique\b/i, '') : definition,
  })
}

/** A type in the words in which the database itself tells it. */
export function typeOf(type: string): string {
  return type
    .toLowerCase()
    .replace(/^double precision$/, 'double')
    .replace(/^((?:big|tiny|small|medium)?int)\(\d+\)/, '$1')
}

/** The value of a default, without the quotes that one database tells and another does not. */
export function defaultOf(stored: string | null): string | undefined {
  if (stored === null || /^null$/i.test(stored)) return undefined
  return stored.replace(/^'(.*)'$/s, (_, text: string) => text.replaceAll("''", "'"))
}

/** A condition without what does not matter in it. */
export function conditionOf(text: string): string {
  return text.replaceAll(/["`]/g, '').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

function names(list: string): string[] {
  return list.split(',').map((name) => name.replaceAll(/["`\s]/g, ''))
}

/** Where the bracket that opens at a place closes. */
function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === "'") at = text.indexOf("'", at + 1)
    else if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}

/** What stands between the commas that stand in no brackets and no quotes. */
function parts(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "'") at = text.indexOf("'", at + 1)
    else if (text[at] === '(') depth++
    else if (text[at] === ')') depth--
    else if (text[at] === ',' && depth === 0) {
      found.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  found.push(text.slice(from).trim())
  return found
}
