import type { SqlConnection } from './connection.js'
import { decodeBusinessKeys } from './decoded.js'
import { addTo, bytesIn, type GroupSize, Kind, SIZE_COLUMNS, SizeChanges, sizeOf } from './history-sizes.js'
import { ManyValues } from './many.js'
import { NO_BODY, PACKED_ANSWER } from './rows.js'

/** Bytes that go in one step, however few messages that is. */
const MOST_BYTES = 1_000_000
/** Rows that one step looks at when it takes only those of some flows. */
const LOOKED_AT = 500

const SIZES = `SELECT ${SIZE_COLUMNS.join(', ')} FROM hub_history_size WHERE kind = ? AND day = ? ORDER BY flow`
const END_GROUP = 'DELETE FROM hub_history_size WHERE kind = ? AND day = ? AND flow = ?'
const MEMBERS =
  'SELECT seq, flow, business_keys FROM hub_history WHERE kind = ? AND day = ? AND seq > ? ORDER BY seq LIMIT ?'
const DROP_HISTORY = new ManyValues('DELETE FROM hub_history WHERE seq IN ?')
export const DROP_BODIES = new ManyValues('DELETE FROM hub_history_body WHERE seq IN ?')
const DROP_TRACES = new ManyValues('DELETE FROM hub_trace WHERE seq IN ?')
export const DROP_BUSINESS_KEY = 'DELETE FROM hub_business_key WHERE name = ? AND value = ? AND seq = ?'
const EMPTY = new ManyValues(`UPDATE hub_history SET kind = ${Kind.row} WHERE seq IN ?`)
const EMPTY_BODIES = new ManyValues(
  `UPDATE hub_history_body SET body = ?, raw = NULL, packed = (packed & ${PACKED_ANSWER}) + ${NO_BODY} ` +
    'WHERE answer IS NOT NULL AND seq IN ?',
)
const DROP_UNANSWERED = new ManyValues('DELETE FROM hub_history_body WHERE answer IS NULL AND seq IN ?')
const NOTHING = new Uint8Array(0)

/** Some of the messages of a kind that ended on a day. */
export interface Portion {
  readonly kind: Kind
  readonly day: number
  readonly most: number
  /** They go, or all of them goes but their rows and the answers they gave. */
  readonly how: 'goes' | 'is emptied'
  /** So many bytes are enough. */
  readonly bytes?: number
  /** Only those of one flow, or of some. */
  readonly flow?: string
  readonly flows?: (flow: string) => boolean
}

type Member = readonly [seq: number, flow: string, keys: string | null]

/** How far one went through the messages of a day, and what was found there. */
interface Pass {
  after: number
  found: number
}

/** Goes through the messages of a day in the order of their acceptance, some of them at a time. */
export class HistoryPasses {
  /** Of those portions that leave others standing: not to begin anew at each step. */
  readonly #passes = new Map<string, Pass>()

  async some(connection: SqlConnection, portion: Portion) {
    const { kind, day, flow, flows = () => true } = portion
    const isMeant = (one: string) => (flow === undefined ? flows(one) : one === flow)
    const groups = (await connection.rows(SIZES, [kind, day])).map(sizeOf).filter((one) => isMeant(one.flow))
    const most = mostOf(portion, groups)
    const name = `${kind} ${day} ${flow ?? ''}`
    const pass = this.#passes.get(name) ?? { after: -1, found: 0 }
    const limit = portion.flow === undefined && portion.flows === undefined ? most : LOOKED_AT
    const looked = (await connection.rows(MEMBERS, [kind, day, pass.after, limit])) as unknown as readonly Member[]
    const taken: Member[] = []
    let after = pass.after
    for (const member of looked) {
      if (taken.length >= most) break
      after = member[0]
      if (isMeant(member[1])) taken.push(member)
    }
    if (portion.how === 'goes') await remove(connection, taken)
    else await empty(connection, taken)
    pass.after = after
    pass.found += taken.length
    const atEnd = looked.length < limit && (looked.length === 0 || after === looked.at(-1)![0])
    // Who ended while it was passed through may stand behind; a pass that found nobody says that all are gone.
    const allGone = atEnd && (pass.found === 0 || (taken.length > 0 && left(groups, taken) === 0))
    if (atEnd || this.#passes.size > 1_000) this.#passes.delete(name)
    else this.#passes.set(name, pass)
    const sizes = await counted(connection, portion, groups, taken, allGone)
    return { rows: taken.length, sizes, more: true }
  }
}

/** How many may go at one time: bodies may be large, and no more than needed should go. */
function mostOf({ most, bytes = Number.POSITIVE_INFINITY }: Portion, groups: readonly GroupSize[]): number {
  let all = 0
  let messages = 0
  for (const group of groups) {
    all += bytesIn(group)
    messages += group.messages
  }
  const each = Math.max(1, all / Math.max(1, messages))
  return Math.max(1, Math.min(most, Math.ceil(Math.min(bytes, MOST_BYTES) / each)))
}

function left(groups: readonly GroupSize[], taken: readonly Member[]): number {
  return groups.reduce((sum, { messages }) => sum + messages, 0) - taken.length
}

async function remove(connection: SqlConnection, members: readonly Member[]): Promise<void> {
  const seqs = members.map(([seq]) => seq)
  for (const [seq, , keys] of members) await dropBusinessKeys(connection, seq, keys)
  for (const drop of [DROP_BODIES, DROP_TRACES, DROP_HISTORY]) await drop.run(connection, seqs)
}

async function empty(connection: SqlConnection, members: readonly Member[]): Promise<void> {
  const seqs = members.map(([seq]) => seq)
  await DROP_UNANSWERED.run(connection, seqs)
  await EMPTY_BODIES.run(connection, seqs, [NOTHING])
  await DROP_TRACES.run(connection, seqs)
  await EMPTY.run(connection, seqs)
}

/** Takes them out of the sums; sums of which nothing is left go too. */
async function counted(
  connection: SqlConnection,
  { day, how }: Portion,
  groups: readonly GroupSize[],
  taken: readonly Member[],
  allGone: boolean,
): Promise<SizeChanges> {
  const sizes = new SizeChanges()
  const ofFlow = new Map<string, number>()
  for (const [, flow] of taken) ofFlow.set(flow, (ofFlow.get(flow) ?? 0) + 1)
  for (const group of groups) {
    const messages = ofFlow.get(group.flow) ?? 0
    if (messages === 0 && !allGone) continue
    const { rowBytes } = sizes.take(group, allGone ? Math.max(1, group.messages) : messages)
    if (how === 'is emptied' && messages > 0)
      addTo(sizes.of(Kind.row, day, group.flow), { ...ROWS_ONLY, messages, rowBytes })
  }
  await sizes.write(connection)
  if (allGone) for (const { kind, flow } of groups) await connection.run(END_GROUP, [kind, day, flow])
  return sizes
}
const ROWS_ONLY = { bodyBytes: 0, traceBytes: 0 }

export async function dropBusinessKeys(connection: SqlConnection, seq: number, stored: string | null): Promise<void> {
  for (const { name, value } of decodeBusinessKeys(stored)) await connection.run(DROP_BUSINESS_KEY, [name, value, seq])
}
