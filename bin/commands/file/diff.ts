import { createHash } from 'node:crypto'
import type { Command } from 'commander'
import { toJson } from '../../../fixed-width/json.js'
import type { AnyLayout } from '../../../fixed-width/layout.js'
import type { PlanField } from '../../../fixed-width/plan.js'
import type { Problem } from '../../../fixed-width/problem.js'
import type { LineRead } from '../../../fixed-width/teller.js'
import {
  type Difference,
  differencesOf,
  type FieldDifference,
  type Numbered,
} from '../../../fixed-width/workbench/diff.js'
import { keptFieldsOf, shownValue } from '../../../fixed-width/workbench/fields.js'
import type { Cli } from '../../cli.js'
import { MOST_PROBLEMS } from './check.js'
import { type Painter, painterOf, withColour } from './colours.js'
import { bytesOf, STDIN } from './input.js'
import { type HowJudged, type HowRead, layoutAndFiles, withJudgement, withLayout, withProgress } from './options.js'
import { Output } from './output.js'
import { Progress } from './progress.js'

interface Options extends HowRead, HowJudged {
  readonly ignore?: readonly string[]
  readonly personal: boolean
  readonly progress: boolean
  readonly color?: boolean
}

/** `file diff`: two files of one layout, record by record and field by field; exit code 1 when they differ. */
export function diffCommand(file: Command, cli: Cli): void {
  const list = (text: string) => text.split(',').map((word) => word.trim())
  withColour(withProgress(withJudgement(withLayout(file.command('diff [layout] [left] [right]')))))
    .usage('[options] <layout> <left> <right>')
    .description('compare two files record by record, field by field; exit code 1 if they differ')
    .option('--ignore <fields>', 'fields that may differ, separated by commas, as field or record.field', list)
    .option('--personal', 'show personal fields, too', false)
    .action(async (...given) => {
      const command = given.pop() as Command
      const how = given.pop() as Options
      const { layout, files } = await layoutAndFiles(cli, command, command.args, how, ['left', 'right'])
      const [left, right] = files
      if (left === STDIN && right === STDIN) command.error('error: only one of the files can be standard input')
      refuseUnknown(command, layout, how.ignore ?? [])
      await diff(cli, layout, [left!, right!], how)
    })
}

function refuseUnknown(command: Command, layout: AnyLayout, ignored: readonly string[]): void {
  const fields = [...keptFieldsOf(layout.machine)].flatMap(([record, of]) =>
    of.flatMap(({ name }) => [name, `${record}.${name}`]),
  )
  const unknown = ignored.find((name) => !fields.includes(name))
  if (unknown !== undefined)
    command.error(`error: ${layout.name} has no field ${unknown} that --ignore could pass over`)
}

async function diff(cli: Cli, layout: AnyLayout, paths: readonly [string, string], how: Options): Promise<void> {
  const { most = MOST_PROBLEMS, ignore = [] } = how
  const { json } = cli.options()
  const progress = new Progress(cli, how.progress, { prints: true })
  const sides = paths.map((path) => new Side(cli, layout, path, how, progress)) as [Side, Side]
  const counts = { equal: 0, changed: 0, missing: 0, added: 0 }
  const output = new Output(cli.shell)
  const words = new Words(layout, how.personal, painterOf(cli, how.color))
  const kept: Difference[] = []
  let told = 0
  const compared = {
    ignored: new Set(ignore),
    onEqual() {
      counts.equal++
    },
  }
  if (!json) await output.line(`${paths[0]} and ${paths[1]}`)
  for await (const found of differencesOf(layout.machine, sides[0].records(), sides[1].records(), compared)) {
    counts[found.kind]++
    if (told++ >= most) continue
    if (json) kept.push(found)
    else for (const line of words.of(found)) await output.line(line)
  }
  const [left, right] = sides
  const sameBytes = left.sha256 === right.sha256
  const differ = told > 0 || !sameBytes || left.problems + right.problems > 0
  const summary = { layout: layout.name, left: left.summary, right: right.summary, sameBytes, ...counts }
  if (json) cli.print({ ...summary, differ, differences: kept.map(asJson) }, () => [])
  else {
    if (told > most) await output.line(`… and ${told - most} differences more`)
    for (const line of endOf(counts, sides, sameBytes, ignore.length > 0)) await output.line(line)
  }
  await output.flush()
  progress.end()
  if (differ) cli.exitWith(1)
}

/** One of the files: its records with their lines, what is wrong with it, and what its bytes are. */
class Side {
  readonly path: string
  readonly #cli: Cli
  readonly #layout: AnyLayout
  readonly #how: Options
  readonly #progress: Progress
  readonly #digest = createHash('sha256')
  #sha256: string | undefined
  problems = 0
  first: Problem | undefined

