import type { Unit, UnitResult } from '../../bus/ports/store.js'
import type { SqlConnection } from './connection.js'
import { booksError } from './errors.js'
import { Gathered, refuseErased } from './gathered.js'
import { Plan } from './plan.js'
import { View, Wanted } from './view.js'
import type { Writer } from './writer.js'

export interface CommitOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How long a once-key of an acceptance is kept, in milliseconds: messages say no time of their own. */
  readonly keepOnce: number
  /** The highest seq ever given out. */
  readonly lastSeq: number
}

type Verdict = Exclude<UnitResult, { readonly state: 'failed' }>

/**
 * Carries out units in commits. Each unit is decided in order, with what came before it in the commit; its rows are
 * gathered and written together at the end. Only a unit's own change is written at once, in a savepoint, because the
 * changes after it must see it.
 */
export class Committer {
  readonly #writer: Writer
  readonly #options: CommitOptions
  #lastSeq: number

  constructor(writer: Writer, options: CommitOptions) {
    this.#writer = writer
    this.#options = options
    this.#lastSeq = options.lastSeq
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  async commit(units: readonly Unit[]): Promise<readonly UnitResult[]> {
    if (units.length === 0) return []
    let reached = this.#lastSeq
    const results = await this.#writer.transaction(async (connection) => {
      const run = new Run(this.#writer, connection, this.#options, this.#lastSeq)
      const results = await run.all(units)
      reached = run.lastSeq
      if (reached !== this.#lastSeq) await connection.run(KEEP_SEQ, ['last-seq', reached])
      return results
    })
    this.#lastSeq = reached
    return results
  }
}

const KEEP_SEQ = 'REPLACE INTO hub_state (name, value) VALUES (?, ?)'

/** The course of one commit. */
class Run {
  lastSeq: number
  readonly #writer: Writer
  readonly #connection: SqlConnection
  readonly #view: View
  readonly #gathered: Gathered
  readonly #keepOnce: number

  constructor(writer: Writer, connection: SqlConnection, { now, keepOnce }: CommitOptions, lastSeq: number) {
    this.#writer = writer
    this.#connection = connection
    this.#view = new View(connection, now())
    this.#gathered = new Gathered(connection)
    this.#keepOnce = keepOnce
    this.lastSeq = lastSeq
  }

  async all(units: readonly Unit[]): Promise<UnitResult[]> {
    const wanted = new Wanted()
    for (const unit of units) wanted.unit(unit)
    await this.#view.load(wanted)
    const results: UnitResult[] = []
    for (const unit of units) results.push(await this.#one(unit))
    await this.#gathered.write()
    return results
  }

  async #one(unit: Unit): Promise<UnitResult> {
    const plan = new Plan(this.#view, unit, this.lastSeq + 1, this.#keepOnce)
    let verdict: Verdict
    try {
      const refused = plan.refusal()
      if (refused !== undefined) return { state: 'refused', ...refused }
      verdict = unit.apply === undefined ? await this.#decide(plan, unit) : await this.#apply(plan, unit, unit.apply)
    } catch (error) {
      // A transaction that the database gave up takes all units with it.
      if (!this.#connection.inTransaction) throw booksError(error)
      return { state: 'failed', error }
    }
    if (verdict.state === 'committed') {
      plan.taken()
      this.lastSeq = plan.nextSeq - 1
      await this.#gathered.take(plan)
    }
    return verdict
  }

  #apply(plan: Plan, unit: Unit, apply: NonNullable<Unit['apply']>): Promise<Verdict> {
    return this.#writer.savepoint(
      // async, so that what it throws before its first await is caught as well
      async (tx) => apply(tx),
      async ({ writes, result }) => {
        await this.#view.load(new Wanted().writes(writes))
        const value = await this.#decide(plan, unit, writes, result)
        return { stands: value.state === 'committed', value }
      },
    )
  }

  /** `writes` come after the unit's own. */
  async #decide(plan: Plan, unit: Unit, writes?: Unit['writes'], result?: Uint8Array): Promise<Verdict> {
    plan.take(result)
    for (const each of [unit.writes, writes]) {
      const refused = each === undefined ? undefined : plan.write(each)
      if (refused !== undefined) return { state: 'refused', ...refused }
    }
    await refuseErased(this.#connection, plan.revived)
    return { state: 'committed', seqs: plan.seqs }
  }
}
