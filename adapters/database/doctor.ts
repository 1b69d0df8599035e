import { ALL_PARTITIONS } from '../../bus/partition.js'
import { nameOfBooks, openBeside } from './beside.js'
import type { SqlConnection } from './connection.js'
import { type MigrationStep, type Migrations, prefixOf, statementsOf } from './migrations.js'
import { engineMigrations } from './schema.js'
import { liveSchema } from './schema-live.js'
import { type IndexModel, modelOf, type SchemaModel, type TableModel } from './schema-model.js'

/** One difference between the books and what they should be. */
export interface Finding {
  readonly table: string
  /** A sentence for people. */
  readonly what: string
  /** Statements that would put it right, where any can. */
  readonly repair: readonly string[]
}

/** What an examination of books came to. */
export interface Diagnosis {
  /** Of which books, without a password. */
  readonly books: string
  readonly tables: number
  readonly findings: readonly Finding[]
  /** Migrations that the next start carries out, and those of a newer program. */
  readonly pending: readonly string[]
  readonly newer: readonly string[]
  /** Tables whose columns and indexes were not looked at: a migration changes them in a way that is not understood. */
  readonly unexamined: readonly string[]
}

/**
 * Compares the tables of the books, in a data folder or at an address (mysql://…), with what their migrations make. A hub
 * may run on them: nothing is locked and nothing written. `packs` are the migrations of packs. Throws HUB_BOOKS_IO,
 * HUB_BOOKS_LOST, HUB_BOOKS_DENIED and HUB_BOOKS_SETTINGS.
 */
export async function diagnose(books: string, packs: readonly Migrations[]): Promise<Diagnosis> {
  const connection = await openBeside(books)
  try {
    return { books: nameOfBooks(books), ...(await examined(connection, [engineMigrations, ...packs])) }
  } finally {
    await connection.close()
  }
}

async function examined(connection: SqlConnection, owners: readonly Migrations[]): Promise<Omit<Diagnosis, 'books'>> {
  const live = await liveSchema(connection)
  const findings: Finding[] = []
  const pending: string[] = []
  const newer: string[] = []
  const unexamined: string[] = []
  for (const migrations of owners) {
    const { owner } = migrations
    const bookkeeping = `${prefixOf(owner)}migration`
    const steps = statementsOf(connection, connection.dialect, migrations)
    const applied = live.has(bookkeeping)
      ? new Set((await connection.rows(`SELECT name FROM ${bookkeeping}`, [])).map(([name]) => name as string))
      : new Set<string>()
    const done = steps.filter(({ name }) => applied.has(name))
    for (const { name } of steps) if (!applied.has(name)) pending.push(`${owner}/${name}`)
    const known = new Set(steps.map(({ name }) => name))
    const unknown = [...applied].filter((name) => !known.has(name))
    for (const name of unknown) newer.push(`${owner}/${name}`)
    findings.push(...(await cutOff(connection, live, bookkeeping)))
    const expected = modelOf(done)
    for (const [name, { unread }] of expected) if (unread !== undefined && live.has(name)) unexamined.push(name)
    findings.push(...differences(connection, expected, live, prefixOf(owner), unknown.length > 0))
    if (owner === 'hub') findings.push(...(await missingRows(connection, live, done)))
  }
  return { tables: live.size, findings, pending, newer, unexamined }
}

async function cutOff(connection: SqlConnection, live: SchemaModel, bookkeeping: string): Promise<readonly Finding[]> {
  if (!live.get(bookkeeping)?.columns.has('done')) return []
  const rows = await connection.rows(`SELECT name FROM ${bookkeeping} WHERE done = 0 ORDER BY name`, [])
  return rows.map(([name]) => ({
    table: bookkeeping,
    what: `migration ${String(name)} was cut off; the next start looks whether it took place`,
    repair: [],
  }))
}

// The newest messages may be tidied away, or the rows that number them be gone: the highest seq of whatever still tells one.
const LAST_SEQ =
  'SELECT MAX(seq) FROM (SELECT COALESCE(MAX(seq), 0) AS seq FROM hub_message ' +
  'UNION ALL SELECT COALESCE(MAX(seq), 0) FROM hub_history UNION ALL SELECT COALESCE(MAX(seq), 0) FROM hub_dead_letter ' +
  'UNION ALL SELECT COALESCE(MAX(last_seq), 0) FROM hub_partition ' +
  "UNION ALL SELECT COALESCE(MAX(value), 0) FROM hub_state WHERE name = 'last-seq') seqs"

/** Rows without which the engine cannot begin. */
async function missingRows(
  connection: SqlConnection,
  live: SchemaModel,
  done: readonly MigrationStep[],
): Promise<readonly Finding[]> {
  const has = (name: string) => done.some((step) => step.name === name)
  const findings: Finding[] = []
  if (has('0070-partition-rows') && live.has('hub_partition')) {
    const there = new Set((await connection.rows('SELECT no FROM hub_partition', [])).map(([no]) => no as number))
    const gone = ALL_PARTITIONS.filter((no) => !there.has(no))
    if (gone.length > 0)
      findings.push({
        table: 'hub_partition',
        what: `the rows of partitions ${gone.join(', ')} are missing`,
        repair: gone.map((no) => `INSERT INTO hub_partition (no, fence, last_seq) SELECT ${no}, 0, (${LAST_SEQ})`),
      })
  }
  if (has('0071-last-seq') && live.has('hub_state')) {
    const [row] = await connection.rows("SELECT value FROM hub_state WHERE name = 'last-seq'", [])
    if (row === undefined)
      findings.push({
        table: 'hub_state',
        what: 'the row last-seq is missing',
        repair: [`INSERT INTO hub_state (name, value) SELECT 'last-seq', (${LAST_SEQ})`],
      })
  }
  return findings
}

