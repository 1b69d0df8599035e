import type { Machine } from './definition.js'
import { errorOf } from './errors.js'
import type { Intake } from './intake.js'
import type { Leniency } from './lenient.js'
import type { LineProblem } from './line.js'
import type { PlanRecord } from './plan.js'
import type { Problem } from './problem.js'

/** A line of the file as it was read. All lines together are all bytes of the file. */
export interface LineRead {
  /** Counted from 1. */
  readonly line: number
  /** The first byte of it, counted from 0. */
  readonly byte: number
  /** How many bytes it has, with its line end. */
  readonly bytes: number
  /**
   * `record`: it is one, with or without problems; `refused`: it is none, and a problem says why; `forgiven`: a lenient
   * reader passed it over; `empty`, `filler`: the layout knows such lines.
   */
  readonly kind: 'record' | 'refused' | 'forgiven' | 'empty' | 'filler'
  readonly record?: string
  /** Problems of this line itself; totals may turn out to be wrong later. */
  readonly problems: number
}

export interface ReaderOptions {
  /** Told of everything wrong, with reading going on behind it. Without it the first problem is thrown. */
  readonly onProblem?: ((problem: Problem) => void) | undefined
  /** What is passed over, instead of being a problem. Nothing unless told. */
  readonly lenient?: readonly Leniency[] | undefined
  /** Told of every line. */
  readonly onLine?: ((line: LineRead) => void) | undefined
}

/** A problem whose line is the present one unless it says another. */
export type Found = Omit<Problem, 'layout' | 'line'> & { readonly line?: number }

/** Tells whoever reads a file of its problems and of its lines; knows which line it is. */
export class Teller {
  readonly #machine: Machine
  readonly #intake: Intake
  readonly #onProblem: ReaderOptions['onProblem']
  readonly #onLine: ReaderOptions['onLine']
  /** What ends the reading. */
  failure: Problem | undefined
  line = 1
  problems = 0

  constructor(machine: Machine, intake: Intake, { onProblem, onLine }: ReaderOptions) {
    this.#machine = machine
    this.#intake = intake
    this.#onProblem = onProblem
    this.#onLine = onLine
  }

  get tellsLines(): boolean {
    return this.#onLine !== undefined
  }

  problem(found: Found): void {
    const whole = { layout: this.#machine.name, line: this.line, ...found }
    this.problems++
    if (this.#onProblem !== undefined) this.#onProblem(whole)
    else this.failure ??= whole
  }

  /** What is wrong with the line that begins at a unit. */
  report(at: number, problems: readonly LineProblem[]): void {
    for (const problem of problems)
      this.problem({ ...problem, byte: this.#intake.bytesBefore(at + problem.column - 1) })
  }

  /** What ends a reading that collects problems, too. */
  fail(found: Found): void {
    this.problem(found)
    this.failure ??= { layout: this.#machine.name, line: this.line, ...found }
  }

  /** Throws the first problem unless somebody collects them. */
  throwFailure(): void {
    if (this.failure !== undefined && this.#onProblem === undefined) throw errorOf(this.failure)
  }

  /** Tells of a line from unit to unit. */
  tell(at: number, next: number, kind: LineRead['kind'], record?: PlanRecord, problems = 0): void {
    if (this.#onLine === undefined) return
    this.tellBytes(this.#intake.bytesBefore(at), this.#intake.bytesBefore(next), kind, record, problems)
  }

  tellBytes(
    byte: number,
    until: number,
    kind: LineRead['kind'],
    record: PlanRecord | undefined,
    problems: number,
  ): void {
    const { line } = this
    this.#onLine?.({ line, byte, bytes: until - byte, kind, ...(record && { record: record.name }), problems })
  }
}
