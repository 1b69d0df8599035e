import type { Command } from 'commander'
import { toJson } from '../../../fixed-width/json.js'
import type { AnyLayout } from '../../../fixed-width/layout.js'
import { type Problem, sentenceOfProblem } from '../../../fixed-width/problem.js'
import type { ReadSummary } from '../../../fixed-width/reader.js'
import type { Cli } from '../../cli.js'
import { table } from '../../table.js'
import { bytesOf, sizeOf } from './input.js'
import { type HowJudged, type HowRead, layoutAndFiles, withJudgement, withLayout, withProgress } from './options.js'
import { Progress } from './progress.js'

interface Options extends HowRead, HowJudged {
  readonly progress: boolean
}

export const MOST_PROBLEMS = 1000

/** `file check`: every field, count, sum and hash of a file of any size; exit code 1 when anything is wrong. */
export function checkCommand(file: Command, cli: Cli): void {
  withProgress(withJudgement(withLayout(file.command('check [layout] [file]'))))
    .usage('[options] <layout> <file>')
    .description('verify every field, count, sum and hash; name line, column and field of what is wrong')
    .action(async (...given) => {
      const command = given.pop() as Command
      const how = given.pop() as Options
      const { layout, files } = await layoutAndFiles(cli, command, command.args, how, ['file'])
      const { sums, problems, problemCount, ...rest } = await checked(cli, layout, files[0]!, how)
      const value = { layout: layout.name, ...rest, ok: problemCount === 0, sums: toJson(sums), problemCount, problems }
      cli.print(value, () => linesOfCheck(layout, { ...rest, sums, problems, problemCount }))
      if (problemCount > 0) cli.exitWith(1)
    })
}

interface Checked extends ReadSummary {
  readonly problems: readonly Problem[]
  readonly problemCount: number
}

async function checked(cli: Cli, layout: AnyLayout, path: string, how: Options): Promise<Checked> {
  const progress = new Progress(cli, how.progress, { size: await sizeOf(cli, path) })
  const { most = MOST_PROBLEMS, lenient = [] } = how
  const problems: Problem[] = []
  let problemCount = 0
  let summary: ReadSummary | undefined
  const options = {
    lenient,
    onProblem(problem: Problem) {
      if (problemCount++ < most) problems.push(problem)
    },
    onEnd(whole: ReadSummary) {
      summary = whole
    },
  }
  for await (const records of layout.readBatches(progress.through(bytesOf(cli, path)), options)) {
    progress.records(records.length)
  }
  progress.end()
  return { ...summary!, problems, problemCount }
}

function linesOfCheck(layout: AnyLayout, { lines, bytes, records, sums, forgiven, ...found }: Checked): string[] {
  const counts = Object.entries(records)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
  const sentences = found.problems.map((problem) => `${problem.code}: ${sentenceOfProblem(problem)}`)
  const more = found.problemCount - found.problems.length
  return [
    `${layout.name}: ${lines} lines, ${bytes} bytes: ${counts.join(', ') || 'no records'}`,
    ...(Object.keys(sums).length === 0 ? [] : linesOfSums(sums)),
    ...linesOfForgiven(forgiven),
    ...(found.problemCount === 0 ? ['Everything agrees.'] : sentences),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ]
}

function linesOfSums(sums: Readonly<Record<string, bigint>>): readonly string[] {
  return table(
    ['computed', 'over the file'],
    Object.entries(sums).map(([name, value]) => [name, String(value)]),
  )
}

/** A number with its word, in the plural unless it is one: `2,000 lines`. */
export const counted = (count: number, what: string) =>
  `${count.toLocaleString('en-GB')} ${what}${count === 1 ? '' : 's'}`

/** What a lenient reader passed over. */
export const linesOfForgiven = (forgiven: ReadSummary['forgiven']): readonly string[] =>
  Object.entries(forgiven).map(([rule, count]) => `forgiven: ${rule}, ${counted(count, 'time')}`)
