import { createHash } from 'node:crypto'
import { type CompiledQuery, type Kysely, sql } from 'kysely'
import { HubError, neverSent } from '../../bus/errors.js'
import type { SqlConnection } from './connection.js'
import type { ColumnTypes, Dialect } from './dialect.js'
import { builderOn, Lease } from './kysely-door.js'
import { countPlaceholders } from './sql-text.js'
import type { Bound } from './values.js'

export const HUB_MIGRATION_NAME = (owner: string, name: string, why: string) =>
  new HubError('HUB_MIGRATION_NAME', `migration ${owner}/${name} is refused: ${why}`, neverSent)

export const HUB_MIGRATION_CHANGED = (owner: string, name: string) =>
  new HubError(
    'HUB_MIGRATION_CHANGED',
    `migration ${owner}/${name} was changed after the books had gone through it; restore it and add a new one instead`,
    neverSent,
  )

export const HUB_MIGRATION_MISSING = (owner: string, name: string) =>
  new HubError(
    'HUB_MIGRATION_MISSING',
    `the books went through migration ${owner}/${name}, which stands before others of this program but is not in it`,
    neverSent,
  )

export const HUB_MIGRATION_ORDER = (owner: string, name: string, last: string) =>
  new HubError(
    'HUB_MIGRATION_ORDER',
    `migration ${owner}/${name} comes before ${last}, which the books went through already; give it a later name`,
    neverSent,
  )

export const HUB_BOOKS_NEWER = (owner: string, name: string) =>
  new HubError(
    'HUB_BOOKS_NEWER',
    `the books went through migration ${owner}/${name}, which this program does not know and cannot live with: it is older than the books`,
    neverSent,
  )

/** What a migration returns: a statement of Kysely's schema or query builder, not carried out. */
export interface Statement {
  compile(): CompiledQuery
}

/**
 * One migration: makes one statement. `type` gives column types that hold on every database; the types of `db` are open
 * because a migration stands for a moment in time, not for today's tables.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Migration = (db: Kysely<any>, type: ColumnTypes, dialect: Dialect) => Statement

export interface Migrations {
  readonly owner: string
  readonly steps: readonly { readonly name: string; readonly make: Migration }[]
}

const OWNER = /^[a-z][a-z0-9-]*$/
const NAME = /^\d{4}-[a-z0-9][a-z0-9-]*$/
const TABLE = /^(?:create|drop|alter) table (?:if (?:not )?exists )?["`](\w+)["`]/i
const INDEX = /^(?:create (?:unique )?|drop )index (?:if (?:not )?exists )?["`](\w+)["`](?: on ["`](\w+)["`])?/i
const ROWS = /^(?:insert into|update|delete from) ["`](\w+)["`]/i

/**
 * Declares the migrations of one owner (the engine is `hub`, a pack its own name). They are carried out in the order of
 * their names, `0001-orders`, `0002-…`, each one statement. Tables and indexes begin with the owner: `fees_order`.
 * Throws HUB_MIGRATION_NAME.
 */
export function defineMigrations(owner: string, steps: Readonly<Record<string, Migration>>): Migrations {
  if (!OWNER.test(owner)) throw HUB_MIGRATION_NAME(owner, '', 'an owner is lower case letters, digits and hyphens')
  const names = Object.keys(steps).sort()
  const numbers = new Set<string>()
  for (const name of names) {
    if (!NAME.test(name))
      throw HUB_MIGRATION_NAME(owner, name, 'a name is four digits, a hyphen and a word: 0001-orders')
    if (numbers.has(name.slice(0, 4))) throw HUB_MIGRATION_NAME(owner, name, 'another one has its number')
    numbers.add(name.slice(0, 4))
  }
  return Object.freeze({ owner, steps: names.map((name) => ({ name, make: steps[name]! })) })
}

/** The beginning of an owner's tables: `study_fees_` for `study-fees`. */
export function prefixOf(owner: string): string {
  return `${owner.replaceAll('-', '_')}_`
}

/** One migration of an owner as a statement of the database. */
export interface MigrationStep {
  readonly owner: string
  readonly name: string
  readonly text: string
  /** Tells whether it was changed since. */
  readonly print: string
}

