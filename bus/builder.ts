import { endOf } from './adapter.js'
import { milliseconds } from './duration.js'
import { checkedName, type Declared, deadLetters, declaredOf } from './ends.js'
import type { Door, FlowNode, Nodes, OutsideSource, RetryPolicyNode } from './node.js'
import { functionIn, HUB_FLOW_SHAPE, inletIn } from './steps/shared.js'
import { beginDecode, beginSplit, finishParts, type PartsBegun } from './steps/split.js'
import type { ValidateNode } from './steps/validate.js'
import { stepOf, steps } from './steps.js'

/** What an open flow has gathered so far. Every method returns a new one; nothing is changed in place. */
interface Gathered {
  readonly id: string
  readonly from: Declared | OutsideSource
  readonly door: Door
  readonly steps: Nodes
  /** The branch this belongs to: a branch must return what it was given, with steps added. */
  readonly root: symbol
  /** Steps still at the door: only validates so far, so order and failure can be said. */
  readonly atDoor: boolean
  /** What goes through here is a group of a stream, or a part of another message. */
  readonly within?: 'stream' | 'part'
}

const gathered = new WeakMap<object, Gathered>()

type Open = Record<string, (...args: unknown[]) => unknown> & { readonly id: string }

function open(state: Gathered): Open {
  const methods: Record<string, unknown> = { id: state.id }
  for (const step of Object.values(steps)) methods[step.kind] = (...args: unknown[]) => append(state, step.kind, args)
  methods.split = (...args: unknown[]) => openParts(state, beginSplit(args), [])
  methods.decode = (...args: unknown[]) => openParts(state, beginDecode(args), [])
  methods.onFailure = (policy: unknown) => open(withDoor(state, 'onFailure', failure(state.id, policy)))
  methods.inOrderBy = (keyOf: unknown, policy: unknown) =>
    open(withDoor(state, 'inOrderBy', { order: order(keyOf, policy) }))
  methods.knownBy = (keys: unknown) =>
    open(withDoor(state, 'knownBy', { knownBy: { ...state.door.knownBy, ...businessKeys(keys) } }))
  const built = Object.freeze(methods) as Open
  gathered.set(built, state)
  return built
}

function append(state: Gathered, kind: string, args: readonly unknown[]): Open {
  const last = state.steps.at(-1)
  if (last !== undefined && stepOf(last).ends === 'must')
    throw HUB_FLOW_SHAPE(`${state.id}: nothing comes after ${last.kind} ${last.name}; it ends the flow`)
  assertFits(state, kind)
  const node = Object.freeze(steps[kind]!.build(args, (way, name) => branch(state, kind, way, name)))
  if (node.kind === 'reply' && (!ownsAnswer(state) || state.within === 'part'))
    throw HUB_FLOW_SHAPE(`${state.id}: reply answers a question; this flow is from ${state.from.uri}`)
  const validates = state.atDoor && node.kind === 'validate'
  return open({
    ...state,
    steps: Object.freeze([...state.steps, node]),
    atDoor: validates,
    door: validates
      ? { ...state.door, validates: [...state.door.validates, (node as ValidateNode).schema] }
      : state.door,
  })
}

const MEETING = new Set(['collect', 'resequence'])

/** Some steps end or wait for messages as a whole, which a group of a stream is not. */
function assertFits({ id, from, within }: Gathered, kind: string): void {
  if (within === 'stream' && (MEETING.has(kind) || kind === 'splitEach'))
    throw HUB_FLOW_SHAPE(
      `${id}: ${kind} does not come after a stream's aggregate, whose groups are no messages; publish them to a flow of their own`,
    )
  if (within === 'part' && MEETING.has(kind))
    throw HUB_FLOW_SHAPE(
      `${id}: ${kind} does not stand in the parts of splitEach, since the whole waits for each of them`,
    )
  if (kind === 'collect' && ownsAnswer({ from }))
    throw HUB_FLOW_SHAPE(
      `${id}: collect ends all messages of a group but one, and every asker of ${from.uri} is owed an answer`,
    )
}

function branch(state: Gathered, kind: string, way: unknown, name: string): Nodes {
  const within = kind === 'splitEach' ? { within: 'part' as const } : {}
  const start: Gathered = { ...state, steps: [], root: Symbol(name), atDoor: false, ...within }
  const made = gathered.get((way as (branch: Open) => object)(open(start)) as object)
  if (made === undefined || made.root !== start.root)
    throw HUB_FLOW_SHAPE(`${state.id}: branch ${name} of ${kind} returns another flow than the one it was given`)
  if (kind === 'choose') assertEnds(state, made.steps, `branch ${name} of choose`)
  return made.steps
}

function ownsAnswer(state: Pick<Gathered, 'from'>): boolean {
  return state.from.kind === 'question'
}

function assertEnds(state: Pick<Gathered, 'id' | 'from'>, nodes: Nodes, where: string): void {
  const last = nodes.at(-1)
  const ends = last === undefined ? 'no' : stepOf(last).ends
  if (ends === 'no')
    throw HUB_FLOW_SHAPE(
      `${state.id}: ${where} just stops after ${last?.kind ?? 'nothing'}; it ends with to, change, publish, choose, reply or drop`,
    )
  if (ownsAnswer(state) && ends === 'may')
    throw HUB_FLOW_SHAPE(
      `${state.id}: ${where} ends with ${last!.kind}, but the question ${state.from.uri} is owed an answer: end with reply or drop`,
    )
}

