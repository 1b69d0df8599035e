import { decodeBody } from '../codec.js'
import { booksAreAway, codeOf, HubError, sentenceOf } from '../errors.js'
import type { RetryPolicyNode } from '../node.js'
import type { LivingState } from '../ports/message.js'
import type { ChangeDone } from '../step.js'
import { ASKING, judge, policyFor, spendsTry } from './failure.js'
import { Leave } from './leaving.js'
import type { Running } from './running.js'
import type { Came } from './shop.js'
import { takeBack, UNDOING, type Undo, undoTries } from './undoing.js'

/** A run that has failed. */
export interface Failing extends Running {
  readonly isStored: boolean
  readonly undos: readonly Undo[]
  announce(announced: ChangeDone['announced']): void
}

/** Decides what becomes of a message whose run has failed, and writes it down. */
export async function failed(run: Failing, error: unknown): Promise<Came> {
  // Nothing was written and nobody was promised anything: the asker is told, and that is all.
  if (!run.isStored) return { is: 'dead-letter', error, holdsKey: false, stored: false }
  // The message has not failed: it is walked again when the books are there.
  if (booksAreAway(error)) throw error
  const tries = run.message.tries + (spendsTry(error, run.shop.stop) ? 1 : 0)
  const came = await goesOn(run, error, { policy: run.flow.door.retry, failures: tries, tries })
  if (came !== undefined) return came
  run.pending.forget(run.isStored)
  const code = codeOf(error)
  let reason = sentenceOf(error)
  if (run.undos.length > 0) {
    try {
      reason = `${reason}; taken back: ${(await takeBack(run, run.undos, { code, reason })).join(', ')}`
    } catch (undoing) {
      if (undoing instanceof Leave) throw undoing
      const failures = undoTries(run, run.undos)
      const later = await goesOn(run, undoing, { policy: UNDOING, failures, tries })
      if (later !== undefined) return later
      reason = `${reason}; what it did could not be taken back: ${sentenceOf(undoing)}`
    }
  }
  return giveUp(run, error, { code, reason, tries })
}

interface Tried {
  readonly policy: RetryPolicyNode | undefined
  /** Tries of what has failed now, this one included. */
  readonly failures: number
  /** Tries as the message counts them. */
  readonly tries: number
}

/** Parks the message or lets it be tried again; undefined when neither helps. */
async function goesOn(run: Failing, error: unknown, { policy, failures, tries }: Tried): Promise<Came | undefined> {
  const { chance, stop } = run.shop
  const doubt = error instanceof HubError && error.code === 'HUB_EFFECT_IN_DOUBT' ? error.details.policy : undefined
  if (doubt === 'park') return park(run, error, tries)
  const verdict = judge(error, {
    // Asking what became of an effect is no try of the effect: only the message counts it.
    ...(doubt === 'ask'
      ? { policy: policyFor(stop, ASKING), tries }
      : { policy: policyFor(stop, policy), tries: failures }),
    now: chance.now(),
    random: chance.random(),
  })
  if (verdict.next === 'dead-letter') return doubt === 'ask' ? park(run, error, tries) : undefined
  run.pending.forget(run.isStored)
  await stay(run, error, 'retrying', verdict.due, tries, `retry ${codeOf(error)}`)
  return { is: 'waiting', due: verdict.due }
}

function stay(run: Failing, error: unknown, state: LivingState, due: number, tries: number, outcome: string) {
  const { id } = run.message
  run.pending.moves.push({ id, state, due, tries, code: codeOf(error), error: sentenceOf(error) })
  run.pending.traces.push(run.traced(outcome))
  return run.flush()
}

async function park(run: Failing, error: unknown, tries: number): Promise<Came> {
  run.pending.forget(run.isStored)
  await stay(run, error, 'in-doubt', 0, tries, 'in-doubt')
  return { is: 'in-doubt' }
}

async function giveUp(
  run: Failing,
  error: unknown,
  as: { readonly code: string; readonly reason: string; readonly tries: number },
): Promise<Came> {
  const { message, pending } = run
  const { order, thenTo } = run.flow.door
  const holdsKey = message.key !== undefined && order?.afterDeadLetter === 'hold-the-key'
  // A part is not what the flow's messages are: whoever takes those would not know what to do with it.
  if (thenTo !== undefined && message.part === undefined)
    run.announce([{ inlet: thenTo, body: decodeBody(message.body) }])
  pending.ends.push({ message, outcome: 'dead-letter', ...as, at: run.shop.chance.now(), holdsKey })
  pending.traces.push(run.traced(`dead-letter ${as.code}`))
  await run.flush()
  return { is: 'dead-letter', error, holdsKey, stored: true }
}
