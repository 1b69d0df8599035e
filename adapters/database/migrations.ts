import { createHash } from 'node:crypto'
import type { CompiledQuery, Kysely } from 'kysely'
import { HubError, neverSent } from '../../bus/errors.js'
import type { SqlConnection } from './connection.js'
import type { ColumnTypes, Dialect } from './dialect.js'
import { builderOn, Lease } from './kysely-door.js'
import { countPlaceholders } from './sql-text.js'

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
    `the books went through migration ${owner}/${name}, which this program does not know: it is older than the books`,
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

interface Applied {
  readonly name: string
  readonly print: string
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
  for (const { owner, steps } of owners) {
    const bookkeeping = `${prefixOf(owner)}migration`
    await connection.exec(bookkeepingTable(connection, dialect, bookkeeping))
    const rows = await connection.rows(`SELECT name, print FROM ${bookkeeping} ORDER BY name`, [])
    const applied = rows.map(([name, print]) => ({ name, print }) as Applied)
    const statements = steps.map(({ name, make }) => ({ name, ...compiled(connection, dialect, owner, name, make) }))
    for (const { name, text, print } of pendingOf(owner, applied, statements)) {
      await connection.exec(text)
      await connection.run(`INSERT INTO ${bookkeeping} (name, print, at) VALUES (?, ?, ?)`, [name, print, now])
      done.push(`${owner}/${name}`)
    }
  }
  return done
}

function bookkeepingTable(connection: SqlConnection, { type, finishTable }: Dialect, name: string): string {
  const { schema } = builderOn(connection, new Lease())
  const table = schema
    .createTable(name)
    .ifNotExists()
    .addColumn('name', type.text(100), (column) => column.primaryKey().notNull())
    .addColumn('print', type.text(64), (column) => column.notNull())
    .addColumn('at', type.moment, (column) => column.notNull())
  return finishTable(table.compile().sql)
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
function pendingOf<Step extends Applied>(
  owner: string,
  applied: readonly Applied[],
  steps: readonly Step[],
): readonly Step[] {
  const known = new Map(steps.map((step) => [step.name, step]))
  const newest = steps.at(-1)?.name ?? ''
  for (const { name, print } of applied) {
    const step = known.get(name)
    if (step === undefined) throw name > newest ? HUB_BOOKS_NEWER(owner, name) : HUB_MIGRATION_MISSING(owner, name)
    if (step.print !== print) throw HUB_MIGRATION_CHANGED(owner, name)
  }
  const last = applied.at(-1)?.name ?? ''
  const names = new Set(applied.map(({ name }) => name))
  const pending = steps.filter(({ name }) => !names.has(name))
  for (const { name } of pending) if (name < last) throw HUB_MIGRATION_ORDER(owner, name, last)
  return pending
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

/** `study` could make a table that looks like one of `study-fees`. */
function refuseOverlap(owners: readonly Migrations[]): void {
  for (const [at, one] of owners.entries())
    for (const [otherAt, other] of owners.entries())
      if (at !== otherAt && prefixOf(other.owner).startsWith(prefixOf(one.owner)))
        throw HUB_MIGRATION_NAME(other.owner, '', `its tables could be taken for those of ${one.owner}`)
}
