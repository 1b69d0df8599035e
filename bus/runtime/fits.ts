import { decodeBody } from '../codec.js'
import { bodySchemaOf } from '../ends.js'
import { codeOf, sentenceOf } from '../errors.js'
import { type Message, toldOf } from '../message.js'
import type { FlowNode } from '../node.js'
import { partStart } from '../parts.js'
import type { LivingMessage } from '../ports/message.js'
import type { StepRecord } from '../ports/unit.js'
import { fitting, schemaName } from '../validate.js'
import { type Asked, HUB_FLOW_CHANGED, Walk } from '../walk.js'
import { bodiesIn } from './gathering.js'
import { eventOf } from './signals.js'

/** Why a message that is in the books no longer fits. `sentence` names no personal value. */
export interface Unfit {
  readonly code: string
  readonly sentence: string
}

/**
 * Walks a living message or a dead letter as far as its records lead, without doing anything, and says why the present
 * flow would not take it: the flow is gone, the body does not fit its schemas, or records stand where no step is now.
 * Undefined when it fits. What a stream has recorded is found only by reading it, so that nothing is said of it.
 */
export function unfit(
  flow: FlowNode | undefined,
  message: LivingMessage,
  records: readonly StepRecord[],
): Unfit | undefined {
  if (flow === undefined) return { code: 'HUB_FLOW_UNKNOWN', sentence: `there is no flow ${message.flow} any more` }
  try {
    walked(flow, message, records)
    return undefined
  } catch (error) {
    return { code: codeOf(error), sentence: sentenceOf(error) }
  }
}

function walked(flow: FlowNode, living: LivingMessage, records: readonly StepRecord[]): void {
  const { id, correlationId, headers, acceptedAt, part } = living
  const body = decodeBody(living.body)
  const message: Message = { id, correlationId, headers, acceptedAt: new Date(acceptedAt), body }
  const start = part === undefined ? undefined : partStart(flow, part.record)
  if (part !== undefined && start === undefined) throw HUB_FLOW_CHANGED(flow.id, [part.record])
  if (part === undefined) {
    const schema = bodySchemaOf(flow.from)
    if (schema !== undefined) fitting(schema, body, `a message for ${flow.from.uri}`)
    for (const each of flow.door.validates) fitting(each, body, schemaName(each))
  }
  const walk = new Walk(flow, body, toldOf(message), start)
  const known = new Map(records.map((record) => [record.name, record]))
  for (;;) {
    const asked = walk.next()
    const came = asked.do === 'announce' ? { body: asked.body } : cameOf(walk, asked, known)
    if (came === 'unknown') return
    if (came === undefined) break
    walk.resume(came.body)
  }
  walk.assertReached(records)
}

/** What a recorded step came to; undefined when nothing is recorded, `'unknown'` when it cannot be told from here. */
function cameOf(
  walk: Walk,
  asked: Asked,
  known: ReadonlyMap<string, StepRecord>,
): { readonly body: unknown } | 'unknown' | undefined {
  if (asked.do === 'stream' || asked.do === 'redeem') return 'unknown'
  const record = known.get(asked.name)
  const noted = asked.do === 'note-undo' && record !== undefined
  if (!noted && record?.state !== 'answered' && record?.state !== 'abandoned') return undefined
  const result = record?.result === undefined ? undefined : decodeBody(record.result)
  switch (asked.do) {
    case 'read':
      return { body: asked.into(result as readonly unknown[]) }
    case 'effect':
    case 'ask':
      return { body: asked.into(result) }
    case 'await':
      return { body: asked.into(eventOf(record?.result)) }
    case 'gather':
      return { body: asked.into(bodiesIn(known, asked.name, walk.carried)) }
    case 'change':
    case 'split-each':
      return { body: result }
    case 'keep-apart':
      return { body: asked.leave('') }
    default:
      return { body: walk.carried }
  }
}
