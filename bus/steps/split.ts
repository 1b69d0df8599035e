import { endOf } from '../adapter.js'
import type { Nodes } from '../node.js'
import type { PartsNode, Step } from '../step.js'
import { functionIn, HUB_FLOW_SHAPE, nameOf, readerIn } from './shared.js'

interface AnyDecoder {
  readonly name: string
  read(bytes: AsyncIterable<Uint8Array>): AsyncIterable<unknown>
}

/** What `split` or `decode` began and `aggregate` finishes. */
export type PartsBegun = Pick<PartsNode, 'kind' | 'name' | 'parts' | 'ifPartFails'>

function policyIn(step: string, given: unknown): PartsNode['ifPartFails'] {
  const policy = (given as { ifPartFails?: unknown } | undefined)?.ifPartFails
  if (policy !== 'dead-letter-the-part' && policy !== 'fail-the-whole')
    throw HUB_FLOW_SHAPE(`${step} says what one bad part does: ifPartFails is dead-letter-the-part or fail-the-whole`)
  return policy
}

export function beginSplit([parts, policy]: readonly unknown[]): PartsBegun {
  const ifPartFails = policyIn('split', policy)
  if (endOf(parts) !== undefined) {
    const reader = readerIn('split', parts)
    return { kind: 'split', name: reader.uri, parts: { from: 'reader', reader }, ifPartFails }
  }
  const of = functionIn('split', 'the parts of a body', parts) as (body: unknown) => Iterable<unknown>
  return { kind: 'split', name: nameOf(of), parts: { from: 'function', of }, ifPartFails }
}

export function beginDecode([decoder, bytes, policy]: readonly unknown[]): PartsBegun {
  const given = decoder as Partial<AnyDecoder> | undefined
  if (typeof given?.read !== 'function' || typeof given.name !== 'string')
    throw HUB_FLOW_SHAPE('decode takes a decoder')
  const open = functionIn('decode', 'where the bytes are', bytes) as (body: unknown) => AsyncIterable<Uint8Array>
  const read = (body: unknown) => (given as AnyDecoder).read(open(body))
  return { kind: 'decode', name: given.name, parts: { from: 'bytes', read }, ifPartFails: policyIn('decode', policy) }
}

/** Aggregator over one body's parts: a group for each name that `by` gives, its parts as a stream. */
export function finishParts(begun: PartsBegun, partSteps: Nodes, [options]: readonly unknown[]): PartsNode {
  const { by, into } = (options ?? {}) as Record<string, unknown>
  const group = functionIn('aggregate', 'the name of a part’s group', by) as PartsNode['by']
  const join = functionIn('aggregate', 'what makes the group', into) as PartsNode['into']
  return { ...begun, partSteps, by: group, into: join, oneGroup: group.length === 0 }
}

function stepOf<K extends PartsNode['kind']>(kind: K): Step<PartsNode & { readonly kind: K }> {
  return {
    kind,
    ends: 'no',
    build: () => {
      throw HUB_FLOW_SHAPE(`${kind} is finished by aggregate`)
    },
    describe: ({ name, ifPartFails }) => `${name}, ${ifPartFails}`,
    decide: (node, { body }) => ({ do: 'stream', node, body }),
  }
}

/** Splitter with pure steps on its parts: streams, stores only refused parts. See docs/patterns/split.md. */
export const split = stepOf('split')
/** Splitter over the records of a file. See docs/patterns/decode.md. */
export const decode = stepOf('decode')
