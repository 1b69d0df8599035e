import { decodeBody, encodeBody } from '../codec.js'
import { HubError, neverSent } from '../errors.js'
import type { RetryPolicyNode } from '../node.js'
import type { StepRecord } from '../ports/unit.js'
import type { Asked } from '../walk.js'
import { effectOf } from './effects.js'
import type { Running } from './running.js'

/** What takes back a step, noted as the walk passed it. */
export type Undo = Asked & { readonly do: 'note-undo' }

/** What takes back deserves more tries than what goes on; after that an operator replays the dead letter. */
export const UNDOING: RetryPolicyNode = Object.freeze({ attempts: 12, delayMs: 1_000, factor: 2, maxDelayMs: 300_000 })

const FAILURE = 'failure'

export const HUB_COMPENSATED = (id: string) =>
  new HubError(
    'HUB_COMPENSATED',
    `dead letter ${id} was given up and what it had done was taken back; send it again as a new message`,
    neverSent,
  )

/** The failure for which a message is being taken back, or undefined. */
export function failureIn(records: ReadonlyMap<string, StepRecord>): HubError | undefined {
  const known = records.get(FAILURE)
  if (known?.kind !== FAILURE) return undefined
  const { code, reason } = decodeBody(known.result!) as { readonly code: string; readonly reason: string }
  return new HubError(code, reason, neverSent)
}

/** Whether all that was to be taken back was: such a message cannot go on. */
export function isTakenBack(records: readonly StepRecord[]): boolean {
  return (
    records.some(({ kind }) => kind === FAILURE) &&
    records.every(({ kind, state }) => kind !== 'undo' || state === 'answered')
  )
}

const undoName = (name: string) => `${name}/undo`

/** Tries of the compensation that is under way. */
export function undoTries(run: Running, undos: readonly Undo[]): number {
  const open = [...undos].reverse().find(({ name }) => run.records.get(name)?.state !== 'answered')
  return open === undefined ? 0 : (run.records.get(undoName(open.name))?.attempts ?? 0)
}

export function noteUndo(run: Running, undo: Undo): void {
  if (run.records.has(undo.name)) return
  run.record({ name: undo.name, kind: 'undo', state: 'intended', attempts: 1, result: encodeBody(undo.request) })
}

/**
 * Takes back what was done, the last first, each an effect with its own records: what was taken back before a crash is
 * not taken back again. Gives the names; throws what an effect throws.
 */
export async function takeBack(
  run: Running,
  undos: readonly Undo[],
  failure: { readonly code: string; readonly reason: string },
): Promise<readonly string[]> {
  if (!run.records.has(FAILURE))
    run.record({ name: FAILURE, kind: FAILURE, state: 'answered', attempts: 1, result: encodeBody(failure) })
  for (const undo of [...undos].reverse()) {
    const { state, result } = run.records.get(undo.name)!
    if (state === 'answered') continue
    const { end, name, step } = undo
    const request = decodeBody(result!)
    await effectOf(run, { do: 'effect', end, request, name: undoName(name), step, into: (answer) => answer })
    run.record({ name, kind: 'undo', state: 'answered', attempts: 1, result: result! })
  }
  return [...undos].reverse().map(({ end }) => end.uri)
}
