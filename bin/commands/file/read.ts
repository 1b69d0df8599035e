import type { Command } from 'commander'
import { toJson } from '../../../fixed-width/json.js'
import type { AnyLayout } from '../../../fixed-width/layout.js'
import { type Problem, sentenceOfProblem } from '../../../fixed-width/problem.js'
import type { ReadSummary } from '../../../fixed-width/reader.js'
import { keptFieldsOf, shownValue } from '../../../fixed-width/workbench/fields.js'
import type { Cli } from '../../cli.js'
import { linesOfForgiven, MOST_PROBLEMS } from './check.js'
import { bytesOf, sizeOf } from './input.js'
import { type HowJudged, type HowRead, layoutAndFiles, withJudgement, withLayout, withProgress } from './options.js'
import { Output } from './output.js'
import { Progress } from './progress.js'

interface Options extends HowRead, HowJudged {
  readonly personal: boolean
  readonly jsonl: boolean
  readonly progress: boolean
}
type Values = Readonly<Record<string, unknown>>

/** `file read`: the records of a file, as lines for people, as one JSON document or as one object a line. */
export function readCommand(file: Command, cli: Cli): void {
  withProgress(withJudgement(withLayout(file.command('read [layout] [file]'))))
    .usage('[options] <layout> <file>')
    .description('print the records of a file; with --json as one document that "file write" takes')
    .option('--personal', 'show personal fields to people, too', false)
    .option('--jsonl', 'print each record as one line of JSON, which "file write" takes as well', false)
    .action(async (...given) => {
      const command = given.pop() as Command
      const how = given.pop() as Options
      const { layout, files } = await layoutAndFiles(cli, command, command.args, how, ['file'])
      await read(cli, layout, files[0]!, how)
    })
}

async function read(cli: Cli, layout: AnyLayout, path: string, how: Options): Promise<void> {
  const { most = MOST_PROBLEMS, lenient = [] } = how
  const progress = new Progress(cli, how.progress, { size: await sizeOf(cli, path), prints: true })
  const output = new Output(cli.shell)
  const printed = printerOf(cli, layout, how)
  const problems: Problem[] = []
  let problemCount = 0
  let summary: ReadSummary | undefined
  const options = {
    lenient,
    onProblem(problem: Problem) {
      if (problemCount++ >= most) return
      problems.push(problem)
      progress.clear()
      cli.shell.err(`${problem.code}: ${sentenceOfProblem(problem)}`)
    },
    onEnd(whole: ReadSummary) {
      summary = whole
    },
  }
  for (const line of printed.before) await output.line(line)
  for await (const records of layout.readBatches(progress.through(bytesOf(cli, path)), options)) {
    progress.records(records.length)
    for (const record of records) {
      const room = output.line(printed.lineOf(record))
      if (room !== undefined) await room
    }
  }
  for (const line of printed.after({ ...summary!, problems, problemCount })) await output.line(line)
  await output.flush()
  progress.end()
  if (problemCount > problems.length) cli.shell.err(`… and ${problemCount - problems.length} more`)
  for (const line of linesOfForgiven(summary!.forgiven)) cli.shell.err(line)
  if (problemCount > 0) cli.exitWith(1)
}

interface Found extends ReadSummary {
  readonly problems: readonly Problem[]
  readonly problemCount: number
}
/** How records are printed. */
interface Printer {
  readonly before: readonly string[]
  lineOf(record: Values): string
  after(found: Found): readonly string[]
}

function printerOf(cli: Cli, layout: AnyLayout, { jsonl, personal }: Options): Printer {
  if (jsonl) return { before: [], lineOf: (record) => JSON.stringify(toJson(record)), after: () => [] }
  if (cli.options().json) return documentPrinter(layout)
  const fields = keptFieldsOf(layout.machine)
  const lineOf = (record: Values) => {
    const words = fields
      .get(String(record.record))!
      .filter(({ name }) => record[name] !== '' && record[name] !== undefined)
      .map(({ name, field }) => `${name}=${shownValue(record[name], field.personal && !personal)}`)
    return `${record.record} ${words.join(' ')}`
  }
  return { before: [], lineOf, after: () => [] }
}

/** One record per line as it comes: a file of any size is one JSON document and never in memory. */
function documentPrinter(layout: AnyLayout): Printer {
  let first = true
  return {
    before: [`{"layout":${JSON.stringify(layout.name)},"records":[`],
    lineOf(record) {
      const line = `${first ? ' ' : ','}${JSON.stringify(toJson(record))}`
      first = false
      return line
    },
    after({ records: counts, sums, ...rest }) {
      const tail = JSON.stringify({ counts, totals: toJson(sums), ...rest })
      return [`],${tail.slice(1)}`]
    },
  }
}
