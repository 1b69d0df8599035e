import type { Arrival } from './partner.js'
import type { Kind, Traces, Work } from './shapes.js'
import type { RegisterRow } from './work/register.js'

/** A piece of work that the load has sent, and the messages it was told were accepted for it. */
export interface Sent {
  readonly kind: string
  readonly work: Work
  readonly messageIds: readonly string[]
}

/** All that the judge goes by. None of it comes from what the engine says about its own work. */
export interface Evidence {
  readonly kinds: readonly Kind[]
  readonly sent: readonly Sent[]
  /** What reached the partner, in order. */
  readonly arrivals: readonly Arrival[]
  /** The register when all was over, in order of writing. */
  readonly rows: readonly RegisterRow[]
  /** What the books say of each accepted message; one they do not know is missing here. */
  readonly fates: ReadonlyMap<string, string>
  /** Messages that have not ended though nothing holds them. */
  readonly living: number
  /** Ids of the dead letters that were parts of a piece of work, by its id. */
  readonly refusedParts: ReadonlyMap<string, ReadonlySet<string>>
  /** Ids of work that an operator has replayed. */
  readonly replayed: ReadonlySet<string>
  /**
   * Several hubs worked together. One that was silent for a while, and whose work another has taken over, may still have a
   * try under way that nobody can call back.
   */
  readonly isShared?: true
  /** One idempotency key that was answered with two messages: what was accepted first was not kept. */
  readonly twoAnswers: readonly string[]
}

export const FAULTS = ['lost', 'duplicatedChanges', 'repeatedEffects', 'outOfOrder', 'stuck', 'vanished'] as const
export type Fault = (typeof FAULTS)[number]
export interface Counts extends Readonly<Record<Fault, number>> {
  readonly accepted: number
  readonly done: number
  readonly effects: number
  readonly changes: number
  readonly parts: number
  readonly waits: number
  readonly jobs: number
}
export interface Verdict {
  readonly counts: Counts
  readonly wrong: readonly { readonly fault: Fault; readonly says: string }[]
}

const ENDED: ReadonlySet<string> = new Set(['done', 'dropped', 'dead-letter'])

/** Judges what became of all work. Pure: the same evidence gives the same verdict. */
export function judge(all: Evidence): Verdict {
  const evidence = all.isShared ? { ...all, arrivals: inTime(all.arrivals) } : all
  const wrong: { fault: Fault; says: string }[] = []
  const find = (fault: Fault, says: string) => void wrong.push({ fault, says })
  const executed = executions(evidence.arrivals)
  const changed = changes(evidence.rows)
  for (const [effect, times] of executed)
    for (let again = 1; again < times; again++) find('repeatedEffects', `${effect} was carried out ${times} times`)
  for (const [change, times] of changed.times)
    for (let again = 1; again < times; again++) find('duplicatedChanges', `${change} was changed ${times} times`)
  answeredAndSentAgain(evidence, find)
  ordered(evidence, find)
  for (const key of evidence.twoAnswers) find('lost', `${key}: two messages were accepted under one key`)
  const ended = works(evidence, executed, changed.found, find)
  const jobs = nights(evidence, find)
  for (let left = 0; left < evidence.living - ended.living; left++) find('stuck', 'a message of the hub itself')
  const count = (fault: Fault) => wrong.filter((one) => one.fault === fault).length
  return {
    wrong,
    counts: {
      accepted: evidence.sent.reduce((sum, { messageIds }) => sum + messageIds.length, 0),
      done: ended.done,
      effects: executed.size,
      changes: changed.times.size,
      parts: ended.parts,
      waits: ended.waits,
      jobs,
      ...(Object.fromEntries(FAULTS.map((fault) => [fault, count(fault)])) as Record<Fault, number>),
    },
  }
}

/**
 * Without the tries that were overtaken by a later one of the same effect: the partner knows them by their number, and has
 * done nothing for them. One for which it has done something stays.
 */
function inTime(arrivals: readonly Arrival[]): readonly Arrival[] {
  const latest = new Map<string, number>()
  return arrivals.filter(({ idempotencyKey, attempt, did }) => {
    const last = latest.get(idempotencyKey) ?? 0
    latest.set(idempotencyKey, Math.max(last, attempt))
    return attempt >= last || did === 'executed'
  })
}

type Find = (fault: Fault, says: string) => void

function executions(arrivals: readonly Arrival[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const { end, work, did } of arrivals)
    if (did === 'executed') times.set(`${end} ${work.id}`, (times.get(`${end} ${work.id}`) ?? 0) + 1)
  return times
}

function changes(rows: readonly RegisterRow[]) {
  const times = new Map<string, number>()
  const found = new Set<string>()
  for (const { what, id, said } of rows) {
    times.set(`${what} ${id}`, (times.get(`${what} ${id}`) ?? 0) + 1)
    found.add(`${what} ${id}`).add(`${what} ${id} ${said}`)
  }
  return { times, found }
}

