import { booksAreAway, type HubError } from '../../bus/errors.js'
import type { Meet, Unit, UnitResult } from '../../bus/ports/unit.js'
import type { Soon, SqlConnection } from './connection.js'
import { booksError, HUB_MEET_IN_CHANGE } from './errors.js'
import { Gathered, refuseErased } from './gathered.js'
import type { SizeChanges, Totals } from './history-sizes.js'
import { refuseLarge } from './large.js'
import { type Keeping, Plan } from './plan.js'
import { readShared, type Shared } from './sharing.js'
import { Remembered, View, Wanted } from './view.js'
import { Unmade, type Writer } from './writer.js'

export interface CommitOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly keeping: Keeping
  /** Told what the history came to. */
  readonly totals: Totals
  /** The highest seq ever given out. */
  readonly lastSeq: number
  /** Of books that other processes write too: the id of this one among their members. */
  readonly sharedBy?: string
}

type Verdict = Exclude<UnitResult, { readonly state: 'failed' }>

/**
 * Carries out units in commits. Each unit is decided in order, with what came before it in the commit; its rows are
 * gathered and written together at the end. Only what a unit's own change does is written at once, because the changes
 * after it must see it.
 */
export class Committer {
  readonly #writer: Writer
  readonly #options: CommitOptions
  readonly #remembered = new Remembered()
  #lastSeq: number
  /** On shared books: what was known of them after the last commit, and its number. */
  #shared: Shared | undefined
  #turn = NO_TURN

