import { Type } from 'typebox'
import { channel, question, schema, signal, topic } from '../../bus/ends.js'
import type { Told } from '../../bus/message.js'
import type { Nodes, StepNode } from '../../bus/node.js'
import type { BuildBranch, Place } from '../../bus/step.js'
import { stepOf, steps } from '../../bus/steps.js'
import { endsOf, Partner } from '../kit/outside.js'

// What the tests of single steps share: ends to point at, and a step built, described and decided without an engine.

export const Order = schema(
  Type.Object({ orderId: Type.String(), cents: Type.Integer() }, { $id: 'Order', additionalProperties: false }),
)
export interface Order {
  readonly orderId: string
  readonly cents: number
}
export const order: Order = Object.freeze({ orderId: 'o-1', cents: 3500 })

export const orders = channel('shop/orders', Order)
export const archive = channel('shop/archive', Order)
export const paid = topic('shop/paid', Order)
export const price = question('shop/price', Order, schema(Type.Object({ cents: Type.Integer() })))
export const confirmed = signal('shop/confirmed', Order, { keyOf: ({ orderId }) => orderId, keep: '7d' })
/** Ends of a partner that nobody calls here: a step only decides. */
export const ends = endsOf(new Partner())

export const told: Told = Object.freeze({
  now: new Date('2030-01-02T03:04:05.000Z'),
  messageId: '0190a000-0000-7000-8000-000000000001',
  correlationId: 'c-1',
  headers: Object.freeze({ from: 'test' }),
})
export const place = (body: unknown): Place => ({ body, told })

const noBranch: BuildBranch = () => {
  throw new TypeError('this step has no branches')
}

/** A step built from what a flow would give it, as frozen as the builder leaves it. */
export const build = (kind: string, args: readonly unknown[], branch: BuildBranch = noBranch): StepNode =>
  Object.freeze(steps[kind]!.build(args, branch))
export const describe = (node: StepNode) => stepOf(node).describe(node)
export const decide = (node: StepNode, body: unknown) => stepOf(node).decide(node, place(body))
export const branchesOf = (node: StepNode): Readonly<Record<string, Nodes>> => stepOf(node).branches?.(node) ?? {}

/** What a step decides when a decision of this kind is the only right one. */
export function decided<Do extends ReturnType<typeof decide>['do']>(node: StepNode, body: unknown, wanted: Do) {
  const instruction = decide(node, body)
  if (instruction.do !== wanted) throw new TypeError(`decided ${instruction.do} where ${wanted} was due`)
  return instruction as Extract<ReturnType<typeof decide>, { readonly do: Do }>
}

/** A refusal to build, or to decide, with the sentence that a colleague reads. */
export const refusal = (sentence: RegExp) => ({ code: 'HUB_FLOW_SHAPE', message: sentence })
