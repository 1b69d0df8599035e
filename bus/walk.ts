import type { TSchema } from 'typebox'
import { HubError, neverSent } from './errors.js'
import type { Told } from './message.js'
import type { FlowNode, Nodes, StepNode } from './node.js'
import type { StepRecord } from './ports/unit.js'
import type { Instruction } from './step.js'
import { stepOf } from './steps.js'
import { fitting } from './validate.js'

export const HUB_FLOW_CHANGED = (flow: string, names: readonly string[]) =>
  new HubError(
    'HUB_FLOW_CHANGED',
    `${flow} no longer reaches what this message has recorded: ${names.join(', ')}; an operator decides`,
    { ...neverSent, details: { records: names } },
  )

interface Frame {
  readonly steps: Nodes
  readonly path: string
  /** How often a step of this name was met in this frame, so that two of one name have two records. */
  readonly seen: Map<string, number>
  /** Steps that compute the body on after this frame, or none when the flow ends with it. */
  readonly meets: boolean
  at: number
}

/** What the runtime is asked to do next, and the name it is recorded under. */
export type Asked = Exclude<Instruction, { do: 'go-on' | 'follow' }> & { readonly name: string; readonly step: string }

/** One line of a trace: what a step came to. */
export interface Walked {
  readonly step: string
  readonly came?: string
  readonly ms?: number
}

/**
 * One walk of a body through a flow. Pure steps are computed here; for everything else `next` says what the runtime
 * must do, and `resume` takes what came of it. The same class drives the hub and the test kit.
 */
export class Walk {
  readonly flow: FlowNode
  readonly told: Told
  readonly trace: Walked[] = []
  private body: unknown
  private readonly frames: Frame[]
  private readonly reached: Set<string>
  private asked = ''

  /** `start` is where a part of another message begins. */
  constructor(
    flow: FlowNode,
    body: unknown,
    told: Told,
    { steps, path }: { readonly steps: Nodes; readonly path: string } = { steps: flow.steps, path: '' },
  ) {
    this.flow = flow
    this.told = told
    this.body = body
    this.frames = [{ steps, path, seen: new Map(), meets: true, at: 0 }]
    this.reached = new Set()
  }

  /** Computes on until the runtime has to act, or the flow ends. Throws what a step throws. */
  next(): Asked {
    for (;;) {
      const frame = this.frames.at(-1)!
      const node = frame.steps[frame.at]
      if (node === undefined) {
        if (this.frames.length === 1 || !frame.meets)
          return { do: 'end', as: { outcome: 'done' }, name: 'end', step: 'end' }
        this.frames.pop()
        continue
      }
      frame.at++
      const asked = this.decide(frame, node)
      if (asked !== undefined) return asked
    }
  }

  private decide(frame: Frame, node: StepNode): Asked | undefined {
    const label = labelOf(node)
    const step = frame.path === '' ? label.step : frame.path + label.step
    let instruction: Instruction
    try {
      instruction = stepOf(node).decide(node, { body: this.body, told: this.told })
    } catch (error) {
      this.trace.push({ step, came: 'failed' })
      throw bugIn(this.flow.id, step, error)
    }
    switch (instruction.do) {
      case 'go-on':
        this.body = instruction.body
        this.trace.push({ step })
        return undefined
      case 'follow':
        this.trace.push({ step, came: instruction.branch })
        this.frames.push({
          steps: instruction.steps,
          path: `${step}${again(met(frame, label.step))}/${instruction.branch}/`,
          seen: new Map(),
          meets: instruction.meets,
          at: 0,
        })
        return undefined
      case 'end':
        // Before it counts as the end: an answer that does not fit must be neither kept nor given.
        if (instruction.as.outcome === 'replied') this.assertAnswer(instruction.as.answer)
        this.trace.push({ step, came: instruction.as.outcome })
        return { do: 'end', as: instruction.as, name: step, step }
      default: {
        const times = met(frame, label.step)
        const name = times === 1 && frame.path === '' ? label.first : `${step}#${times}`
        this.reached.add(name)
        this.asked = step
        // The step made it for this walk alone, so it is added to instead of copied.
        return Object.assign(this.computing(instruction, step), { name, step })
      }
    }
  }