  constructor(writer: Writer, options: CommitOptions) {
    this.#writer = writer
    this.#options = options
    this.#lastSeq = options.lastSeq
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  /** Messages that went by another way than a commit, told before the next one begins. */
  forget(ids: readonly string[]): void {
    this.#remembered.forget(ids)
  }

  async commit(units: readonly Unit[]): Promise<readonly UnitResult[]> {
    if (units.length === 0) return []
    try {
      return await this.#committed(units)
    } catch (error) {
      if (!(error instanceof FailedAlone)) throw error
      const { at, own, gone } = error
      return units.map((_, index) => ({ state: 'failed', error: index === at ? own : gone }))
    }
  }

  async #committed(units: readonly Unit[]): Promise<readonly UnitResult[]> {
    const { results } = await this.#writer.transaction(
      async (connection) => {
        const { now, sharedBy, keeping } = this.#options
        let known = this.#shared
        // What others may have changed since is not remembered.
        if (sharedBy !== undefined && connection.turn !== this.#turn + 1) {
          known = undefined
          this.#remembered.clear()
        }
        // Unless the commit stands, it does not count.
        this.#shared = undefined
        const carriedOut = async () => {
          const shared = sharedBy === undefined ? undefined : (known ?? (await readShared(connection, sharedBy)))
          // Carried out again, it has to be read again.
          known = undefined
          const view = new View(connection, now(), this.#remembered, shared)
          const run = new Run(this.#writer, connection, view, keeping, shared?.lastSeq ?? this.#lastSeq)
          return { shared, view, run, results: await run.all(units) }
        }
        const again = async (error: unknown) => {
          if (!(error instanceof Unmade)) throw error
          await this.#writer.again()
          return carriedOut()
        }
        const { shared, view, run, results } = await carriedOut().catch(again)
        if (shared !== undefined) await shared.write(connection, run.lastSeq)
        else if (run.lastSeq !== this.#lastSeq) await connection.run(KEEP_SEQ, ['last-seq', run.lastSeq])
        return { results, view, shared, lastSeq: run.lastSeq, sizes: run.sizes }
      },
      ({ view, shared, lastSeq, sizes }) => {
        this.#lastSeq = lastSeq
        this.#remembered.keep(view)
        shared?.stands(lastSeq)
        const { turn = 0 } = this.#writer.connection
        this.#shared = turn === 0 ? undefined : shared
        this.#turn = turn === 0 ? NO_TURN : turn
        this.#options.totals.committed(sizes)
      },
      // Who meets others is asked once what is to become of it.
      units.every(({ meets }) => meets === undefined),
    )
    return results
  }
}

const KEEP_SEQ = 'REPLACE INTO hub_state (name, value) VALUES (?, ?)'

/** No transaction has the number after it. */
const NO_TURN = -1

/** A unit failed for a reason of its own, and the transaction went with it: the others may be tried again. */
class FailedAlone extends Error {
  readonly at: number
  readonly own: unknown
  readonly gone: HubError

  constructor(at: number, own: unknown, gone: HubError) {
    super('a unit has failed, and the transaction of its commit is gone')
    this.at = at
    this.own = own
    this.gone = gone
  }
}

/** The course of one commit. */
class Run {
  lastSeq: number
  readonly #writer: Writer
  readonly #connection: SqlConnection
  readonly #view: View
  readonly #gathered: Gathered
  readonly #keeping: Keeping
  readonly #results: UnitResult[] = []

  constructor(writer: Writer, connection: SqlConnection, view: View, keeping: Keeping, lastSeq: number) {
    this.#writer = writer
    this.#connection = connection
    this.#view = view
    this.#gathered = new Gathered(connection)
    this.#keeping = keeping
    this.lastSeq = lastSeq
  }

  get sizes(): SizeChanges {
    return this.#gathered.sizes
  }

  async all(units: readonly Unit[]): Promise<UnitResult[]> {
    const wanted = new Wanted()
    for (const unit of units) wanted.unit(unit)
    await this.#view.load(wanted)
    const results = this.#results
    for (const unit of units) {
      // Awaiting costs; most units need none.
      const result = this.#one(unit)
      results.push(result instanceof Promise ? await result : result)
    }
    await this.#writer.send('last')
    await this.#gathered.write()
    return results
  }

  #one(unit: Unit): Soon<UnitResult> {
    const plan = new Plan(this.#view, unit, this.lastSeq + 1, this.#keeping)
    try {
      const refused = plan.refusal()
      if (refused !== undefined) return { state: 'refused', ...refused }
      if (unit.apply !== undefined && unit.meets !== undefined) throw HUB_MEET_IN_CHANGE()
      if (unit.apply !== undefined) return this.#acting(plan, unit, unit.apply)
      if (unit.meets !== undefined) return this.#meeting(plan, unit, unit.meets)
      const verdict = this.#decide(plan, unit)
      return plan.isRare ? this.#checked(plan, verdict) : this.#taken(plan, verdict)
    } catch (error) {
      return { state: 'failed', error }
    }
  }

  /** A unit with a change of its own. */
  async #acting(plan: Plan, unit: Unit, apply: NonNullable<Unit['apply']>): Promise<UnitResult> {
    let verdict: Verdict
    try {
      verdict = await this.#writer.savepoint(
        apply,
        async ({ writes, result }) => {
          const wanted = new Wanted().writes(writes)
          // As of most changes: looking is what costs.
          if (!this.#view.knows(wanted)) await this.#view.load(wanted)
          const value = this.#decide(plan, unit, writes, result)
          if (plan.revived.length > 0) await refuseErased(this.#connection, plan.revived)
          return { stands: value.state === 'committed', value }
        },
        unit,
      )
    } catch (error) {
      return this.#failed(error)
    }
    return this.#taken(plan, verdict)
  }

  /** A unit whose messages meet others: whom it finds there decides what it writes. */
  async #meeting(plan: Plan, unit: Unit, meets: readonly Meet[]): Promise<UnitResult> {
    let verdict: Verdict
    try {
      verdict = this.#decide(plan, unit)
      for (const meet of meets) {
        if (verdict.state === 'refused') return verdict
        const meeting = meet.decide(plan.standing(meet))
        await this.#view.load(new Wanted().meeting(meeting))
        const refused = plan.meet(meet, meeting)
        verdict = refused === undefined ? committed(plan) : { state: 'refused', ...refused }
      }
      refuseLarge(plan, this.#connection.mostOfRow)
      if (plan.revived.length > 0) await refuseErased(this.#connection, plan.revived)
    } catch (error) {
      return this.#failed(error)
    }
    return this.#taken(plan, verdict)
  }

  async #checked(plan: Plan, verdict: Verdict): Promise<UnitResult> {
    try {
      await refuseErased(this.#connection, plan.revived)
    } catch (error) {
      return this.#failed(error)
    }
    return this.#taken(plan, verdict)
  }

  /** A transaction that the database gave up takes all units with it; only what is no trouble of the books is the unit's own. */
  #failed(error: unknown): UnitResult {
    if (error instanceof Unmade) throw error
    const { inTransaction, gone } = this.#connection
    if (inTransaction) return { state: 'failed', error }
    if (gone === undefined || booksAreAway(error)) throw booksError(error)
    throw new FailedAlone(this.#results.length, error, gone)
  }

  /** From here on nothing refuses or fails the unit alone. */
  #taken(plan: Plan, verdict: Verdict): Soon<UnitResult> {
    if (verdict.state === 'refused') return verdict
    plan.taken()
    this.lastSeq = plan.nextSeq - 1
    if (plan.isRare) return this.#takenRare(plan, verdict)
    this.#gathered.take(plan)
    return verdict
  }

  async #takenRare(plan: Plan, verdict: Verdict): Promise<Verdict> {
    await this.#writer.seal()
    await this.#gathered.takeRare(plan)
    return verdict
  }

  /** `writes` come after the unit's own. */
  #decide(plan: Plan, unit: Unit, writes?: Unit['writes'], result?: Uint8Array): Verdict {
    plan.take(result)
    const refused =
      (unit.writes === undefined ? undefined : plan.write(unit.writes)) ??
      (writes === undefined ? undefined : plan.write(writes))
    if (refused !== undefined) return { state: 'refused', ...refused }
    refuseLarge(plan, this.#connection.mostOfRow)
    return committed(plan)
  }
}

function committed({ seqs, woken, shared }: Plan): Verdict {
  return { state: 'committed', seqs, ...(woken.length === 0 ? {} : { woken }), ...shared }
}
