import type { Command } from 'commander'
import type { AnyLayout } from '../../../fixed-width/layout.js'
import type { PlanRecord } from '../../../fixed-width/plan.js'
import { type Problem, whatIsWrong } from '../../../fixed-width/problem.js'
import { Reader } from '../../../fixed-width/reader.js'
import type { LineRead } from '../../../fixed-width/teller.js'
import {
  type HowShown,
  lineAsData,
  type ShownLine,
  shownLine,
  shownRuler,
} from '../../../fixed-width/workbench/show.js'
import { Tape } from '../../../fixed-width/workbench/tape.js'
import type { Cli } from '../../cli.js'
import { counted, linesOfForgiven, MOST_PROBLEMS } from './check.js'
import { withColour } from './colours.js'
import { bytesOf, sizeOf } from './input.js'
import { layoutAndFiles, wholeNumber, withJudgement, withLayout, withProgress } from './options.js'
import { Output } from './output.js'
import { Progress } from './progress.js'
import { showRaw } from './show-raw.js'
import { howShown, type ShowOptions } from './showing.js'

/** So many lines wait for what their totals turn out to be, and so many are read behind the last one shown. */
const WAITING = 2000

/** `file show`: a file as it is, column by column, with what is wrong under its column. */
export function showCommand(file: Command, cli: Cli): void {
  withColour(withProgress(withJudgement(withLayout(file.command('show [layout] [file]')))))
    .usage('[options] [layout] <file>')
    .description('show a file column by column, errors under their columns; without a layout, what kind of file it is')
    .option('--raw', 'the bytes and what kind of file it is, though the layout is known', false)
    .option('--from <line>', 'the first line to show', wholeNumber, 1)
    .option('--to <line>', 'the last line to show; without a layout, the twentieth unless told', wholeNumber)
    .option('--wrong', 'show only lines with something wrong', false)
    .option('--fields', 'list the fields of each line below it', false)
    .option('--hex', 'show the bytes below each line as two rows of hexadecimal digits', false)
    .option('--fold <columns>', 'fold lines at so many columns; at the terminal’s width unless told', wholeNumber)
    .option('--personal', 'show personal fields, too', false)
    .action(async (...given) => {
      const command = given.pop() as Command
      const how = given.pop() as ShowOptions
      const bare = command.args.length === 1 && how.copybook === undefined
      if (how.raw || bare) {
        await showRaw(cli, command.args.at(-1)!, how)
        return
      }
      const { layout, files } = await layoutAndFiles(cli, command, command.args, how, ['file'])
      await show(cli, layout, files[0]!, how)
    })
}

async function show(cli: Cli, layout: AnyLayout, path: string, how: ShowOptions): Promise<void> {
  const { plan, encoding, lines } = layout.machine
  const progress = new Progress(cli, how.progress, { size: await sizeOf(cli, path), prints: true })
  const output = new Output(cli.shell)
  const names = Math.max(6, ...plan.records.map(({ name }) => name.length))
  const shown = howShown(cli, { encoding, names, separated: lines.read !== 'none' }, how)
  const { json } = cli.options()
  const desk = new Desk(layout, how, json ? documentOf(shown) : peopleOf(shown))
  for (const line of json ? [`{"layout":${JSON.stringify(layout.name)},"lines":[`] : shownRuler(plan.longest, shown))
    await output.line(line)
  for await (const chunk of progress.through(bytesOf(cli, path))) {
    desk.push(chunk)
    for (const line of desk.ready(false)) await output.line(line)
    if (desk.done) break
  }
  desk.end()
  for (const line of desk.ready(true)) await output.line(line)
  if (json) await output.line(`],"problemCount":${desk.problemCount}}`)
  await output.flush()
  progress.end()
  for (const line of desk.words()) cli.shell.err(line)
  if (desk.problemCount > 0) cli.exitWith(1)
}

/** How a line is put, and a problem of a line that is not there. */
interface Picture {
  line(line: ShownLine): readonly string[]
  problem(problem: Problem): string
}
const peopleOf = (how: HowShown): Picture => ({
  line: (line) => shownLine(line, how),
  problem: (problem) => `${problem.code}: line ${problem.line}, column ${problem.column}, ${whatIsWrong(problem)}`,
})
/** One document, an object for each line. */
function documentOf(how: HowShown): Picture {
  let first = true
  const put = (value: unknown) => {
    const text = `${first ? ' ' : ','}${JSON.stringify(value)}`
    first = false
    return text
  }
  return {
    line: (line) => [put(lineAsData(line, how))],
    problem: (problem) => put({ line: problem.line, problems: [problem] }),
  }
}

