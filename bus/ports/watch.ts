/**
 * Those who watch a hub at work: metrics, spans, logs. The engine and the web floor tell them what happens; nobody waits
 * for them, and what they throw reaches no message. Nothing that is told holds a body, an answer or an error's sentence:
 * ids, names that stand in the code, codes and figures only.
 */
export interface Watch {
  /** Messages were committed for a flow, or a question came in. */
  accepted?(flow: string, count: number): void
  /** A message of this flow comes in, or is made by a message under way. Returns the trace context it keeps, if any. */
  made?(message: MessageMade): string | undefined
  /** A run begins. What is returned is told how it goes on. */
  run?(run: RunBegun): RunWatch | undefined
  /** Units shared a commit; `ms` from asking the books to the end of the fsync. */
  committed?(units: number, ms: number): void
  /** A message was given up: by a run, at the door of an outside source, as a part, or because it kills the process. */
  deadLetter?(letter: DeadLetterTold): void
  /** A job's run stands in the books. Times in milliseconds since 1970. */
  fired?(job: { readonly id: string; readonly scheduledFor: number; readonly firedAt: number }): void
  /** An operator has paused a flow or let it go on. */
  paused?(flow: string, paused: boolean): void
  /** An HTTP call has come, its address is known and nothing else was done with it. */
  call?(call: CallBegun): CallWatch | undefined
}

export interface MessageMade {
  readonly flow: string
  /** The context it came with: of the call, or of the message that makes it. */
  readonly traceparent?: string
}

export interface RunBegun {
  readonly messageId: string
  readonly correlationId: string
  readonly flow: string
  /** Tries before this one since the message last got on. */
  readonly tries: number
  /** From acceptance to this moment, in milliseconds, the commit included; only of a first run that was not recovered. */
  readonly handOffMs?: number
  /** W3C trace context that is stored with the message, so that a run after a restart still joins. */
  readonly traceparent?: string
}

export interface RunEnded {
  /**
   * `done`, `replied`, `dropped`, `waiting`, `retry`, `in-doubt`, `dead-letter`, `fenced` (another run owns the message),
   * `unwritten` (the books failed; it is walked again), and what else a run can come to.
   */
  readonly outcome: string
  readonly ms: number
  /** Code and step of what failed, when something did. The step is missing when nobody could tell. */
  readonly code?: string
  readonly step?: string
  /** When the next try is due, in milliseconds since 1970. */
  readonly due?: number
  /** The way it went, from its trace row; empty when none was written. Decoded on demand. */
  steps(): readonly StepTold[]
}

/** One step of a run. `ms` is there when the step had to wait for something. */
export interface StepTold {
  readonly step: string
  readonly came?: string
  readonly ms?: number
}

export interface RunWatch {
  /** Context of this run, for the messages it makes. */
  readonly traceparent?: string
  effect?(effect: EffectBegun): EffectWatch | undefined
  ended?(ended: RunEnded): void
}

export interface EffectBegun {
  readonly connection: string
  /** The sink's or callable's own name, such as `create`. */
  readonly end: string
  readonly step: string
  /** 1 for the first try. */
  readonly attempt: number
  /** Whether the partner is only asked what became of an earlier try. */
  readonly lookUp: boolean
}

export interface EffectWatch {
  /** Context to hand on to the partner. */
  readonly traceparent?: string
  ended?(ended: EffectEnded): void
}

export interface EffectEnded {
  readonly outcome: 'answered' | 'not-done' | 'unknown'
  readonly ms: number
  readonly code?: string
}

export interface DeadLetterTold {
  readonly messageId: string
  readonly correlationId: string
  readonly flow: string
  readonly code: string
  /** A run has given it up, and tells its end itself. */
  readonly byRun: boolean
}

export interface CallBegun {
  readonly method: string
  /** The pattern of the path, never the path: what stands in addresses may concern persons. */
  readonly route: string
  /** Name of the operation, or the pattern again. */
  readonly operation: string
  readonly traceparent?: string
}

export interface CallWatch {
  /** Context of this call, for what it sets going. */
  readonly traceparent?: string
  ended?(ended: CallEnded): void
}

export interface CallEnded {
  readonly status: number
  readonly ms: number
  readonly messageId?: string
  /** Code of the problem it was answered with. */
  readonly code?: string
}
