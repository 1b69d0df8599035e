import { detectEncoding } from '../../../fixed-width/detect.js'
import { type EncodingName, encodingOf } from '../../../fixed-width/encoding.js'
import { type HowShown, shownLine, shownRuler } from '../../../fixed-width/workbench/show.js'
import { HEAD, recordLengths, Survey, type SurveyReport } from '../../../fixed-width/workbench/survey.js'
import { visible } from '../../../fixed-width/workbench/visible.js'
import type { Cli } from '../../cli.js'
import { counted } from './check.js'
import { bytesOf, sizeOf } from './input.js'
import { Output } from './output.js'
import { amountOf, Progress } from './progress.js'
import { howShown, type ShowOptions } from './showing.js'

const LINES = 20
/** Of a file without line ends, so many columns are shown on a line, unless its records seem to have a length. */
const COLUMNS = 100
const MOST_KEPT = 16 * 1024
const LF = 10

/** `file show` of a file that nobody has described: its first lines, then what kind of file it is. */
export async function showRaw(cli: Cli, path: string, how: ShowOptions): Promise<void> {
  const size = await sizeOf(cli, path)
  const progress = new Progress(cli, how.progress, { size })
  const output = new Output(cli.shell)
  const survey = new Survey()
  const { json } = cli.options()
  const picture = new Picture(cli, how, size)
  for await (const chunk of progress.through(bytesOf(cli, path))) {
    survey.push(chunk)
    if (json) continue
    const lines = [...picture.push(chunk)]
    if (lines.length === 0) continue
    // People see the beginning at once, however long the counting takes.
    progress.clear()
    for (const line of lines) await output.line(line)
    await output.flush()
  }
  progress.end()
  const report = survey.end()
  if (json) {
    cli.print(report, () => [])
    return
  }
  for (const line of [...picture.end(), '', ...wordsOf(report, picture.encoding)]) await output.line(line)
  await output.flush()
}

/** The lines asked for, in the encoding that the first bytes let guess, or the one that was told. */
class Picture {
  readonly #cli: Cli
  readonly #how: ShowOptions
  readonly #size: number | undefined
  #shown: HowShown | undefined
  #head: Buffer = Buffer.alloc(0)
  #rest: Buffer = Buffer.alloc(0)
  #left = 0
  #line = 1
  #separated = true
  /** Of a file without line ends: what a line of the picture has. */
  #columns = COLUMNS

  constructor(cli: Cli, how: ShowOptions, size: number | undefined) {
    this.#cli = cli
    this.#size = size
    this.#how = how
  }

  get encoding(): string {
    return this.#shown?.encoding.name ?? 'us-ascii'
  }