/** A row of an owner's bookkeeping. */
interface Applied {
  readonly name: string
  readonly print: string
  /** A program that does not know it can use the books nevertheless. */
  readonly additive: boolean
  /** It has taken place, and was not only begun. */
  readonly done: boolean
}

/** What an owner's tables still need. */
export interface PendingMigrations {
  /** Name of the bookkeeping table. */
  readonly bookkeeping: string
  /** Those that were begun before, first: nobody knows yet whether they have taken place. */
  readonly steps: readonly PendingStep[]
}

export interface PendingStep extends MigrationStep {
  readonly begun: boolean
  readonly additive: boolean
}

/**
 * Brings the tables of the owners up to date, in the transaction that runs on `connection`, and returns the names of what
 * was carried out. Throws what a migration may not do (HUB_MIGRATION_…) and HUB_BOOKS_NEWER; then nothing has changed.
 */
export async function migrateOn(
  connection: SqlConnection,
  dialect: Dialect,
  owners: readonly Migrations[],
  now: number,
): Promise<readonly string[]> {
  refuseOverlap(owners)
  const done: string[] = []
  for (const migrations of owners) {
    const { bookkeeping, steps } = await pendingMigrations(connection, dialect, migrations)
    for (const step of steps) {
      await connection.exec(step.text)
      await connection.run(INSERT_STEP(bookkeeping), stepRow(step, now, true))
      done.push(`${step.owner}/${step.name}`)
    }
  }
  return done
}

export const INSERT_STEP = (bookkeeping: string) =>
  `INSERT INTO ${bookkeeping} (name, print, at, additive, done) VALUES (?, ?, ?, ?, ?)`

export function stepRow({ name, print, additive }: PendingStep, at: number, done: boolean): Bound[] {
  return [name, print, at, additive ? 1 : 0, done ? 1 : 0]
}

/**
 * What is still to do for one owner, after a look at what was done; makes the bookkeeping table when it is not there.
 * Throws HUB_MIGRATION_… and HUB_BOOKS_NEWER.
 */
export async function pendingMigrations(
  connection: SqlConnection,
  dialect: Dialect,
  migrations: Migrations,
): Promise<PendingMigrations> {
  const bookkeeping = await bookkeepingOf(connection, dialect, migrations.owner)
  const rows = await connection.rows(`SELECT name, print, additive, done FROM ${bookkeeping} ORDER BY name`, [])
  const applied = rows.map(([name, print, additive, done]) => ({
    name,
    print,
    additive: additive === 1,
    done: done === 1,
  }))
  const steps = pendingOf(migrations.owner, applied as Applied[], statementsOf(connection, dialect, migrations))
  return { bookkeeping, steps }
}

/** The statements of an owner's migrations in their order. Throws HUB_MIGRATION_NAME. */
export function statementsOf(connection: SqlConnection, dialect: Dialect, migrations: Migrations): MigrationStep[] {
  const { owner, steps } = migrations
  return steps.map(({ name, make }) => ({ owner, name, ...compiled(connection, dialect, owner, name, make) }))
}

/**
 * Whether a program that does not know of it works as before: a new table, and whatever is done to one; an index that
 * refuses no doubles, a column that may be left out, new rows. `made` are the tables made together with it.
 */
function isAdditive(text: string, made: ReadonlySet<string>): boolean {
  if (/^(create (table|index)|insert into)\b/i.test(text)) return true
  const table = tableOf(text)
  if (table !== undefined && made.has(table)) return true
  if (!/^alter table \S+ add column\b/i.test(text) || /,\s*(drop|modify|change|rename)\b/i.test(text)) return false
  return !/\bnot null\b/i.test(text) || /\bdefault\b/i.test(text)
}

/** The table that a statement makes, changes or writes. */
function tableOf(text: string): string | undefined {
  return INDEX.exec(text)?.[2] ?? (TABLE.exec(text) ?? ROWS.exec(text))?.[1]
}

