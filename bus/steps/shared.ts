import { type EffectEnd, endOf, type ReaderEnd } from '../adapter.js'
import { type Declared, declaredOf } from '../ends.js'
import { HubError, neverSent, tryAgain } from '../errors.js'

export const HUB_FLOW_SHAPE = (sentence: string) => new HubError('HUB_FLOW_SHAPE', sentence, neverSent)

/** The name of a function as the trace says it; a function without one reads `(anonymous)`. */
export function nameOf(fn: unknown): string {
  const name = (fn as { name?: string } | undefined)?.name ?? ''
  return name === '' || NAMES_OF_PROPERTIES.has(name) ? '(anonymous)' : name
}

// A function written in place takes the name of the property that holds it, which says nothing about the business.
const NAMES_OF_PROPERTIES = new Set([
  'apply',
  'into',
  'ask',
  'once',
  'by',
  'key',
  'map',
  'default',
  'keyOf',
  'each',
  'take',
  'leave',
  'of',
  'position',
])

export function functionIn(step: string, what: string, given: unknown): (...args: never[]) => unknown {
  if (typeof given !== 'function') throw HUB_FLOW_SHAPE(`${step} takes ${what} as a function; got ${typeof given}`)
  return given as (...args: never[]) => unknown
}

export function reasonIn(step: string, given: unknown): string {
  if (typeof given !== 'string' || given.trim() === '')
    throw HUB_FLOW_SHAPE(`${step} says why in words, so that nothing vanishes without a reason; got an empty reason`)
  return given
}

/** A once-key as a flow gave it for this body; an empty one would stand for every message. */
export function onceIn(step: string, given: unknown): string {
  if (typeof given !== 'string' || given === '')
    throw HUB_FLOW_SHAPE(`${step} needs a once-key; its once gave ${JSON.stringify(given)}`)
  return given
}

const MOST_KEY = 200

/** A key as a flow gave it for this body: what stands or meets under it is found by it. */
export function keyIn(where: string, given: unknown, what = 'a key'): string {
  if (typeof given !== 'string' || given === '' || given.length > MOST_KEY || given.includes('\u0000'))
    throw HUB_FLOW_SHAPE(
      `${where}: ${what} is a text of 1 to ${MOST_KEY} characters; got ${typeof given === 'string' ? `${given.length} characters` : typeof given}`,
    )
  return given
}

/** A channel, topic or signal to send to. */
export function inletIn(step: string, given: unknown): Declared {
  const declared = declaredOf(given)
  if (declared === undefined || declared.kind === 'question')
    throw HUB_FLOW_SHAPE(`${step} sends to a channel, topic or signal made by channel(), topic() or signal()`)
  return declared
}

export function effectIn(step: string, given: unknown): EffectEnd {
  const end = endOf(given)
  if (end === undefined || (end.kind !== 'sink' && end.kind !== 'callable'))
    throw HUB_FLOW_SHAPE(`${step} takes a sink or callable of a connection; got something without one`)
  return end
}

export function readerIn(step: string, given: unknown): ReaderEnd {
  const end = endOf(given)
  if (end?.kind !== 'reader') throw HUB_FLOW_SHAPE(`${step} takes a reader of a connection; got something else`)
  return end
}

export const HUB_STREAM_READ = (what: string) =>
  new HubError(
    'HUB_STREAM_READ',
    `${what} was read before in this run; a stream is read once, and the next run has it anew`,
    tryAgain,
  )

/** Whether a value is a stream that may be used up by whoever reads it. */
export function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** Whether a body carries a stream at its top level, where streams live. */
export function holdsStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.values(body).some(isStream)
}

/** A transform that returns a promise would call out behind the runtime's back. */
export function computed(step: string, name: string, value: unknown): unknown {
  if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function')
    throw HUB_FLOW_SHAPE(`${step} ${name} returned a promise; steps compute, enrich and call ask outside`)
  return value
}
