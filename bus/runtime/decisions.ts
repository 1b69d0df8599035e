import { encodeBody } from '../codec.js'
import { HubError, neverSent } from '../errors.js'
import type { EffectDecision } from '../hub.js'
import type { LivingMessage, StepRecord, Store, Writes } from '../ports/store.js'

export const HUB_NOT_IN_DOUBT = (messageId: string, record: string) =>
  new HubError(
    'HUB_NOT_IN_DOUBT',
    `effect ${record} of message ${messageId} is not in doubt: it was decided before, or there is no such effect`,
    neverSent,
  )

/** What an operator found out about an effect in doubt, as rows to write: the record settles and its message goes on. */
export interface Settled {
  readonly message: LivingMessage
  readonly writes: Writes
}

/**
 * Turns a decision into what is written. The record keeps its once-key and its number of tries, so that a later try of
 * an effect that was not done is recognised by the partner as the same. Throws HUB_NOT_IN_DOUBT.
 */
export async function settled(
  store: Pick<Store, 'living' | 'records'>,
  { messageId, record: name, decision, by, reason }: EffectDecision,
  now: number,
): Promise<Settled> {
  const message = await store.living(messageId)
  const record = (await store.records([messageId])).get(messageId)?.find((one) => one.name === name)
  if (message?.state !== 'in-doubt' || record?.state !== 'in-doubt') throw HUB_NOT_IN_DOUBT(messageId, name)
  return { message, writes: writesOf(message, record, decision, { by, reason, now }) }
}

function writesOf(
  { id }: LivingMessage,
  { code: _code, error: _error, ...record }: StepRecord,
  decision: EffectDecision['decision'],
  { by, reason, now }: { readonly by: string; readonly reason: string; readonly now: number },
): Writes {
  const { state } = decision
  const result = state === 'answered' ? { result: encodeBody(decision.answer) } : {}
  return {
    records: [{ ...record, ...result, state, at: now }],
    moves: [{ id, state: 'retrying', due: now, tries: 0 }],
    audit: [
      {
        at: now,
        actor: by,
        action: 'effects decide',
        object: `${id}/${record.name}`,
        outcome: state,
        details: { reason },
      },
    ],
  }
}
