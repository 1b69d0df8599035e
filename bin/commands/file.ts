import { createReadStream } from 'node:fs'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { HubError, neverSent } from '../../bus/errors.js'
import { fromJson, toJson } from '../../fixed-width/json.js'
import type { AnyLayout, CheckReport } from '../../fixed-width/layout.js'
import { type Problem, sentenceOfProblem, shown } from '../../fixed-width/problem.js'
import type { ReadSummary } from '../../fixed-width/reader.js'
import type { WriteReport } from '../../fixed-width/writer.js'
import type { AddCommand, Cli } from '../cli.js'
import { sourcesOf } from '../sources.js'
import { table } from '../table.js'

export const HUB_LAYOUT_UNKNOWN = (name: string, known: readonly string[]) =>
  new HubError('HUB_LAYOUT_UNKNOWN', `there is no layout ${name}; there are ${known.join(', ') || 'none'}`, neverSent)
export const HUB_FILE_OPEN = (file: string, reason: string) =>
  new HubError('HUB_FILE_OPEN', `${file} cannot be read: ${reason}`, neverSent)
export const HUB_OUT_EXISTS = (file: string) =>
  new HubError('HUB_OUT_EXISTS', `${file} exists; say --force to replace it`, neverSent)
export const HUB_FILE_JSON = (file: string, reason: string) =>
  new HubError(
    'HUB_FILE_JSON',
    `${file} is not what "dromedary file read --json" prints, an object with a list "records": ${reason}`,
    neverSent,
  )

const HELP = `
Examples:
  dromedary file layouts
  dromedary file read ktl payments.svm              one record per line, personal fields masked
  dromedary file read hub-gl gl.txt --json > gl.json
  dromedary file check hub-gl gl.txt                counts, sums and hash; exit code 1 if anything is wrong
  dromedary file write hub-gl gl.json --out gl.txt  the same file again
A - in place of a file reads standard input.`

/** `file read | check | write | layouts`: fixed-width files by their layouts, without a hub. */
export const fileCommand: AddCommand = (program, cli) => {
  const file = program
    .command('file')
    .description('read, check and write fixed-width files by their layouts')
    .addHelpText('after', HELP)
  file
    .command('layouts')
    .description('list the layouts and the records of each')
    .action(async () => printLayouts(cli, await allLayouts(cli)))
  file
    .command('read <layout> <file>')
    .description('print the records of a file; with --json as one document that "file write" takes')
    .option('--personal', 'show personal fields to people, too', false)
    .action(async (name: string, path: string, { personal }: { personal: boolean }) => {
      await readFileBy(cli, await layoutOf(cli, name), path, personal)
    })
  file
    .command('check <layout> <file>')
    .description('verify every field, count, sum and hash; name line, column and field of what is wrong')
    .action(async (name: string, path: string) => {
      const report = await (await layoutOf(cli, name)).check(bytesOf(cli, path))
      const { sums, problems, problemCount, ...rest } = report
      const value = { ...rest, ok: problemCount === 0, sums: toJson(sums), problemCount, problems }
      cli.print(value, () => linesOfCheck(report))
      if (problemCount > 0) cli.exitWith(1)
    })
  file
    .command('write <layout> <json-file>')
    .description('write a file from the JSON that "file read --json" prints; totals may be left out')
    .requiredOption('--out <file>', 'the file to write')
    .option('--force', 'replace the file if it exists', false)
    .action(async (name: string, path: string, options: { out: string; force: boolean }) => {
      const layout = await layoutOf(cli, name)
      const report = await writeFileBy(cli, layout, path, options)
      cli.print({ ...report, sums: toJson(report.sums), file: options.out }, () => linesOfWrite(options.out, report))
    })
}

async function allLayouts(cli: Cli): Promise<readonly AnyLayout[]> {
  const { HOUSE, filesIn, load } = await import('../../roof/files.js')
  const { root } = sourcesOf(cli)
  const byName = new Map<string, AnyLayout>()
  // A hub of its own project may read with the house's layouts; its own win.
  for (const place of new Set([HOUSE, root])) {
    for (const found of filesIn(place, 'fixed-width/layouts', '.layout.js')) {
      const loaded = await load(found)
      if ('error' in loaded) throw loaded.error
      const layout = loaded.exports.default as AnyLayout
      byName.set(layout.name, layout)
    }
  }
  return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name))
}

async function layoutOf(cli: Cli, name: string): Promise<AnyLayout> {
  const layouts = await allLayouts(cli)
  const found = layouts.find((layout) => layout.name === name)
  if (found === undefined)
    throw HUB_LAYOUT_UNKNOWN(
      name,
      layouts.map((layout) => layout.name),
    )
  return found
}

function printLayouts(cli: Cli, layouts: readonly AnyLayout[]): void {
  const value = layouts.map(({ name, summary, machine }) => ({
    name,
    summary,
    encoding: machine.encoding.name,
    records: machine.plan.records.map((record) => ({
      name: record.name,
      length: record.length,
      fields: record.fields.map(({ name, at, field }) => ({
        name,
        from: at + 1,
        to: at + field.width,
        holds: field.holds,
        personal: field.personal,
      })),
    })),
  }))
  cli.print(value, () =>
    layouts.flatMap(({ name, summary, machine }) => [
      `${name}: ${summary}`,
      ...machine.plan.records.map((record) => `  ${record.name}, ${record.length}, ${record.fields.length} fields`),
    ]),
  )
}

