import type { OpenUse } from '../adapter.js'
import { decodeBody } from '../codec.js'
import { codeOf, instructionOf, sentenceOf } from '../errors.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { Unit, UnitResult, Writes } from '../ports/unit.js'
import type { EffectBegun, RunWatch, StepTold, Watch } from '../ports/watch.js'
import type { Startable } from './lane.js'
import { overheard } from './meetings.js'
import type { Came, Chance } from './shop.js'

/** What a run that is under way has come to so far, as its commits tell. */
interface UnderWay {
  readonly watch: RunWatch | undefined
  steps: Uint8Array | undefined
  failed: { readonly state: string; readonly code: string; readonly step?: string; readonly due?: number } | undefined
}

/**
 * Tells those who watch what the engine does. Most of it is read from what is committed, so that nothing is told that
 * is not durable, and the runs themselves know nothing of it.
 */
export class Watching {
  private readonly watch: Watch
  private readonly chance: Pick<Chance, 'now'>
  private readonly log: OpenUse['log']
  /** Milliseconds of a clock that only goes forward, in fractions. */
  private readonly elapsed: () => number
  private readonly runs = new Map<string, UnderWay>()
  private broke = false

  constructor(watch: Watch, chance: Pick<Chance, 'now'>, log: OpenUse['log'], elapsed = () => performance.now()) {
    this.watch = watch
    this.chance = chance
    this.log = log
    this.elapsed = elapsed
  }

  /** Whoever watches must not disturb: a bug there is told once, and costs no message. */
  tell<T>(work: (watch: Watch) => T): T | undefined {
    try {
      return work(this.watch)
    } catch (error) {
      // Once: what fails here fails thousands of times a second.
      if (!this.broke) this.log('error', 'who watches the hub has failed; its figures may be wrong', told(error))
      this.broke = true
      return undefined
    }
  }

  accepted(messages: readonly NewMessage[]): void {
    const counts = new Map<string, number>()
    for (const { flow } of messages) counts.set(flow, (counts.get(flow) ?? 0) + 1)
    for (const [flow, count] of counts) this.tell((watch) => watch.accepted?.(flow, count))
  }

  /** The trace context that a new message keeps: that of the run or call it comes from. */
  contextOf(flow: string, causeId: string | undefined, traceparent: string | undefined): string | undefined {
    const context = (causeId === undefined ? undefined : this.runs.get(causeId)?.watch?.traceparent) ?? traceparent
    const made: { flow: string; traceparent?: string } =
      context === undefined ? { flow } : { flow, traceparent: context }
    return this.tell((watch) => watch.made?.(made)) ?? context
  }

  /** The context of a run under way, for what it reads from outside. */
  traceparentOf({ id, traceparent }: LivingMessage): string | undefined {
    return this.runs.get(id)?.watch?.traceparent ?? traceparent
  }

  async run({ message, fresh }: Startable, work: () => Promise<Came>): Promise<Came> {
    const { id, correlationId, flow, tries, traceparent, acceptedAt, seq } = message
    const began = this.elapsed()
    const handOff = fresh && tries === 0 ? { handOffMs: Math.max(0, this.chance.now() - acceptedAt) } : {}
    const about = { messageId: id, correlationId, flow, tries, ...handOff, ...(traceparent && { traceparent }) }
    // A question stands in no book yet; it is accepted by being begun.
    if (seq < 0) this.tell((watch) => watch.accepted?.(flow, 1))
    const run: UnderWay = { watch: this.tell((watch) => watch.run?.(about)), steps: undefined, failed: undefined }
    this.runs.set(id, run)
    let came: Came | undefined
    try {
      came = await work()
      return came
    } finally {
      this.runs.delete(id)
      this.ended(run, came, this.elapsed() - began)
    }
  }

  private ended({ watch, steps, failed }: UnderWay, came: Came | undefined, ms: number): void {
    const unstored = came?.is === 'dead-letter' && !came.stored ? { code: codeOf(came.error) } : undefined
    const { code, step, due } = failed ?? { ...unstored, step: undefined, due: undefined }
    const ended = {
      outcome: failed?.state ?? came?.is ?? 'unwritten',
      ms,
      ...(code === undefined ? {} : { code }),
      ...(step === undefined ? {} : { step }),
      ...(due === undefined ? {} : { due }),
      steps: () => (steps === undefined ? [] : (decodeBody(steps) as readonly StepTold[])),
    }
    this.tell(() => watch?.ended?.(ended))
  }

