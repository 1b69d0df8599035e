import type { EffectEnd, ReaderEnd } from './adapter.js'
import type { Declared } from './ends.js'
import type { Told } from './message.js'
import type { Nodes, StepNode } from './node.js'

/** What a step sees: the body as it arrives here, and what was recorded about time and chance. */
export interface Place {
  readonly body: unknown
  readonly told: Told
}

export interface ChangeDone {
  readonly body: unknown
  readonly announced: readonly { readonly inlet: Declared; readonly body: unknown }[]
}

/** What a step decides. Only the runtime acts on it. */
export type Instruction =
  | { readonly do: 'go-on'; readonly body: unknown }
  /** Follow these steps; `meets` says whether what comes after this step goes on with their body. */
  | { readonly do: 'follow'; readonly branch: string; readonly steps: Nodes; readonly meets: boolean }
  | {
      readonly do: 'read'
      readonly reader: ReaderEnd
      readonly query: unknown
      readonly into: (rows: readonly unknown[]) => unknown
    }
  | {
      readonly do: 'effect'
      readonly end: EffectEnd
      readonly request: unknown
      readonly once?: string
      readonly into: (answer: unknown) => unknown
    }
  /** Ask another flow of ours; the question's flow is a message of its own. */
  | {
      readonly do: 'ask'
      readonly question: Declared
      readonly request: unknown
      readonly into: (answer: unknown) => unknown
    }
  | {
      readonly do: 'change'
      readonly once: string
      readonly body: unknown
      readonly apply: (body: unknown, tx: unknown) => Promise<ChangeDone>
    }
  | { readonly do: 'announce'; readonly announcements: ChangeDone['announced']; readonly body: unknown }
  /** A length counts from the first arrival; the time is recorded then. */
  | { readonly do: 'wait'; readonly until: Date }
  | { readonly do: 'wait'; readonly forMs: number }
  | { readonly do: 'stream'; readonly node: PartsNode; readonly body: unknown }
  /** Stand at the gate of a signal until an event of this key comes, or the time is over. */
  | {
      readonly do: 'await'
      readonly signal: Declared
      readonly key: string
      readonly for: { readonly until: Date } | { readonly ms: number }
      readonly into: (came: unknown) => unknown
    }
  /** An event of a signal looks for the message that waits for it. */
  | { readonly do: 'deliver'; readonly gate: string; readonly key: string; readonly keepMs: number }
  | {
      readonly do: 'gather'
      readonly key: string
      readonly until: GroupUntil
      readonly into: (bodies: readonly unknown[]) => unknown
    }
  | {
      readonly do: 'line-up'
      readonly key: string
      readonly position: number
      readonly withinMs: number
      readonly ifGap: 'go-on' | 'dead-letter'
    }
  | { readonly do: 'throttle'; readonly key: string; readonly count: number; readonly perMs: number }
  | { readonly do: 'keep-apart'; readonly part: unknown; readonly leave: (claim: string) => unknown }
  | { readonly do: 'redeem'; readonly claim: string; readonly into: (rows: readonly unknown[]) => unknown }
  /** To be done when the message is given up. */
  | { readonly do: 'note-undo'; readonly end: EffectEnd; readonly request: unknown }
  | { readonly do: 'split-each'; readonly node: EachNode; readonly body: unknown }
  | { readonly do: 'end'; readonly as: Ended }

export type Ended =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'dropped'; readonly reason: string }
  | { readonly outcome: 'replied'; readonly answer: unknown }

/** A split or decode with the pure steps on its parts and the aggregate that ends it. */
export interface PartsNode extends StepNode {
  readonly kind: 'split' | 'decode'
  /** The parts of a body; `run` reads a reader, and only the runtime calls it. */
  readonly parts:
    | { readonly from: 'reader'; readonly reader: ReaderEnd }
    | { readonly from: 'function'; readonly of: (body: unknown) => Iterable<unknown> }
    | { readonly from: 'bytes'; readonly read: (body: unknown) => AsyncIterable<unknown> }
  readonly ifPartFails: 'dead-letter-the-part' | 'fail-the-whole'
  readonly partSteps: Nodes
  readonly by: (part: unknown) => string
  readonly into: (key: string, parts: AsyncIterable<unknown>, whole: unknown) => unknown
  /** Whether the group's name depends on no part, so that it exists even when empty. */
  readonly oneGroup: boolean
}

/** When a group is complete; one of the three at least. */
export interface GroupUntil {
  readonly count?: number
  readonly quietMs?: number
  readonly signal?: Declared
}

/** A split whose parts are messages of their own, with the steps of a part. */
export interface EachNode extends StepNode {
  readonly kind: 'splitEach'
  readonly parts: Exclude<PartsNode['parts'], { readonly from: 'bytes' }>
  readonly key: (part: unknown) => string
  readonly ifPartFails: 'dead-letter-the-part' | 'fail-the-whole'
  readonly each: Nodes
  readonly into: (whole: unknown, outcomes: AsyncIterable<unknown>) => unknown
}

/** How branches are built: the builder calls the user's function with an open branch and takes what it made. */
export type BuildBranch = (build: unknown, name: string) => Nodes

/** One integration pattern: how it is built (and what it refuses), how it describes itself, what it decides. */
export interface Step<N extends StepNode = StepNode> {
  readonly kind: N['kind']
  build(args: readonly unknown[], branch: BuildBranch): N
  /** The words after the step's kind in `dromedary check`. */
  describe(node: N): string
  branches?(node: N): Readonly<Record<string, Nodes>>
  /** Whether a flow may end after it, must end after it, or must go on. */
  readonly ends: 'may' | 'must' | 'no'
  decide(node: N, place: Place): Instruction
}