const PART_STEPS = new Set(['validate', 'transform', 'filter'])

function openParts(state: Gathered, begun: PartsBegun, partSteps: Nodes): unknown {
  const refuse = () => {
    throw HUB_FLOW_SHAPE(`${state.id}: between ${begun.kind} and aggregate stand only validate, transform and filter`)
  }
  const parts: Record<string, unknown> = {
    aggregate: (...args: unknown[]) => {
      const node = Object.freeze(finishParts(begun, Object.freeze(partSteps), args))
      return open({ ...state, steps: Object.freeze([...state.steps, node]), atDoor: false, within: 'stream' })
    },
  }
  for (const kind of PART_STEPS)
    parts[kind] = (...args: unknown[]) =>
      openParts(state, begun, [...partSteps, Object.freeze(steps[kind]!.build(args, refuse))])
  return Object.freeze(parts)
}

function withDoor(state: Gathered, said: string, more: Partial<Door>): Gathered {
  if (!state.atDoor)
    throw HUB_FLOW_SHAPE(
      `${state.id}: ${said} is settled when a message is accepted, so it stands before the first step`,
    )
  const key = said === 'onFailure' ? 'said' : said === 'inOrderBy' ? 'order' : undefined
  if (key !== undefined && (state.door as unknown as Record<string, unknown>)[key] !== undefined)
    throw HUB_FLOW_SHAPE(`${state.id}: ${said} is said twice`)
  return { ...state, door: Object.freeze({ ...state.door, ...more }) }
}

function failure(id: string, policy: unknown): Partial<Door> {
  const { retry, thenTo } = (policy ?? {}) as { retry?: unknown; thenTo?: unknown }
  if (thenTo === undefined)
    throw HUB_FLOW_SHAPE(`${id}: onFailure says what comes after retrying: thenTo is deadLetters or a channel`)
  const said = { said: true } as unknown as Partial<Door>
  const end = thenTo === deadLetters ? {} : { thenTo: inletIn('onFailure', thenTo) }
  return { ...said, ...end, ...(retry === undefined ? {} : { retry: retryPolicy(id, retry) }) }
}

function retryPolicy(id: string, given: unknown): RetryPolicyNode {
  const {
    attempts,
    delay,
    factor = 1,
    maxDelay,
  } = given as { attempts: number; delay: string; factor?: number; maxDelay?: string }
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 1000)
    throw HUB_FLOW_SHAPE(`${id}: attempts counts tries, the first included: 1 to 1000; got ${attempts}`)
  if (!(factor >= 1 && factor <= 100)) throw HUB_FLOW_SHAPE(`${id}: factor is 1 to 100; got ${factor}`)
  const delayMs = milliseconds(delay)
  const maxDelayMs = maxDelay === undefined ? 24 * 3_600_000 : milliseconds(maxDelay)
  if (maxDelayMs < delayMs) throw HUB_FLOW_SHAPE(`${id}: maxDelay ${maxDelay} is shorter than delay ${delay}`)
  return Object.freeze({ attempts, delayMs, factor, maxDelayMs })
}

function order(keyOf: unknown, policy: unknown): NonNullable<Door['order']> {
  const afterDeadLetter = (policy as { afterDeadLetter?: unknown } | undefined)?.afterDeadLetter
  if (afterDeadLetter !== 'hold-the-key' && afterDeadLetter !== 'go-on')
    throw HUB_FLOW_SHAPE('inOrderBy says what a dead letter does to its key: afterDeadLetter is hold-the-key or go-on')
  return Object.freeze({
    keyOf: functionIn('inOrderBy', 'the key of a body', keyOf) as (body: unknown) => string,
    afterDeadLetter,
  })
}

function businessKeys(keys: unknown): Door['knownBy'] {
  for (const [name, of] of Object.entries(keys as object)) functionIn('knownBy', `business key ${name}`, of)
  return keys as Door['knownBy']
}

/** Begins a flow; `flow` in flow.ts is this with types. */
export function startFlow(id: string) {
  checkedName('flow', id)
  return Object.freeze({
    from(source: unknown): Open {
      const end = endOf(source)
      const from = declaredOf(source) ?? (end?.kind === 'source' ? end : undefined)
      if (from === undefined) throw HUB_FLOW_SHAPE(`${id}: a flow is from a channel, topic, question or source`)
      return open({
        id,
        from,
        door: Object.freeze({ validates: [], knownBy: {} }),
        steps: [],
        root: Symbol(id),
        atDoor: true,
      })
    },
  })
}

/** The data of a finished flow. Throws HUB_FLOW_SHAPE for anything else, or for a flow with an open end. */
export function flowNodeOf(closed: unknown): FlowNode {
  const state = typeof closed === 'object' && closed !== null ? gathered.get(closed) : undefined
  if (state === undefined) throw HUB_FLOW_SHAPE('this is not a finished flow made by flow(id).from(…)')
  assertEnds(state, state.steps, 'the flow')
  const { id, from, door, steps: nodes } = state
  if (ownsAnswer(state) && door.thenTo !== undefined)
    throw HUB_FLOW_SHAPE(`${id}: a question's failure is answered to its asker; thenTo is deadLetters`)
  return Object.freeze({ id, from, door, steps: nodes })
}