async function bookkeepingOf(connection: SqlConnection, dialect: Dialect, owner: string): Promise<string> {
  const name = `${prefixOf(owner)}migration`
  const { type, finishTable } = dialect
  const { schema } = builderOn(connection, new Lease())
  const table = schema
    .createTable(name)
    .ifNotExists()
    .addColumn('name', type.text(100), (column) => column.primaryKey().notNull())
    .addColumn('print', type.text(64), (column) => column.notNull())
    .addColumn('at', type.moment, (column) => column.notNull())
  await connection.exec(finishTable(table.compile().sql))
  // Books of before have none of these; a program of before writes none.
  const there = new Set((await connection.rows(dialect.columnsOf, [name])).map(([column]) => column))
  for (const [column, byDefault] of [
    ['additive', 0],
    ['done', 1],
  ] as const)
    if (!there.has(column)) {
      const adding = schema
        .alterTable(name)
        .addColumn(column, type.flag, (built) => built.notNull().defaultTo(sql.lit(byDefault)))
      await connection.exec(adding.compile().sql)
    }
  return name
}

function compiled(connection: SqlConnection, dialect: Dialect, owner: string, name: string, make: Migration) {
  const statement = make(builderOn(connection, new Lease()), dialect.type, dialect).compile()
  if (statement.parameters.length > 0)
    throw HUB_MIGRATION_NAME(owner, name, 'its values must stand in the statement: use sql.lit')
  const plain = statement.sql.replaceAll(/\s+/g, ' ').trim()
  countPlaceholders(plain)
  refuseForeign(owner, name, plain)
  const text = /^create table/i.test(plain) ? dialect.finishTable(plain) : plain
  return { text, print: createHash('sha256').update(plain).digest('hex') }
}

/** What is still to do, after a look at what was done. */
function pendingOf(
  owner: string,
  applied: readonly Applied[],
  steps: readonly MigrationStep[],
): PendingMigrations['steps'] {
  const known = new Map(steps.map((step) => [step.name, step]))
  const newest = steps.at(-1)?.name ?? ''
  const done = new Map<string, boolean>()
  for (const one of applied) {
    const step = known.get(one.name)
    if (step !== undefined) {
      if (step.print !== one.print) throw HUB_MIGRATION_CHANGED(owner, one.name)
      done.set(one.name, one.done)
    } else if (one.name <= newest) throw HUB_MIGRATION_MISSING(owner, one.name)
    else if (!one.additive) throw HUB_BOOKS_NEWER(owner, one.name)
  }
  const last = applied.at(-1)?.name ?? ''
  const pending = steps.filter(({ name }) => done.get(name) !== true)
  for (const { name } of pending) if (name < last && !done.has(name)) throw HUB_MIGRATION_ORDER(owner, name, last)
  const made = new Set<string>()
  return pending.map((step) => {
    if (/^create table\b/i.test(step.text)) made.add(tableOf(step.text)!)
    return { ...step, begun: done.has(step.name), additive: isAdditive(step.text, made) }
  })
}

function refuseForeign(owner: string, name: string, text: string): void {
  const prefix = prefixOf(owner)
  const [, index, table] = INDEX.exec(text) ?? []
  const touched = index === undefined ? [(TABLE.exec(text) ?? ROWS.exec(text))?.[1]] : [index, table]
  if (touched[0] === undefined)
    throw HUB_MIGRATION_NAME(
      owner,
      name,
      'it is none of create, alter, drop, insert, update, delete on a table or index',
    )
  for (const one of touched)
    if (one !== undefined && !one.startsWith(prefix))
      throw HUB_MIGRATION_NAME(
        owner,
        name,
        `"${one}" is not the owner's, whose tables and indexes begin with ${prefix}`,
      )
}

/** Throws HUB_MIGRATION_NAME: `study` could make a table that looks like one of `study-fees`. */
export function refuseOverlap(owners: readonly Migrations[]): void {
  for (const [at, one] of owners.entries())
    for (const [otherAt, other] of owners.entries())
      if (at !== otherAt && prefixOf(other.owner).startsWith(prefixOf(one.owner)))
        throw HUB_MIGRATION_NAME(other.owner, '', `its tables could be taken for those of ${one.owner}`)
}
