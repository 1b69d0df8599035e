import { bodyAsJson, encodeBody } from '../codec.js'
import { codeOf, HubError, neverSent, sentenceOf } from '../errors.js'
import { idFrom } from '../ids.js'
import type { StepNode } from '../node.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { PartsNode } from '../step.js'
import { HUB_STREAM_READ, isStream } from '../steps/shared.js'
import { stepOf } from '../steps.js'
import { type Asked, bugIn, computing } from '../walk.js'
import type { EffectRun } from './effects.js'
import { HUB_TOO_MANY } from './failure.js'
import { streamedRows, toldOfReading } from './reading.js'
import { patient } from './streams.js'
import type { Pending } from './writes.js'

type StreamRun = Omit<EffectRun, 'fresh'> & { readonly pending: Pending }
type StreamAsked = Asked & { readonly do: 'stream' }

const MOST_REFUSED = 1_000

export const HUB_GROUP_SCATTERED = (where: string, key: string) =>
  new HubError(
    'HUB_GROUP_SCATTERED',
    `${where}: parts of group "${key}" stand apart; a stream is grouped as it comes, so order its parts by group`,
    neverSent,
  )

/** A stream for one reader: a second one is refused, instead of finding what the first has left. */
function readOnce(where: string, parts: AsyncIterable<unknown>): AsyncIterable<unknown> {
  let read = false
  return {
    [Symbol.asyncIterator]() {
      if (read) throw HUB_STREAM_READ(`the stream of ${where}`)
      read = true
      return parts[Symbol.asyncIterator]()
    },
  }
}

/** The parts of a body after the pure steps on them, with refused parts dealt with by the policy. */
async function* partsOf(run: StreamRun, { node, body, name }: StreamAsked): AsyncGenerator<unknown> {
  let index = 0
  let refused = 0
  for await (const part of source(run, node, body)) {
    const at = index++
    try {
      const { kept, value } = through(run, node, part, body)
      if (kept) yield value
    } catch (error) {
      if (node.ifPartFails === 'fail-the-whole') throw partFailed(name, at, error)
      if (++refused > MOST_REFUSED) throw HUB_TOO_MANY(`the refused parts of ${name}`, MOST_REFUSED)
      refuse(run, name, at, part, error)
    }
  }
}

const partFailed = (name: string, index: number, error: unknown) =>
  new HubError(codeOf(error), `part ${index + 1} of ${name}: ${sentenceOf(error)}`, { ...neverSent, cause: error })

function source(
  run: StreamRun,
  { kind, name, parts }: PartsNode,
  body: unknown,
): AsyncIterable<unknown> | Iterable<unknown> {
  const { shop } = run
  const { deadlineMs, stop, chance } = shop
  const inTime = (given: AsyncIterable<unknown>) =>
    patient(() => given, { what: `${kind} ${name}`, ms: deadlineMs, stop, chance })
  switch (parts.from) {
    case 'function': {
      const given = computing(run.message.flow, `${kind} ${name}`, () => parts.of(body))
      return isStream(given) ? inTime(given) : given
    }
    case 'bytes':
      return inTime(parts.read(body))
    case 'reader':
      return streamedRows(shop, parts.reader, body, toldOfReading(run))
  }
}

function through(run: StreamRun, node: PartsNode, part: unknown, whole: unknown) {
  let value = part
  let at: StepNode = node
  try {
    for (const step of node.partSteps) {
      at = step
      // A part's transform is given the whole where a message's is told time and chance.
      const came = stepOf(step).decide(step, { body: value, told: whole as never })
      if (came.do !== 'go-on') return { kept: false, value }
      value = came.body
    }
    return { kept: true, value }
  } catch (error) {
    throw bugIn(run.message.flow, `${at.kind} ${at.name} of ${node.kind} ${node.name}`, error)
  }
}

function refuse(run: StreamRun, name: string, index: number, part: unknown, error: unknown): void {
  const { message, shop } = run
  const record = `${name}/part ${index + 1}`
  // An earlier run of this message has kept it already.
  if (run.records.has(record)) return
  run.record({ name: record, kind: 'part', state: 'answered', attempts: 1, code: codeOf(error) })
  const now = shop.chance.now()
  const made: NewMessage = {
    ...bare(message),
    id: idFrom(message.id, name, String(index)),
    causeId: message.id,
    acceptedAt: now,
    body: keptOf(part),
    headers: { ...message.headers, 'dromedary-part': `${name} part ${index + 1}` },
    businessKeys: [],
  }
  run.pending.accept.push(made)
  run.pending.ends.push({
    message: made,
    outcome: 'dead-letter',
    code: codeOf(error),
    reason: `part ${index + 1} of ${name}: ${sentenceOf(error)}`,
    tries: 1,
    at: now,
  })
}

/** A part that the books cannot hold, such as one with NaN in it, is kept as JSON says it: one bad part stays one. */
function keptOf(part: unknown): Uint8Array {
  try {
    return encodeBody(part)
  } catch {
    return Buffer.from(bodyAsJson(part) ?? 'null')
  }
}

/** A message without what belongs to its own life. */
export function bare(message: LivingMessage): NewMessage {
  const {
    seq: _s,
    tries: _t,
    starts: _m,
    fence: _f,
    lastCode: _c,
    lastError: _e,
    key: _k,
    idempotencyKey: _i,
    onceKey: _o,
    raw: _r,
    part: _p,
    isNew: _n,
    ...rest
  } = message
  return rest
}

interface Group {
  readonly key: string
  readonly body: unknown
}

/**
 * The groups of a stream, one after another, each with its parts as a stream of its own that must be read, or is read
 * past, before the next begins. Throws HUB_GROUP_SCATTERED when a group comes back.
 */
export async function* groupsOf(run: StreamRun, asked: StreamAsked): AsyncGenerator<Group> {
  const parts = partsOf(run, asked)
  try {
    yield* grouped(run, asked, parts)
  } finally {
    // Whoever left may still wait for a part; nobody waits for that here.
    parts.return(undefined).catch(() => {})
  }
}

async function* grouped(
  run: StreamRun,
  { node, body: whole, name }: StreamAsked,
  parts: AsyncGenerator<unknown>,
): AsyncGenerator<Group> {
  if (node.oneGroup) {
    const key = (node.by as () => string)()
    yield { key, body: computing(run.message.flow, name, () => node.into(key, readOnce(name, parts), whole)) }
    for await (const _ of parts);
    return
  }
  const by = (part: unknown) => {
    try {
      return node.by(part)
    } catch (error) {
      throw bugIn(run.message.flow, `aggregate of ${name}`, error)
    }
  }
  const seen = new Set<string>()
  let next = await parts.next()
  while (next.done !== true) {
    const key = by(next.value)
    if (seen.has(key)) throw HUB_GROUP_SCATTERED(name, key)
    seen.add(key)
    const group = (async function* () {
      while (next.done !== true && by(next.value) === key) {
        yield next.value
        next = await parts.next()
      }
    })()
    yield { key, body: computing(run.message.flow, name, () => node.into(key, readOnce(name, group), whole)) }
    for await (const _ of group);
    // A group that was left unread still stands on its first part.
    while (next.done !== true && by(next.value) === key) next = await parts.next()
  }
}
