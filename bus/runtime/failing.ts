import { decodeBody } from '../codec.js'
import { codeOf, HubError, sentenceOf } from '../errors.js'
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
  const { chance, stop } = run.shop
  const now = chance.now()
  // Nothing was written and nobody was promised anything: the asker is told, and that is all.
  if (!run.isStored) return { is: 'dead-letter', error, holdsKey: false, stored: false }
  const tries = run.message.tries + (spendsTry(error, stop) ? 1 : 0)
  const doubt = doubtIn(error)
  if (doubt === 'park') return park(run, error, tries)
  const policy = policyFor(stop, doubt === 'ask' ? ASKING : run.flow.door.retry)
  const verdict = judge(error, { policy, tries, now, random: chance.random() })
  if (verdict.next === 'dead-letter' && doubt === 'ask') return park(run, error, tries)
  run.pending.forget(run.isStored)
  if (verdict.next === 'retry') return retry(run, error, verdict)
  const { code } = verdict
  let { reason } = verdict
  if (run.undos.length > 0) {
    try {
      reason = `${reason}; taken back: ${(await takeBack(run, run.undos, verdict)).join(', ')}`
    } catch (undoing) {
      const came = await undoFailed(run, undoing, tries)
      if (came !== undefined) return came
      reason = `${reason}; what it did could not be taken back: ${sentenceOf(undoing)}`
    }
  }
  return giveUp(run, error, { code, reason, tries })
}

function doubtIn(error: unknown): unknown {
  return error instanceof HubError && error.code === 'HUB_EFFECT_IN_DOUBT' ? error.details.policy : undefined
}

async function undoFailed(run: Failing, error: unknown, tries: number): Promise<Came | undefined> {
  if (error instanceof Leave) throw error
  if (doubtIn(error) === 'park') return park(run, error, tries)
  const { chance, stop } = run.shop
  const verdict = judge(error, {
    policy: policyFor(stop, UNDOING),
    tries: undoTries(run, run.undos),
    now: chance.now(),
    random: chance.random(),
  })
  return verdict.next === 'retry' ? retry(run, error, { due: verdict.due, tries }) : undefined
}

function stay(run: Failing, error: unknown, state: LivingState, due: number, tries: number, outcome: string) {
  const { id } = run.message
  run.pending.moves.push({ id, state, due, tries, code: codeOf(error), error: sentenceOf(error) })
  run.pending.traces.push(run.traced(outcome))
  return run.flush()
}

async function retry(
  run: Failing,
  error: unknown,
  { due, tries }: { readonly due: number; readonly tries: number },
): Promise<Came> {
  await stay(run, error, 'retrying', due, tries, `retry ${codeOf(error)}`)
  return { is: 'waiting', due }
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