/** Lines that have been read and wait to be shown. */
class Desk {
  readonly #layout: AnyLayout
  readonly #how: ShowOptions
  readonly #picture: Picture
  readonly #tape = new Tape()
  readonly #reader: Reader
  readonly #hasPersonal: boolean
  #waiting: ShownLine[] = []
  /** Problems of lines that are not read to their end yet, and of those that were shown before they came to light. */
  readonly #early = new Map<number, Problem[]>()
  #late: Problem[] = []
  /** The latest line of each record that holds totals: its problems may come long after it. */
  readonly #holders = new Map<string, ShownLine>()
  #read = 0
  #toldTo = 0
  problemCount = 0
  #shownProblems = 0

  constructor(layout: AnyLayout, how: ShowOptions, picture: Picture) {
    this.#layout = layout
    this.#how = how
    this.#picture = picture
    this.#hasPersonal = layout.machine.plan.records.some(hasPersonal)
    this.#reader = new Reader(layout.machine, {
      lenient: how.lenient,
      onProblem: (problem) => this.#problem(problem),
      onLine: (line) => this.#line(line),
    })
  }

  push(chunk: Uint8Array): void {
    this.#tape.add(chunk)
    this.#reader.push(chunk)
    this.#tape.drop(this.#toldTo)
  }

  end(): void {
    if (!this.done) this.#reader.end()
  }

  /** All lines that were asked for have been read, and enough behind them to know about their totals. */
  get done(): boolean {
    return this.#how.to !== undefined && this.#read >= this.#how.to + WAITING
  }

  #problem(problem: Problem): void {
    const { from, to = Number.POSITIVE_INFINITY, most = MOST_PROBLEMS } = this.#how
    if (problem.line < from || problem.line > to) return
    this.problemCount++
    if (this.#shownProblems >= most) return
    this.#shownProblems++
    const waiting = this.#waiting.find(({ line }) => line === problem.line)
    if (waiting !== undefined) (waiting.problems as Problem[]).push(problem)
    else if (problem.line > this.#read)
      this.#early.set(problem.line, [...(this.#early.get(problem.line) ?? []), problem])
    else this.#late.push(problem)
  }

  #line(told: LineRead): void {
    const { from, to = Number.POSITIVE_INFINITY } = this.#how
    this.#read = told.line
    this.#toldTo = told.byte + told.bytes
    const problems = this.#early.get(told.line) ?? []
    this.#early.delete(told.line)
    if (told.line < from || told.line > to) return
    const record = this.#layout.machine.plan.byName.get(told.record ?? '')
    const content = this.#tape.slice(told.byte, told.bytes)
    const known = NAMES[told.kind]
    const moved = problems.some(({ code }) => MOVED.has(code))
    const mayBePersonal = record === undefined ? known === undefined && this.#hasPersonal : moved && hasPersonal(record)
    const { line, bytes } = told
    const name = record?.name ?? known ?? '?'
    const shown = { line, bytes, content: Buffer.from(content), record, name, problems, hidden: mayBePersonal }
    this.#waiting.push(shown)
    if (record !== undefined && record.slots.length > 0) this.#holders.set(record.name, { ...shown, problems: [] })
  }

  /** What can be printed now; at the end, all that is left. */
  *ready(all: boolean): Generator<string> {
    const count = all ? this.#waiting.length : Math.max(0, this.#waiting.length - WAITING)
    for (const line of this.#waiting.splice(0, count)) {
      if (!this.#how.wrong || line.problems.length > 0) yield* this.#picture.line(line)
    }
    for (const problem of this.#late.splice(0)) {
      const line = this.#holders.get(problem.record)
      if (line?.line === problem.line) yield* this.#picture.line({ ...line, problems: [problem] })
      else yield this.#picture.problem(problem)
    }
    // Such as a file that ends too early: of a line that there is not.
    if (all) for (const problem of [...this.#early.values()].flat()) yield this.#picture.problem(problem)
  }

  /** For people, behind the lines. */
  *words(): Generator<string> {
    if (this.problemCount > this.#shownProblems)
      yield `… and ${counted(this.problemCount - this.#shownProblems, 'more problem')}`
    yield* linesOfForgiven(this.#reader.summary.forgiven)
  }
}
/** Lines that are no record and say nothing. */
const NAMES: Readonly<Partial<Record<LineRead['kind'], string>>> = { empty: 'empty', filler: 'filler' }
const hasPersonal = ({ fields }: PlanRecord) => fields.some(({ field }) => field.personal)
/** After these, nobody knows which columns hold what. */
const MOVED: ReadonlySet<string> = new Set([
  'HUB_LINE_LENGTH',
  'HUB_RECORD_UNKNOWN',
  'HUB_RECORD_MISPLACED',
  'HUB_FILE_ENCODING',
])
