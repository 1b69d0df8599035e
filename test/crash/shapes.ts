import { type Static, Type } from 'typebox'
import type { Channel, Question, Signal } from '../../bus/ends.js'
import { schema } from '../../bus/ends.js'
import type { ClosedFlow } from '../../bus/flow.js'

/** One piece of work as the load sends it. */
export const Work = schema(
  Type.Object(
    {
      /** `<kind>-<number>`: by it the judge finds every trace of this work. */
      id: Type.String({ minLength: 1 }),
      /** What is kept in order, gathered or grouped together. */
      key: Type.String({ minLength: 1 }),
      /** Place within its key, number of parts, or milliseconds: the kind of work says. */
      n: Type.Integer(),
      /** What the kind of work chooses by. */
      how: Type.String(),
      /** The partner refuses it until an operator has seen to it. */
      poison: Type.Boolean(),
    },
    { $id: 'CrashWork', additionalProperties: false },
  ),
)
export type Work = Static<typeof Work>

export const Answer = schema(Type.Object({ receipt: Type.String() }, { $id: 'CrashAnswer' }))
export type Answer = Static<typeof Answer>

/** Anything that the load can send a piece of work to. */
export type Target = Channel<Work> | Signal<Work> | Question<Work, Answer>

/** What the load sends: one message, or several that stand for the same work. */
export interface Sending {
  readonly work: Work
  readonly to: Target
  /** Messages with this body, each with an idempotency key of its own; 1 unless told. */
  readonly copies?: number
  /** Sent when this one is accepted: signals, mostly. */
  readonly afterwards?: { readonly afterMs: number; readonly sending: Sending }
}

/** What must be found when a piece of work has ended, and what it stands for in the counts. */
export interface Traces {
  /** `<end> <id>`: carried out by the partner, once; those of one id one after another, each when the one before was answered. */
  readonly effects?: readonly string[]
  /** `<what> <id>`, or `<what> <id> <said>`: a row in the register, once. */
  readonly changes?: readonly string[]
  /** `<end> <id>`: what the partner must not have carried out. */
  readonly never?: readonly string[]
  /** Parts that ended as dead letters of their own. */
  readonly refusedParts?: number
  readonly parts?: number
  readonly waits?: number
}

/** 0 up to but not including 1. */
export type Chance = () => number

/** One kind of work: flows of its own, how the load makes it, and what it leaves behind. */
export interface Kind {
  readonly name: string
  readonly flows: readonly ClosedFlow[]
  readonly signals?: readonly Signal<Work>[]
  /** How often it comes beside the others. */
  readonly share: number
  /** The next sendings of this kind; `no` rises by one with each call. */
  make(no: number, chance: Chance): readonly Sending[]
  traces(work: Work): Traces
  /** Where the numbers of a key must rise. Replayed work has lost its place, unless its key was held for it. */
  readonly inOrder?: {
    readonly ends: readonly string[]
    readonly rows: readonly string[]
    readonly evenReplayed?: true
  }
  /** Work of one key is sent one after another: the next when the one before was accepted. */
  readonly lanes?: number
}