/** `lenient`: a newer program has been here, and what is more than expected may be its. */
function differences(
  connection: SqlConnection,
  expected: SchemaModel,
  live: SchemaModel,
  prefix: string,
  lenient: boolean,
): readonly Finding[] {
  const findings: Finding[] = []
  for (const [name, table] of expected) {
    const found = live.get(name)
    if (found === undefined) {
      const indexes = [...table.indexes.values()].map(({ statement }) => statement!)
      findings.push({ table: name, what: 'the table is missing', repair: [...table.statements, ...indexes] })
    } else findings.push(...ofTable(connection, name, table, found, lenient))
  }
  if (lenient) return findings
  for (const name of live.keys())
    if (name.startsWith(prefix) && !expected.has(name) && name !== `${prefix}migration`)
      findings.push({ table: name, what: 'no migration makes this table', repair: [] })
  return findings
}

function ofTable(
  { dialect }: SqlConnection,
  name: string,
  expected: TableModel,
  live: TableModel,
  lenient: boolean,
): readonly Finding[] {
  const findings: Finding[] = []
  const say = (what: string, ...repair: readonly string[]) => findings.push({ table: name, what, repair })
  const isServer = dialect.name === 'mysql'
  if (isServer && live.engine?.toLowerCase() !== 'innodb')
    say(`its engine is ${live.engine}, not InnoDB`, `ALTER TABLE ${name} ENGINE=InnoDB`)
  const collation = / collate (\w+)$/i.exec(dialect.finishTable(''))?.[1]
  if (isServer && live.collation !== collation)
    say(
      `its collation is ${live.collation}, not ${collation}`,
      `ALTER TABLE ${name} CONVERT TO CHARACTER SET utf8mb4 COLLATE ${collation}`,
    )
  if (expected.unread !== undefined) return findings
  for (const [column, { type, nullable, default: byDefault, definition }] of expected.columns) {
    const found = live.columns.get(column)
    if (found === undefined) {
      say(`column ${column} is missing`, `ALTER TABLE ${name} ADD COLUMN ${definition}`)
      continue
    }
    const wrong = [
      ...(found.type === type ? [] : [`is ${found.type}, not ${type}`]),
      ...(found.nullable === nullable || expected.key.includes(column)
        ? []
        : [nullable ? 'may not be null' : 'may be null']),
      ...(found.default === byDefault
        ? []
        : [`is ${found.default ?? 'nothing'} by default, not ${byDefault ?? 'nothing'}`]),
    ]
    if (wrong.length === 0) continue
    // SQLite changes no column: its table is made anew by hand.
    say(
      `column ${column} ${wrong.join(' and ')}`,
      ...(isServer ? [`ALTER TABLE ${name} MODIFY COLUMN ${definition!.replace(/ primary key\b/i, '')}`] : []),
    )
  }
  if (!lenient)
    for (const column of live.columns.keys())
      if (!expected.columns.has(column)) say(`no migration makes column ${column}`)
  if (expected.key.join() !== live.key.join())
    say(
      `its key is (${live.key.join(', ')}), not (${expected.key.join(', ')})`,
      ...(isServer
        ? [
            `ALTER TABLE ${name} ${live.key.length > 0 ? 'DROP PRIMARY KEY, ' : ''}ADD PRIMARY KEY (${expected.key.join(', ')})`,
          ]
        : []),
    )
  findings.push(...ofIndexes(name, expected, live, lenient, isServer ? ` ON ${name}` : ''))
  return findings
}

/** `on`: what the database wants to be told when an index is removed. */
function ofIndexes(
  name: string,
  expected: TableModel,
  live: TableModel,
  lenient: boolean,
  on: string,
): readonly Finding[] {
  const findings: Finding[] = []
  const say = (what: string, ...repair: readonly string[]) => findings.push({ table: name, what, repair })
  const known = new Set([...expected.indexes.keys(), ...expected.ofForeignKeys])
  for (const [index, model] of expected.indexes) {
    const found = live.indexes.get(index)
    if (found === undefined) say(`index ${index} is missing`, model.statement!)
    else if (!same(model, found))
      say(`index ${index} is over ${told(found)}, not ${told(model)}`, `DROP INDEX ${index}${on}`, model.statement!)
  }
  for (const { name: given, columns } of expected.uniques) {
    // Not every database keeps the name of a constraint.
    const [found] =
      [...live.indexes].find(([index, model]) => !known.has(index) && same({ columns, unique: true }, model)) ?? []
    const index = found ?? given ?? `${name}_${columns.join('_')}`
    known.add(index)
    if (found !== undefined) continue
    const make = `CREATE UNIQUE INDEX ${index} ON ${name} (${columns.join(', ')})`
    const other = live.indexes.get(index)
    if (other === undefined) say(`nothing keeps (${columns.join(', ')}) unique`, make)
    else
      say(`index ${index} is over ${told(other)}, not unique (${columns.join(', ')})`, `DROP INDEX ${index}${on}`, make)
  }
  if (!lenient) for (const index of live.indexes.keys()) if (!known.has(index)) say(`no migration makes index ${index}`)
  return findings
}

function same(one: IndexModel, other: IndexModel): boolean {
  return told(one) === told(other)
}

function told({ columns, unique, where }: IndexModel): string {
  return `${unique ? 'unique ' : ''}(${columns.join(', ')})${where === undefined ? '' : ` where ${where}`}`
}