async function* bytesOf(cli: Cli, path: string): AsyncGenerator<Uint8Array> {
  if (path === '-') {
    yield* process.stdin as AsyncIterable<Uint8Array>
    return
  }
  try {
    yield* createReadStream(resolve(cli.shell.cwd, path), { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw HUB_FILE_OPEN(path, (error as NodeJS.ErrnoException).code ?? 'unknown')
  }
}

async function readFileBy(cli: Cli, layout: AnyLayout, path: string, personal: boolean): Promise<void> {
  const { json } = cli.options()
  const problems: Problem[] = []
  const onProblem = (problem: Problem) => {
    problems.push(problem)
    cli.shell.err(`${problem.code}: ${sentenceOfProblem(problem)}`)
  }
  let summary: ReadSummary | undefined
  const onEnd = (whole: ReadSummary) => {
    summary = whole
  }
  // One record per line as it comes: a file of any size is one JSON document and never in memory.
  let previous: string | undefined
  if (json) cli.shell.out(`{"layout":${JSON.stringify(layout.name)},"records":[`)
  for await (const records of layout.readBatches(bytesOf(cli, path), { onProblem, onEnd })) {
    for (const record of records) {
      if (!json) cli.shell.out(lineOf(layout, record, personal))
      else {
        if (previous !== undefined) cli.shell.out(`${previous},`)
        previous = JSON.stringify(toJson(record))
      }
    }
  }
  if (json) {
    if (previous !== undefined) cli.shell.out(previous)
    const { records: counts, sums, ...rest } = summary!
    const tail = JSON.stringify({ counts, totals: toJson(sums), ...rest, problems })
    cli.shell.out(`],${tail.slice(1)}`)
  }
  if (problems.length > 0) cli.exitWith(1)
}

function lineOf(layout: AnyLayout, record: Readonly<Record<string, unknown>>, personal: boolean): string {
  const { fields } = layout.machine.plan.byName.get(String(record.record))!
  const words = fields
    .filter(({ name, field }) => field.kept && record[name] !== '')
    .map(({ name, field }) => `${name}=${shown(record[name], field.personal && !personal)}`)
  return `${record.record} ${words.join(' ')}`
}

function linesOfCheck({ layout, lines, bytes, records, sums, problems, problemCount }: CheckReport): readonly string[] {
  const counts = Object.entries(records).map(([name, count]) => `${count} ${name}`)
  const found = problems.map((problem) => `${problem.code}: ${sentenceOfProblem(problem)}`)
  const more = problemCount > problems.length ? [`… and ${problemCount - problems.length} more`] : []
  return [
    `${layout}: ${lines} lines, ${bytes} bytes: ${counts.join(', ')}`,
    ...(Object.keys(sums).length === 0 ? [] : linesOfSums(sums)),
    ...(problemCount === 0 ? ['Everything agrees.'] : [...found, ...more]),
  ]
}

function linesOfSums(sums: Readonly<Record<string, bigint>>): readonly string[] {
  return table(
    ['computed', 'over the file'],
    Object.entries(sums).map(([name, value]) => [name, String(value)]),
  )
}

function linesOfWrite(out: string, { lines, bytes, sha256, cut, transliterated }: WriteReport): readonly string[] {
  return [
    `${out}: ${lines} lines, ${bytes} bytes, SHA-256 ${sha256}`,
    ...Object.entries(cut).map(([field, count]) => `cut to its width: ${field}, ${count} times`),
    ...Object.entries(transliterated).map(
      ([from, { to, count }]) => `written as ${JSON.stringify(to)}: ${JSON.stringify(from)}, ${count} times`,
    ),
  ]
}

/** Writes under a temporary name and renames, so that nobody finds half a file. */
async function writeFileBy(
  cli: Cli,
  layout: AnyLayout,
  path: string,
  { out, force }: { readonly out: string; readonly force: boolean },
): Promise<WriteReport> {
  const records = await recordsOf(cli, layout, path)
  const target = resolve(cli.shell.cwd, out)
  if (!force && (await stat(target).catch(() => undefined)) !== undefined) throw HUB_OUT_EXISTS(out)
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`)
  const bytes = layout.write(records)
  const handle = await open(part, 'w')
  try {
    for await (const chunk of bytes) await handle.writeFile(chunk)
    await handle.sync()
    await handle.close()
    await rename(part, target)
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(part, { force: true })
    throw error
  }
  return await bytes.report
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function recordsOf(cli: Cli, layout: AnyLayout, path: string): Promise<readonly Record<string, unknown>[]> {
  let text: string
  if (path === '-') text = await textOf(bytesOf(cli, path))
  else
    text = await readFile(resolve(cli.shell.cwd, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw HUB_FILE_OPEN(path, error.code ?? 'unknown')
    })
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw HUB_FILE_JSON(path, 'it is no JSON')
  }
  const { layout: named, records } = (document ?? {}) as { readonly layout?: unknown; readonly records?: unknown }
  if (named !== undefined && named !== layout.name) throw HUB_FILE_JSON(path, `its layout is ${JSON.stringify(named)}`)
  if (!Array.isArray(records)) throw HUB_FILE_JSON(path, 'there is no list "records"')
  return records.map((record, i) => fromJson(layout, i + 1, record))
}
