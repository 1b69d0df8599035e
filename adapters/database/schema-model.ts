import type { MigrationStep } from './migrations.js'

/** A column as its definition says, in the words of its database. */
export interface ColumnModel {
  readonly type: string
  readonly nullable: boolean
  readonly default?: string
  /** Its definition, to make it again; of a live one unknown. */
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

export interface TableModel {
  readonly columns: Map<string, ColumnModel>
  key: readonly string[]
  readonly indexes: Map<string, IndexModel>
  /** Of a table on a server. */
  readonly engine?: string
  readonly collation?: string
  /** What makes it, one after the other; of a live one nothing. */
  readonly statements: string[]
  /** A statement that changes it in a way that is not understood here: then nothing is said of its columns. */
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
const CONSTRAINT = /^(?:constraint|unique|check|foreign)\b/i
const ADD = /^add column (.*)$/is
const DROP_COLUMN = new RegExp(`^drop column ${NAME}`, 'i')

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
    for (const table of tables.values()) table.indexes.delete(gone)
    return
  }
  const [, altered, changes] = ALTER_TABLE.exec(text) ?? []
  const table = altered === undefined ? undefined : tables.get(altered)
  if (table !== undefined) alter(table, text, changes!)
}

function tableFrom(text: string): TableModel {
  const open = text.indexOf('(')
  const table: TableModel = { columns: new Map(), key: [], indexes: new Map(), statements: [text] }
  for (const part of parts(text.slice(open + 1, closing(text, open)))) {
    const [, key] = KEY.exec(part) ?? []
    if (key !== undefined) table.key = names(key)
    else if (!CONSTRAINT.test(part)) column(table, part)
  }
  return table
}

function alter(table: TableModel, text: string, changes: string): void {
  table.statements.push(text)
  for (const change of parts(changes)) {
    const [, added] = ADD.exec(change) ?? []
    const [, dropped] = DROP_COLUMN.exec(change) ?? []
    if (added !== undefined) column(table, added)
    else if (dropped !== undefined) table.columns.delete(dropped)
    else table.unread = text
  }
}

function column(table: TableModel, definition: string): void {
  const [, name, type, rest] = COLUMN.exec(definition) ?? []
  if (name === undefined) {
    table.unread = definition
    return
  }
  if (/\bprimary key\b/i.test(rest!)) table.key = [name]
  const [, byDefault] = /\bdefault ('(?:[^']|'')*'|\S+)/i.exec(rest!) ?? []
  table.columns.set(name, {
    type: typeOf(type!),
    nullable: !/\bnot null\b/i.test(rest!),
    ...(byDefault === undefined ? {} : { default: defaultOf(byDefault)! }),
    definition,
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