  private assertAnswer(answer: unknown): void {
    const { from } = this.flow
    if ('answer' in from) fitting(from.answer as TSchema, answer, `the answer of ${from.uri}`)
  }

  /** What joins an answer with the body computes like any step: what it throws is a bug, and trying again gives the same. */
  private computing<I extends Instruction>(instruction: I, step: string): I {
    if (!('into' in instruction)) return instruction
    const { into } = instruction as { into: (came: never) => unknown }
    return {
      ...instruction,
      into: (came: never) => {
        try {
          return into(came)
        } catch (error) {
          this.trace.push({ step, came: 'failed' })
          throw bugIn(this.flow.id, step, error)
        }
      },
    }
  }

  /** The body as it stands now. */
  get carried(): unknown {
    return this.body
  }

  /** Goes on with what came of the last instruction. */
  resume(body: unknown, came?: string, ms?: number): void {
    this.body = body
    const walked: { -readonly [Key in keyof Walked]: Walked[Key] } = { step: this.asked }
    if (came !== undefined) walked.came = came
    if (ms !== undefined) walked.ms = ms
    this.trace.push(walked)
  }

  /** Something was thrown: the trace says at which step, unless the step itself has said so. */
  failed(): void {
    if (this.asked !== '' && this.trace.at(-1)?.came !== 'failed') this.trace.push({ step: this.asked, came: 'failed' })
  }

  /** The rest of this flow for one group of a stream: same steps, names of its own, sharing this walk's trace. */
  fork(group: string, body: unknown): Walk {
    const rest = new Walk(this.flow, body, this.told)
    rest.frames.length = 0
    for (const frame of this.frames)
      rest.frames.push({ ...frame, seen: new Map(frame.seen), path: `${frame.path}${group}/` })
    ;(rest as { trace: Walked[] }).trace = this.trace
    ;(rest as unknown as { reached: Set<string> }).reached = this.reached
    return rest
  }

  /** Refuses to act where records stand that this version of the flow did not reach. Throws HUB_FLOW_CHANGED. */
  assertReached(records: Iterable<StepRecord>): void {
    const missed = [...records]
      .filter(({ name, kind }) => !ASIDE.has(kind) && !name.endsWith('/undo') && !this.reached.has(name))
      .map(({ name }) => name)
    if (missed.length > 0) throw HUB_FLOW_CHANGED(this.flow.id, missed)
  }
}

/** Records that belong to a step, and are reached with it. */
const ASIDE: ReadonlySet<StepRecord['kind']> = new Set(['part', 'member', 'failure'])

interface Label {
  readonly step: string
  /** Its record, where it is met the first time and in no branch. */
  readonly first: string
}
const labels = new WeakMap<StepNode, Label>()

/** The words of a step. They are put together once, since they are looked up for every message. */
export function labelOf(node: StepNode): Label {
  let label = labels.get(node)
  if (label === undefined) {
    const step = `${node.kind} ${node.name}`
    label = { step, first: `${step}#1` }
    labels.set(node, label)
  }
  return label
}

/** How often a step of this name has been met in this frame, this time included. */
export function met(frame: Pick<Frame, 'seen'>, step: string): number {
  const times = (frame.seen.get(step) ?? 0) + 1
  frame.seen.set(step, times)
  return times
}
/** Branches are named without a number the first time: `choose country/FI/…`, then `choose country#2/FI/…`. */
export const again = (times: number) => (times === 1 ? '' : `#${times}`)

export const HUB_STEP_FAILED = (flow: string, step: string, error: unknown) =>
  new HubError(
    'HUB_STEP_FAILED',
    `${flow}: ${step} threw ${error instanceof Error ? error.name : typeof error}; a step only computes, so trying again gives the same`,
    { ...neverSent, cause: error },
  )

/** What a function of a flow threw: it computes, so it is a bug there, unless it says itself what it is. */
export function bugIn(flow: string, step: string, error: unknown): HubError {
  return error instanceof HubError ? error : HUB_STEP_FAILED(flow, step, error)
}

/** Calls a function of a flow. */
export function computing<T>(flow: string, step: string, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    throw bugIn(flow, step, error)
  }
}
