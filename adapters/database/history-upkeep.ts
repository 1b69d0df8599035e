import { type HistoryPolicy, ruleOf, shortestOf } from '../../bus/history.js'
import type { SqlConnection } from './connection.js'
import { HistoryPasses } from './history-passes.js'
import {
  type Group,
  type GroupSize,
  Kind,
  SIZE_COLUMNS,
  type SizeChanges,
  sizeOf,
  type Totals,
} from './history-sizes.js'
import { dayOf } from './rows.js'

const DAY = 86_400_000
/** That a message ended, and the answer it gave, is known for this long at least: as long as idempotency keys live. */
const KNOWN_MS = DAY
/** Groups that one step looks at: those of flows that keep longer are passed over. */
const LOOKED_AT = 500

const GROUPS =
  `SELECT ${SIZE_COLUMNS.join(', ')} FROM hub_history_size WHERE kind = ? AND day < ? AND (day > ? OR (day = ? AND flow > ?)) ` +
  'ORDER BY day, flow LIMIT ?'
const OLDEST_DAY = 'SELECT MIN(day) FROM hub_history_size WHERE kind = ?'
const OLDEST_DAY_OF_FLOW = 'SELECT MIN(day) FROM hub_history_size WHERE flow = ? AND kind = ?'

/** What a step of upkeep did. */
export interface Gone {
  readonly rows: number
  /** Whether the same should be asked again. */
  readonly more: boolean
  readonly sizes?: SizeChanges
}

const NOBODY: Gone = { rows: 0, more: false }

/**
 * What goes first when there is no room: what ended well before failures, unless these take more than half of the room
 * (a flow that filters drops most of what comes). Pure.
 */
function firstToGo(of: { readonly failures: number }, budget: number): readonly Kind[] {
  return of.failures > budget / 2 ? [Kind.dropped, Kind.done] : [Kind.done, Kind.dropped]
}

/**
 * What is done with ended messages of a day when there is no room: they go, or, when it must still be known that they
 * ended, all of them goes but their rows. Pure.
 */
function fateOf({ day }: Pick<Group, 'day'>, now: number): 'goes' | 'is emptied' {
  return day < dayOf(now - KNOWN_MS) ? 'goes' : 'is emptied'
}

/** Removes history, some of it with each step: what is past its time, then what is over the budgets. */
export class HistoryUpkeep {
  readonly #policy: HistoryPolicy
  readonly #totals: Totals
  readonly #passes = new HistoryPasses()
  #looked: Group = { kind: Kind.done, day: -1, flow: '' }
  #sweptDay = -1

  constructor(policy: HistoryPolicy, totals: Totals) {
    this.#policy = policy
    this.#totals = totals
  }

  /** Each removes up to so many messages. */
  steps(at: number): readonly ((connection: SqlConnection, most: number) => Promise<Gone>)[] {
    return [
      (connection, most) => this.#rows(connection, at, most),
      (connection, most) => this.#old(connection, at, most),
      (connection, most) => this.#over(connection, at, most),
    ]
  }

  /** Of those of which only the row is left. */
  async #rows(connection: SqlConnection, at: number, most: number): Promise<Gone> {
    const day = await dayOfRow(connection, OLDEST_DAY, [Kind.row])
    if (day === undefined || day >= dayOf(at - KNOWN_MS)) return NOBODY
    return this.#passes.some(connection, { kind: Kind.row, day, most, how: 'goes' })
  }

  /** Once a day is enough for what goes by days. */
  async #old(connection: SqlConnection, at: number, most: number): Promise<Gone> {
    const today = dayOf(at)
    if (this.#sweptDay === today) return NOBODY
    const isOld = (day: number) => (flow: string) =>
      day < dayOf(at - Math.max(KNOWN_MS, ruleOf(this.#policy, flow).forMs))
    const before = dayOf(at - Math.max(KNOWN_MS, shortestOf(this.#policy)))
    const groups = await groupsAfter(connection, this.#looked, before)
    for (const { kind, day, flow } of groups) {
      if (isOld(day)(flow)) return this.#passes.some(connection, { kind, day, most, how: 'goes', flows: isOld(day) })
      this.#looked = { kind, day, flow }
    }
    if (groups.length === LOOKED_AT) return { ...NOBODY, more: true }
    const next = this.#looked.kind === Kind.done ? Kind.dropped : Kind.done
    this.#looked = { kind: next, day: -1, flow: '' }
    if (next === Kind.done) this.#sweptDay = today
    return { ...NOBODY, more: next !== Kind.done }
  }

  async #over(connection: SqlConnection, at: number, most: number): Promise<Gone> {
    for (const flow of this.#totals.flows) {
      const { budget } = ruleOf(this.#policy, flow)
      const of = this.#totals.of(flow)
      if (budget === undefined || of.counted <= budget) continue
      const gone = await this.#makeRoom(connection, at, most, of, budget, flow)
      if (gone.more) return gone
    }
    const { budget } = this.#policy
    return this.#totals.counted <= budget ? NOBODY : this.#makeRoom(connection, at, most, this.#totals, budget)
  }

  /** Takes of the oldest day there is, as much as there is too much. */
  async #makeRoom(
    connection: SqlConnection,
    at: number,
    most: number,
    of: { readonly counted: number; readonly failures: number },
    budget: number,
    flow?: string,
  ): Promise<Gone> {
    for (const kind of firstToGo(of, budget)) {
      const [sql, asked] = flow === undefined ? [OLDEST_DAY, [kind]] : [OLDEST_DAY_OF_FLOW, [flow, kind]]
      const day = await dayOfRow(connection, sql, asked)
      if (day === undefined) continue
      const some = { kind, day, most, how: fateOf({ day }, at), bytes: of.counted - budget }
      return this.#passes.some(connection, flow === undefined ? some : { ...some, flow })
    }
    return NOBODY
  }
}

async function dayOfRow(
  connection: SqlConnection,
  sql: string,
  parameters: readonly (string | number)[],
): Promise<number | undefined> {
  const [row] = await connection.rows(sql, parameters)
  return (row![0] as number | null) ?? undefined
}

async function groupsAfter(connection: SqlConnection, after: Group, before: number): Promise<readonly GroupSize[]> {
  const { kind, day, flow } = after
  return (await connection.rows(GROUPS, [kind, before, day, day, flow, LOOKED_AT])).map(sizeOf)
}