  *push(chunk: Uint8Array): Generator<string> {
    if (this.#line > this.#to) return
    if (this.#shown !== undefined) {
      yield* this.#lines(chunk, false)
      return
    }
    this.#head = Buffer.concat([this.#head, chunk])
    if (this.#head.length >= HEAD) yield* this.#begin()
  }

  *end(): Generator<string> {
    if (this.#shown === undefined) yield* this.#begin()
    yield* this.#lines(Buffer.alloc(0), true)
  }

  get #to(): number {
    return this.#how.to ?? this.#how.from + LINES - 1
  }

  *#begin(): Generator<string> {
    const name = this.#how.encoding ?? (detectEncoding(this.#head) as EncodingName)
    const widths = this.#how.widths ?? (name === 'utf-8' ? 'characters' : 'bytes')
    const encoding = encodingOf(name, widths)
    const longest = Math.min(MOST_KEPT, longestLine(this.#head))
    this.#separated = this.#head.includes(LF) && encoding.unitOf === undefined
    if (!this.#separated) this.#columns = recordLengths(this.#head, this.#size ?? this.#head.length)[0] ?? COLUMNS
    const shown = howShown(this.#cli, { encoding, names: 0, separated: this.#separated }, this.#how)
    const folded = shown.fold === 0 && longest > MOST_UNFOLDED ? COLUMNS : shown.fold
    this.#shown = { ...shown, fold: folded }
    yield* shownRuler(this.#separated ? longest : this.#columns, this.#shown)
    yield* this.#lines(this.#head, false)
  }

  *#lines(chunk: Uint8Array, final: boolean): Generator<string> {
    this.#rest = Buffer.concat([this.#rest, chunk])
    let at = 0
    while (this.#line <= this.#to) {
      const found = this.#separated ? this.#rest.indexOf(LF, at) : -1
      const full = !this.#separated && this.#rest.length - at >= this.#columns
      if (found < 0 && !full && !(final && at < this.#rest.length)) break
      const end = full ? at + this.#columns : found < 0 ? this.#rest.length : found + 1
      yield* this.#one(this.#rest.subarray(at, end))
      at = end
    }
    this.#rest = this.#rest.subarray(at)
    // Of a line without end, its beginning is enough.
    if (this.#rest.length > MOST_KEPT) {
      this.#left += this.#rest.length - MOST_KEPT
      this.#rest = Buffer.from(this.#rest.subarray(0, MOST_KEPT))
    }
  }

  *#one(bytes: Uint8Array): Generator<string> {
    const line = this.#line++
    const content = bytes.length > MOST_KEPT ? bytes.subarray(0, MOST_KEPT) : bytes
    const all = bytes.length + this.#left
    this.#left = 0
    if (line < this.#how.from) return
    yield* shownLine({ line, content, bytes: all, name: '', problems: [], hidden: false }, this.#shown!)
  }
}
const MOST_UNFOLDED = 1000

function longestLine(head: Buffer): number {
  let longest = 0
  for (let at = 0; at < head.length; ) {
    const found = head.indexOf(LF, at)
    const end = found < 0 ? head.length : found
    longest = Math.max(longest, end - at)
    at = end + 1
  }
  return longest
}

const MOST_LENGTHS = 8
const MOST_CONTROLS = 8

/** What kind of file it is, for people. */
function wordsOf(report: SurveyReport, encoding: string): readonly string[] {
  const { bytes, separated, guesses, high } = report
  const guess = encoding === report.encoding ? '' : `; shown as ${encoding}`
  return [
    `size          ${counted(bytes, 'byte')} (${amountOf(bytes)})`,
    `encoding      ${report.encoding}, a guess${report.byteOrderMark ? ', with a byte order mark' : ''}${guess}`,
    ...(separated || report.encoding !== 'cp037' ? linesOf(report) : ['line ends     none']),
    ...(guesses.length === 0 ? [] : [`records       perhaps of ${guesses.join(' or ')} bytes each`]),
    ...(high > 0 && report.encoding !== 'cp037' ? [`beyond ASCII  ${counted(high, 'byte')}`] : []),
  ]
}

function linesOf({ lineEnds, lengths, controls }: SurveyReport): readonly string[] {
  const { crlf, lf, missing } = lineEnds
  const ends = [
    ...(crlf > 0 ? [`${crlf.toLocaleString('en-GB')} CR LF`] : []),
    ...(lf > 0 ? [`${lf.toLocaleString('en-GB')} LF`] : []),
    ...(missing > 0 ? [crlf + lf > 0 ? 'none behind the last line' : 'none'] : []),
  ]
  const told = lengths.slice(0, MOST_LENGTHS).map(([length, lines]) => `${counted(lines, 'line')} of ${length}`)
  const more = lengths.length - told.length
  const all = controls.reduce((sum, { count }) => sum + count, 0)
  return [
    `line ends     ${ends.join(', ') || 'none'}`,
    `lengths       ${told.join(', ') || 'none'}${more > 0 ? ` and ${more} others` : ''}, in bytes`,
    ...controls.slice(0, MOST_CONTROLS).map(({ code, count, line, column }) => {
      const what = `${visible(String.fromCharCode(code))} (0x${code.toString(16).padStart(2, '0')})`
      return `control       ${what} ${counted(count, 'time')}, first in line ${line}, byte ${column}`
    }),
    ...(controls.length > MOST_CONTROLS
      ? [`control       ${controls.length} different codes, ${counted(all, 'byte')}: these are no mere lines of text`]
      : []),
  ]
}
