import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { fromJson, toJson } from '../../../fixed-width/json.js'
import type { AnyLayout, FileBytes } from '../../../fixed-width/layout.js'
import { JsonWrong, jsonRecords } from '../../../fixed-width/workbench/json-records.js'
import type { WriteReport } from '../../../fixed-width/writer.js'
import type { Cli } from '../../cli.js'
import { counted } from './check.js'
import { HUB_FILE_JSON, HUB_OUT_EXISTS } from './errors.js'
import { bytesOf, STDIN, sizeOf } from './input.js'
import { type HowRead, layoutAndFiles, withLayout, withProgress } from './options.js'
import { Output } from './output.js'
import { Progress } from './progress.js'

interface Options extends HowRead {
  readonly out: string
  readonly force: boolean
  readonly progress: boolean
}
type Values = Readonly<Record<string, unknown>>

/** `file write`: a file from JSON, record by record. */
export function writeCommand(file: Command, cli: Cli): void {
  withProgress(withLayout(file.command('write [layout] [json-file]')))
    .usage('[options] <layout> <json-file> --out <file>')
    .description('write a file from what "file read" prints with --json or --jsonl; totals may be left out')
    .requiredOption('--out <file>', 'the file to write, or - for standard output')
    .option('--force', 'replace the file if it exists', false)
    .action(async (...given) => {
      const command = given.pop() as Command
      const how = given.pop() as Options
      const { layout, files } = await layoutAndFiles(cli, command, command.args, how, ['json-file'])
      const progress = new Progress(cli, how.progress, {
        size: await sizeOf(cli, files[0]!),
        prints: how.out === STDIN,
      })
      await writeTo(cli, layout.write(recordsOf(cli, layout, files[0]!, progress)), how, progress)
    })
}

/**
 * Writes the bytes of a file to standard output, or under a temporary name that becomes the file's when all is there, so
 * that nobody finds half a file. Throws HUB_OUT_EXISTS.
 */
export async function writeTo(
  cli: Cli,
  bytes: FileBytes,
  { out, force }: { readonly out: string; readonly force: boolean },
  progress: Progress,
): Promise<void> {
  if (out === STDIN) {
    const output = new Output(cli.shell)
    for await (const chunk of bytes) await output.bytes(chunk)
    progress.end()
    return
  }
  const target = resolve(cli.shell.cwd, out)
  if (!force && (await stat(target).catch(() => undefined)) !== undefined) throw HUB_OUT_EXISTS(out)
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`)
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
  progress.end()
  const report = await bytes.report
  cli.print({ ...report, sums: toJson(report.sums), file: out }, () => linesOfWrite(out, report))
}

function linesOfWrite(out: string, { lines, bytes, sha256, cut, transliterated }: WriteReport): readonly string[] {
  return [
    `${out}: ${lines} lines, ${bytes} bytes, SHA-256 ${sha256}`,
    ...Object.entries(cut).map(([field, count]) => `cut to its width: ${field}, ${counted(count, 'time')}`),
    ...Object.entries(transliterated).map(
      ([from, { to, count }]) => `written as ${JSON.stringify(to)}: ${JSON.stringify(from)}, ${counted(count, 'time')}`,
    ),
  ]
}

async function* recordsOf(
  cli: Cli,
  layout: AnyLayout,
  path: string,
  progress: Progress,
): AsyncGenerator<readonly Values[]> {
  const reader = jsonRecords()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 0
  const taken = (found: readonly unknown[]): readonly Values[] => {
    const { layout: named } = reader
    if (named !== undefined && named !== layout.name) throw new JsonWrong(`its layout is ${JSON.stringify(named)}`)
    progress.records(found.length)
    return found.map((record) => fromJson(layout, ++line, record))
  }
  try {
    for await (const chunk of progress.through(bytesOf(cli, path))) {
      yield taken(reader.push(textOf(decoder, chunk)))
    }
    yield taken([...reader.push(textOf(decoder)), ...reader.end()])
  } catch (error) {
    throw error instanceof JsonWrong ? HUB_FILE_JSON(path, error.message) : error
  }
}

function textOf(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch {
    throw new JsonWrong('it is no UTF-8')
  }
}
