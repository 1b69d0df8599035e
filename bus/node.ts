import type { TSchema } from 'typebox'
import type { Declared } from './ends.js'
import type { Told } from './message.js'

/** One step as frozen data. `name` is what the trace, `check` and the record say: a function's name or an address. */
export interface StepNode {
  readonly kind: string
  readonly name: string
}

export type Nodes = readonly StepNode[]
export type Selector = (body: unknown, told: Told) => unknown

export interface RetryPolicyNode {
  readonly attempts: number
  readonly delayMs: number
  readonly factor: number
  readonly maxDelayMs: number
}

/** What is settled before the first step, when a message is accepted. */
export interface Door {
  readonly validates: readonly TSchema[]
  readonly retry?: RetryPolicyNode
  /** undefined is the hub's own dead letters; otherwise the dead letter is also announced here. */
  readonly thenTo?: Declared
  readonly order?: { readonly keyOf: (body: unknown) => string; readonly afterDeadLetter: 'hold-the-key' | 'go-on' }
  readonly knownBy: Readonly<Record<string, (body: unknown) => string | undefined>>
}

/** A source that is not ours: an endpoint of a connection. */
export interface OutsideSource {
  readonly kind: 'source'
  readonly uri: string
}

/** A finished flow: frozen data that can be printed, drawn, checked, tried and run. */
export interface FlowNode {
  readonly id: string
  readonly from: Declared | OutsideSource
  readonly door: Door
  readonly steps: Nodes
}