  constructor(cli: Cli, layout: AnyLayout, path: string, how: Options, progress: Progress) {
    this.#cli = cli
    this.#layout = layout
    this.path = path
    this.#how = how
    this.#progress = progress
  }

  get sha256(): string {
    this.#sha256 ??= this.#digest.digest('hex')
    return this.#sha256
  }

  get summary() {
    const { path, sha256, problems, first } = this
    return { file: path, sha256, problems, ...(first && { first }) }
  }

  async *records(): AsyncGenerator<readonly Numbered[]> {
    const { byName } = this.#layout.machine.plan
    // Records come in the order of their lines; one that is spread over several has the number of its first.
    let lines: number[] = []
    const onLine = ({ kind, record, line }: LineRead) => {
      if (kind === 'record' && byName.get(record!)?.part?.isFirst !== false) lines.push(line)
    }
    const onProblem = (problem: Problem) => {
      this.problems++
      this.first ??= problem
    }
    const options = { onLine, onProblem, lenient: this.#how.lenient }
    for await (const records of this.#layout.readBatches(this.#bytes(), options)) {
      this.#progress.records(records.length)
      const numbered = records.map((values, i) => ({ line: lines[i] ?? 0, values }))
      lines = lines.slice(records.length)
      yield numbered
    }
  }

  async *#bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#progress.through(bytesOf(this.#cli, this.path))) {
      this.#digest.update(chunk)
      yield chunk
    }
  }
}

/** Differences as people read them. */
class Words {
  readonly #fields: ReadonlyMap<string, readonly PlanField[]>
  readonly #personal: boolean
  readonly #paint: Painter

  constructor(layout: AnyLayout, personal: boolean, paint: Painter) {
    this.#fields = keptFieldsOf(layout.machine)
    this.#personal = personal
    this.#paint = paint
  }

  *of(found: Difference): Generator<string> {
    if (found.kind === 'missing') yield this.#paint('missing', `- line ${found.left.line}: ${this.#whole(found.left)}`)
    else if (found.kind === 'added')
      yield this.#paint('added', `+ line ${found.right.line}: ${this.#whole(found.right)}`)
    else {
      const { left, right, fields } = found
      const lines = left.line === right.line ? `line ${left.line}` : `lines ${left.line} and ${right.line}`
      yield this.#paint('changed', `~ ${lines}: ${String(left.values.record)}`)
      for (const one of fields) {
        const [was, is] = [this.#value(one, one.left), this.#value(one, one.right)]
        yield `    ${one.field}: ${this.#paint('missing', was)} → ${this.#paint('added', is)}`
      }
    }
  }

  #whole({ values }: Numbered): string {
    const words = this.#fields
      .get(String(values.record))!
      .filter(({ name, field }) => field.total === undefined && values[name] !== '' && values[name] !== undefined)
      .map(({ name, field }) => `${name}=${shownValue(values[name], field.personal && !this.#personal)}`)
    return `${String(values.record)} ${words.join(' ')}`
  }

  /** Not shortened: what differs may stand at the end. */
  #value({ personal }: FieldDifference, value: unknown): string {
    if (personal && !this.#personal) return shownValue(value, true)
    if (Array.isArray(value)) return `[${value.map((one) => whole(one)).join(', ')}]`
    return whole(value)
  }
}

const whole = (value: unknown) =>
  value === undefined ? 'nothing' : typeof value === 'string' ? quoted(value) : String(value)
const quoted = (text: string) =>
  JSON.stringify(text).replace(/[\x7f-\x9f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)

function* endOf(
  counts: Readonly<Record<'equal' | 'changed' | 'missing' | 'added', number>>,
  sides: readonly Side[],
  sameBytes: boolean,
  ignoring: boolean,
): Generator<string> {
  for (const { path, problems, first } of sides) {
    if (first !== undefined)
      yield `${path} has ${problems} ${problems === 1 ? 'problem' : 'problems'}, the first in line ${first.line}; what cannot be read is not compared: see "dromedary file check"`
  }
  const { equal, changed, missing, added } = counts
  yield `${equal} equal, ${changed} changed, ${missing} missing, ${added} added`
  if (changed + missing + added > 0) return
  if (sameBytes) yield 'The files are the same, byte for byte.'
  else if (ignoring) yield 'The records are the same but for what --ignore passes over.'
  else yield 'The records are the same, but not the bytes: line ends, or columns that no field holds.'
}

const asJson = (found: Difference) => {
  const side = ({ line, values }: Numbered) => ({ line, record: toJson(values) })
  return {
    kind: found.kind,
    ...('left' in found && { left: side(found.left) }),
    ...('right' in found && { right: side(found.right) }),
    ...('fields' in found && {
      fields: found.fields.map(({ field, left, right }) => ({ field, ...toJson({ left, right }) })),
    }),
  }
}