  /** One try of an effect, or a look at what became of one. `work` is given the context to hand on. */
  async effect<T>(
    message: LivingMessage,
    begun: EffectBegun,
    work: (traceparent: string | undefined) => Promise<T>,
  ): Promise<T> {
    const run = this.runs.get(message.id)?.watch
    const watch = this.tell(() => run?.effect?.(begun))
    const began = this.elapsed()
    const ended = (outcome: 'answered' | 'not-done' | 'unknown', code?: string) =>
      this.tell(() => watch?.ended?.({ outcome, ms: this.elapsed() - began, ...(code && { code }) }))
    try {
      const answer = await work(watch?.traceparent ?? run?.traceparent ?? message.traceparent)
      ended('answered')
      return answer
    } catch (error) {
      ended(instructionOf(error).effect, codeOf(error))
      throw error
    }
  }

  paused(flow: string, paused: boolean): void {
    this.tell((watch) => watch.paused?.(flow, paused))
  }

  /** Units as they go to the books, and what to call when they are durable: some of what they write is made inside the commit. */
  following(units: readonly Unit[]): { readonly units: readonly Unit[]; done(results: readonly UnitResult[]): void } {
    const began = this.elapsed()
    const all = units.map(opened)
    return {
      units: all.map(({ unit }) => unit),
      done: (results) => {
        const ms = this.elapsed() - began
        this.tell((watch) => watch.committed?.(units.length, ms))
        for (const [index, { writes, jobRun }] of units.entries()) {
          if (results[index]?.state !== 'committed') continue
          if (jobRun?.outcome === 'fired') this.tell((watch) => watch.fired?.({ ...jobRun, id: jobRun.job }))
          if (writes !== undefined) this.wrote(writes)
          for (const each of all[index]!.made()) this.wrote(each)
        }
      },
    }
  }

  private wrote({ moves = [], ends = [], traces = [], records = [] }: Writes): void {
    for (const { messageId, steps } of traces) {
      const run = this.runs.get(messageId)
      if (run !== undefined) run.steps = steps
    }
    const stepOf = (messageId: string, code: string) =>
      failedStep(this.runs.get(messageId)?.steps) ??
      records.findLast((record) => record.messageId === messageId && record.code === code)?.name
    for (const { id, state, code, due } of moves) {
      const run = this.runs.get(id)
      if (run === undefined || code === undefined) continue
      const step = stepOf(id, code)
      run.failed = {
        state: state === 'retrying' ? 'retry' : state,
        code,
        ...(step === undefined ? {} : { step }),
        ...(state === 'retrying' ? { due } : {}),
      }
    }
    for (const { message, outcome, code = 'HUB_UNCLASSIFIED' } of ends) {
      if (outcome !== 'dead-letter') continue
      const { id, correlationId, flow } = message
      const run = this.runs.get(id)
      const step = stepOf(id, code)
      if (run !== undefined) run.failed = { state: outcome, code, ...(step === undefined ? {} : { step }) }
      const letter = { messageId: id, correlationId, flow, code, byRun: run !== undefined }
      this.tell((watch) => watch.deadLetter?.(letter))
    }
  }
}

const told = (error: unknown) => ({ code: codeOf(error), error: sentenceOf(error) })

function failedStep(steps: Uint8Array | undefined): string | undefined {
  if (steps === undefined) return undefined
  return (decodeBody(steps) as readonly StepTold[]).findLast(({ came }) => came === 'failed')?.step
}

/** The same unit, and what was decided to be written inside its commit. */
function opened(unit: Unit): { readonly unit: Unit; readonly made: () => readonly Writes[] } {
  const { apply, meets } = unit
  if (meets !== undefined) {
    const { heard, decided } = overheard(meets)
    return { unit: { ...unit, meets: heard }, made: decided }
  }
  if (apply === undefined) return { unit, made: () => [] }
  let made: Writes[] = []
  const applied: Unit['apply'] = async (tx) => {
    const done = await apply(tx)
    made = [done.writes]
    return done
  }
  return { unit: { ...unit, apply: applied }, made: () => made }
}