/**
 * The next effect of a piece of work begins when the one before was answered and written down. A request of the one
 * before that comes later is one that was sent again though it had been answered.
 */
function answeredAndSentAgain({ kinds, sent, arrivals }: Evidence, find: Find): void {
  const at = new Map<string, { first: number; last: number }>()
  for (const { no, end, work } of arrivals) {
    const seen = at.get(`${end} ${work.id}`)
    at.set(`${end} ${work.id}`, { first: seen?.first ?? no, last: no })
  }
  for (const { kind, work } of sent) {
    const { effects = [] } = tracesOf(kinds, kind, work)
    for (const [index, effect] of effects.entries()) {
      const next = effects[index + 1]
      if (next === undefined || idOf(next) !== idOf(effect)) continue
      const [before, after] = [at.get(effect), at.get(next)]
      if (before !== undefined && after !== undefined && before.last > after.first)
        find('repeatedEffects', `${effect} was sent again after ${next} had begun`)
    }
  }
}

const idOf = (trace: string) => trace.slice(trace.indexOf(' ') + 1)
const kindOf = (id: string) => id.slice(0, id.indexOf('-'))

function tracesOf(kinds: readonly Kind[], name: string, work: Work): Traces {
  return kinds.find((kind) => kind.name === name)!.traces(work)
}

function ordered({ kinds, arrivals, rows, replayed }: Evidence, find: Find): void {
  for (const { name, inOrder } of kinds) {
    if (inOrder === undefined) continue
    const counts = ({ id }: { readonly id: string }) =>
      (kindOf(id) === name || name === 'nightly') && (inOrder.evenReplayed === true || !replayed.has(id))
    for (const end of inOrder.ends)
      rising(
        `${name} at ${end}`,
        arrivals
          .filter((arrival) => arrival.end === end)
          .map(({ work }) => work)
          .filter(counts),
        find,
      )
    for (const what of inOrder.rows)
      rising(`${name} in the register`, rows.filter((row) => row.what === what).filter(counts), find)
  }
}

function rising(where: string, list: readonly Pick<Work, 'id' | 'key' | 'n'>[], find: Find): void {
  const last = new Map<string, number>()
  for (const { id, key, n } of list) {
    const before = last.get(key)
    if (before !== undefined && n < before) find('outOfOrder', `${where}: ${id} came after number ${before} of ${key}`)
    last.set(key, Math.max(n, before ?? n))
  }
}

function works(evidence: Evidence, executed: ReadonlyMap<string, number>, changed: ReadonlySet<string>, find: Find) {
  let [done, parts, waits, living] = [0, 0, 0, 0]
  for (const { kind, work, messageIds } of evidence.sent) {
    const traces = tracesOf(evidence.kinds, kind, work)
    const refused = evidence.refusedParts.get(work.id)?.size ?? 0
    const missing = [
      ...(traces.effects ?? []).filter((effect) => !executed.has(effect)),
      ...(traces.changes ?? []).filter((change) => !changed.has(change)),
      ...(refused === (traces.refusedParts ?? 0) ? [] : [`${traces.refusedParts} refused parts, ${refused} came`]),
    ]
    for (const effect of traces.never ?? [])
      if (executed.has(effect)) find('repeatedEffects', `${effect} was carried out, and nothing had asked for it`)
    const unknown = messageIds.filter((id) => !evidence.fates.has(id))
    const lives = messageIds.filter((id) => evidence.fates.has(id) && !ENDED.has(evidence.fates.get(id)!))
    living += lives.length
    for (const id of unknown) find('vanished', `${work.id}: the books do not know message ${id}`)
    for (const id of lives) find('stuck', `${work.id}: message ${id} is ${evidence.fates.get(id)}`)
    if (missing.length > 0 && lives.length === 0) find('lost', `${work.id} left no trace: ${missing.join(', ')}`)
    if (missing.length > 0) continue
    done += messageIds.length
    parts += traces.parts ?? 0
    waits += traces.waits ?? 0
  }
  return { done, parts, waits, living }
}

/** Every time of the schedule between the first and the last that came has come, and has left its row. */
function nights({ arrivals, rows }: Evidence, find: Find): number {
  const times = rows.filter(({ what }) => what === 'night').map(({ n }) => n)
  const begun = arrivals.filter(({ end, did }) => end === 'nightly' && did === 'executed').map(({ work }) => work.n)
  const all = new Set(times)
  const either = [...all, ...begun]
  const first = either.reduce((least, n) => Math.min(least, n), Number.POSITIVE_INFINITY)
  const last = either.reduce((most, n) => Math.max(most, n), 0)
  for (let n = first; n <= last; n++) if (!all.has(n)) find('lost', `the schedule's run of minute ${n} left no row`)
  return all.size
}
