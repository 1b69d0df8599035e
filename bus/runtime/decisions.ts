import { encodeBody } from '../codec.js'
import { HubError, neverSent } from '../errors.js'
import type { EffectDecision, KeyRelease } from '../hub.js'
import type { LivingMessage } from '../ports/message.js'
import type { KeyHolder, Store } from '../ports/store.js'
import type { StepRecord, Writes } from '../ports/unit.js'

export const HUB_NOT_IN_DOUBT = (messageId: string, record: string) =>
  new HubError(
    'HUB_NOT_IN_DOUBT',
    `effect ${record} of message ${messageId} is not in doubt: it was decided before, or there is no such effect`,
    neverSent,
  )

/** What an operator found out about an effect in doubt, as rows to write: the record settles and its message goes on. */
export interface Settled {
  readonly message: LivingMessage
  /** Tries of the effect by which the doubt is known. */
  readonly attempts: number
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
  const { attempts } = record
  return { message, attempts, writes: writesOf(message, record, decision, { by, reason, now }) }
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

// The sentences name the message and not the key, which may say who somebody is.
export const HUB_KEY_NOT_HELD = (flow: string) =>
  new HubError(
    'HUB_KEY_NOT_HELD',
    `no message holds this key of flow ${flow}; it was freed before, or never held`,
    neverSent,
  )
export const HUB_KEY_IN_USE = ({ flow, messageId, ...holder }: KeyHolder) =>
  new HubError(
    'HUB_KEY_IN_USE',
    `this key of flow ${flow} is held by message ${messageId}, which has not ended: ${toDo(holder, messageId)}`,
    neverSent,
  )

function toDo({ state, due = 0, code }: Pick<KeyHolder, 'state' | 'due' | 'code'>, messageId: string): string {
  const until = new Date(due).toISOString()
  switch (state) {
    case 'waiting':
      return due > 0 ? `it waits until ${until} and frees the key at its end` : 'it waits and frees the key at its end'
    case 'retrying':
      return `it failed with ${code ?? 'an error'} and is tried again at ${until}; mend the cause, or let its tries run out`
    case 'in-doubt':
      return `an effect of it is in doubt; settle it with "dromedary effects decide ${messageId} …"`
    default:
      return 'it has been split, and goes on when the last of its parts has ended'
  }
}

/** A key that its dead letters let go of, as rows to write, and these dead letters. */
export interface LetGo {
  readonly messageIds: readonly string[]
  readonly writes: Writes
}

/** Throws HUB_KEY_NOT_HELD, and HUB_KEY_IN_USE when a message holds it that has not ended. */
export async function letGo(
  store: Pick<Store, 'keyHolders'>,
  { flow, key, by, reason }: KeyRelease,
  now: number,
): Promise<LetGo> {
  const { rows } = await store.keyHolders({ flow, key }, { limit: 1_000 })
  const [first] = rows
  if (first === undefined) throw HUB_KEY_NOT_HELD(flow)
  const dead = rows.filter(({ state }) => state === 'dead-letter')
  if (dead.length === 0) throw HUB_KEY_IN_USE(first)
  const audit = { at: now, actor: by, action: 'keys free', outcome: 'freed', details: { reason } }
  return {
    messageIds: dead.map(({ messageId }) => messageId),
    writes: {
      freeKeys: [{ flow, key }],
      audit: dead.map(({ messageId }) => ({ ...audit, object: `${flow}/${messageId}` })),
    },
  }
}
