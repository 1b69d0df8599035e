import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StartUse } from '../../../sandbox/demo/hub-process.js'

/** The compiled program whose test this is. */
const PROGRAM = fileURLToPath(new URL('../../../', import.meta.url))
const TILL = join('test', 'stories', 'till')
export const NEWER_VERSION = '99.0.0'

/** What the next version of the program adds, as a release would: tables, columns that may be left out, a step. */
const CHANGES: readonly (readonly [file: string, before: string, after: string])[] = [
  [
    'adapters/database/schema.js',
    '...memberMigrations,',
    `...memberMigrations,
     '9001-message-remark': (db, type) => db.schema.alterTable('hub_message').addColumn('remark', type.text(50)),
     '9002-history-remark': (db, type) => db.schema.alterTable('hub_history').addColumn('remark', type.text(50)),
     '9003-remark': (db, type) => db.schema.createTable('hub_remark')
       .addColumn('id', type.id, (column) => column.primaryKey().notNull()),
     '9004-remark-text': (db, type) => db.schema.alterTable('hub_remark')
       .addColumn('text', type.text(50), (column) => column.notNull()),`,
  ],
  [
    `${TILL}/registers/till/till.migrations.js`,
    "'0003-count':",
    `'0004-sale-remark': (db, type) => db.schema.alterTable('till_sale').addColumn('remark', type.text(50)),
     '0005-remark': (db, type) => db.schema.createTable('till_remark')
       .addColumn('till', type.text(10), (column) => column.primaryKey().notNull()),
     '0003-count':`,
  ],
  [`${TILL}/flows/till/take-sale.flow.js`, '.to(roll.print)', '.transform((sale) => ({ ...sale }))\n.to(roll.print)'],
  [`${TILL}/flows/till/count-up.flow.js`, '.reply(', '.transform((answer) => ({ ...answer }))\n.reply('],
]

/** Migrations that only the newer program has, by their bookkeeping tables. */
export const NEWER_MIGRATIONS = {
  hub_migration: ['9001-message-remark', '9002-history-remark', '9003-remark', '9004-remark-text'],
  till_migration: ['0004-sale-remark', '0005-remark'],
} as const

interface Teardown {
  teardown(work: () => Promise<void>): void
}

/** Builds the version that comes after this one: a copy of the program with what a next release might add. */
export async function newerProgram(t: Teardown): Promise<StartUse> {
  const folder = await mkdtemp(join(tmpdir(), 'dromedary-newer-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const dist = join(folder, 'dist')
  await mkdir(dist)
  await cp(PROGRAM, dist, { recursive: true, filter: (path) => isShipped(relative(PROGRAM, path)) })
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  const about = JSON.parse(await readFile(resolve('package.json'), 'utf8')) as object
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...about, version: NEWER_VERSION }))
  for (const [file, before, after] of CHANGES) {
    const path = join(dist, file)
    const text = await readFile(path, 'utf8')
    if (text.split(before).length !== 2) throw new Error(`${file} has not exactly one ${before}`)
    await writeFile(
      path,
      text.replace(before, () => after),
    )
  }
  return { command: join(dist, 'bin', 'dromedary.js'), words: ['--root', join(dist, TILL)] }
}

function isShipped(path: string): boolean {
  const [top, ...below] = path.split(sep)
  if (top === 'bench' || path.endsWith('.map')) return false
  // Of the tests only the hub of this folder, on the way to which three folders lie.
  return top !== 'test' || TILL.startsWith(path) || path.startsWith(TILL) || below.length === 0
}
