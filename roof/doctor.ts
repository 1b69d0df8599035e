import { type Diagnosis, diagnose } from '../adapters/database/doctor.js'
import type { Migrations } from '../adapters/database/migrations.js'
import type { Configuration } from './configuration.js'
import { filesIn, load } from './files.js'

/** The migrations of every pack under a root. */
export async function migrationsIn(root: string): Promise<readonly Migrations[]> {
  const found: Migrations[] = []
  for (const file of filesIn(root, 'registers', '.migrations.js')) {
    const loaded = await load(file)
    if ('error' in loaded) throw loaded.error
    found.push(loaded.exports.migrations as Migrations)
  }
  return found
}

/** Where the configuration says that the books are: a folder, or an address with its password. */
export function placeOfBooks({ hub, dataFolder }: Pick<Configuration, 'hub' | 'dataFolder'>): string {
  return hub.books === 'mysql' && hub.booksUrl !== undefined ? hub.booksUrl : dataFolder
}

/** Examines the books that the configuration names. Throws what diagnose throws. */
export async function examine(root: string, configuration: Configuration): Promise<Diagnosis> {
  return diagnose(placeOfBooks(configuration), await migrationsIn(root))
}

/** What people read. */
export function linesOfDiagnosis({ books, tables, findings, pending, newer, unexamined }: Diagnosis): string[] {
  const lines = [`Books ${books} (${tables} tables)`, '']
  if (pending.length > 0) lines.push(`the next start carries out: ${pending.join(', ')}`, '')
  if (newer.length > 0) lines.push(`a newer program has been here: ${newer.join(', ')}`, '')
  if (unexamined.length > 0) {
    const changed = 'a migration changes them in a way that the doctor does not understand'
    lines.push(`columns and indexes were not examined of ${unexamined.join(', ')}: ${changed}`, '')
  }
  if (findings.length === 0)
    return [...lines, `every ${unexamined.length > 0 ? 'other ' : ''}table is as its migrations make it`, '']
  lines.push(...findings.map(({ table, what }) => `${table}: ${what}`), '')
  const repair = findings.flatMap((finding) => finding.repair)
  if (repair.length === 0) return [...lines, 'nothing of this can be put right by a statement', '']
  return [...lines, '-- With the hub stopped and the books saved:', ...repair.map((statement) => `${statement};`), '']
}
