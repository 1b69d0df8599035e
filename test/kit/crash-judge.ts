import { sql } from 'kysely'
import type { NewMessage } from '../../bus/ports/message.js'
import { fateLine } from './tell.js'
import type { Trial } from './trial.js'

/** Where a hub was killed: the name of the boundary, and which time it was reached there, from 1. */
export interface Crash {
  readonly boundary: string
  readonly occurrence: number
}

/** What was accepted, with its number and key, as the commits told it. */
export type Accepted = Pick<NewMessage, 'id' | 'flow' | 'key'> & { readonly seq: number; readonly isPart: boolean }

/** What a run came to, as far as it must be the same with and without a kill. */
export interface Came {
  /** How many messages of each flow ended or stand how. */
  readonly fates: ReadonlyMap<string, number>
  /** The same without codes and reasons. */
  readonly ends: ReadonlyMap<string, number>
  /** How many rows each table of the packs has. */
  readonly rows: ReadonlyMap<string, number>
  /** How many different things each outside system did. */
  readonly effects: ReadonlyMap<string, number>
  readonly said: unknown
}

const LIVING = new Set(['ready', 'waiting', 'retrying', 'in-doubt', 'gathering', 'splitting', 'held'])
/** Steps that let others of their key pass while they wait. */
const PASSED_BY = new Set(['collect', 'resequence', 'waitFor'])

const countOf = (names: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

export async function cameOf(trial: Trial, said: unknown): Promise<Came> {
  const fates = await trial.everything()
  return {
    fates: countOf(
      fates.map(({ flow, state, code, reason }) => [flow, state, code ?? reason].filter(Boolean).join(' ')),
    ),
    ends: countOf(fates.map(({ flow, state }) => `${flow} ${state}`)),
    rows: await rowsOf(trial),
    effects: new Map(
      [...trial.stage.effects].map(([uri, { done }]) => [uri, new Set(done.map(({ key }) => key)).size]),
    ),
    said,
  }
}

async function rowsOf(trial: Trial): Promise<Map<string, number>> {
  const books = await trial.books<Record<string, never>>()
  const { rows: tables } = await sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`.execute(
    books,
  )
  const counts = new Map<string, number>()
  for (const { name } of tables) {
    if (/^(hub|sqlite)_/.test(name)) continue
    const { rows } = await sql<{ n: number }>`SELECT COUNT(*) AS n FROM ${sql.table(name)}`.execute(books)
    counts.set(name, Number(rows[0]!.n))
  }
  return counts
}

/** What holds for every run, whatever way the flow took: each line names a promise that was broken. */
export async function broken(
  trial: Trial,
  accepted: readonly Accepted[],
  undisturbed: Came,
): Promise<readonly string[]> {
  const fates = await trial.everything()
  const known = new Set(fates.map(({ id }) => id))
  const wrong: string[] = []
  for (const id of trial.acknowledged)
    if (!known.has(id)) wrong.push(`lost: message ${id} was acknowledged and is not in the books (promise 1)`)
  for (const { uri, policy, done } of trial.stage.effects.values()) {
    if (policy === 'resend') continue
    for (const [key, times] of countOf(done.map(({ key }) => key)))
      if (times > 1) wrong.push(`repeated: ${uri} did ${key} ${times} times; its policy is ${policy} (promise 3)`)
  }
  wrong.push(...outOfOrder(trial, accepted))
  const living = fates.filter(({ state }) => LIVING.has(state))
  for (const [kind, times] of countOf(living.map(({ flow, state }) => `${flow} ${state}`))) {
    if (times <= (undisturbed.ends.get(kind) ?? 0)) continue
    for (const fate of living.filter(({ flow, state }) => `${flow} ${state}` === kind))
      wrong.push(`stuck: ${fateLine(fate)} (promise 5)\n${(await trial.trace(fate.id)).replace(/^/gm, '  ')}`)
  }
  return wrong
}

/** Messages of one key reach an outside system in the order of their acceptance. */
function outOfOrder(trial: Trial, accepted: readonly Accepted[]): readonly string[] {
  const keyed = new Map<string, Accepted>()
  const inOrder = new Set(
    trial.stage.flows
      .filter(({ door, steps }) => door.order !== undefined && !JSON.stringify(steps).match(kindsIn(PASSED_BY)))
      .map(({ id }) => id),
  )
  for (const each of accepted)
    if (each.key !== undefined && !each.isPart && inOrder.has(each.flow)) keyed.set(each.id, each)
  const wrong: string[] = []
  for (const { uri, done } of trial.stage.effects.values()) {
    const last = new Map<string, Accepted>()
    for (const { messageId } of done) {
      const now = keyed.get(messageId)
      if (now === undefined) continue
      const before = last.get(`${now.flow} ${now.key}`)
      if (before !== undefined && before.seq > now.seq)
        wrong.push(`out of order: ${uri} saw ${now.id} after ${before.id}, both of key ${now.key} (promise 4)`)
      last.set(`${now.flow} ${now.key}`, now)
    }
  }
  return wrong
}

const kindsIn = (kinds: ReadonlySet<string>) => new RegExp(`"kind":"(${[...kinds].join('|')})"`)

/** What must be as it is without a kill. */
export function differences(came: Came, undisturbed: Came): readonly string[] {
  return [
    ...unlike('messages', came.fates, undisturbed.fates, '(promises 1 and 5)'),
    ...unlike('rows', came.rows, undisturbed.rows, '(promise 2)'),
    ...unlike('effects', came.effects, undisturbed.effects, '(promises 2 and 3)'),
  ]
}

function unlike(
  what: string,
  came: ReadonlyMap<string, number>,
  wanted: ReadonlyMap<string, number>,
  promise: string,
): readonly string[] {
  return [...new Set([...came.keys(), ...wanted.keys()])].flatMap((name) => {
    const [now, before] = [came.get(name) ?? 0, wanted.get(name) ?? 0]
    return now === before ? [] : [`${what}: ${now} × ${name}, and ${before} without a kill ${promise}`]
  })
}
