import { type Declared, declaredOf, type Inlet } from '../ends.js'
import type { Accepted, Hub, SendOptions } from '../hub.js'
import type { NewMessage } from '../ports/message.js'
import type { IdempotencyRow, Unit } from '../ports/unit.js'
import { bodyHash, type Origin } from './acceptance.js'
import type { Committer } from './committer.js'
import { HUB_IDEMPOTENCY_CONFLICT, HUB_NOBODY_READS } from './failure.js'
import type { Chance } from './shop.js'

/** How long an idempotency key of a client is kept. */
const KEPT_MS = 86_400_000

export interface FrontUse {
  readonly committer: Committer
  readonly chance: Chance
  readonly admitTo: (inlet: Declared, body: unknown, origin: Origin) => readonly NewMessage[]
  readonly accepted: (messages: readonly NewMessage[], seqs: readonly number[]) => void
  /** Throws HUB_DRAINING, HUB_BACKLOG_FULL. */
  readonly assertOpen: () => void
}

/** The row that makes a repetition of a call recognisable. */
export function idempotencyRow(
  inlet: Declared,
  body: unknown,
  origin: Origin,
  messageId: string,
  now: number,
): IdempotencyRow | undefined {
  const { client, idempotencyKey: key } = origin
  if (client === undefined || key === undefined) return undefined
  return { client, key, bodyHash: bodyHash(inlet.uri, body), messageId, until: now + KEPT_MS }
}

/** The message of an earlier call with the same key and body. Throws HUB_IDEMPOTENCY_CONFLICT for another body. */
export function sameBody(
  { bodyHash: known, messageId, key }: Pick<IdempotencyRow, 'bodyHash' | 'messageId' | 'key'>,
  hash: string,
): string {
  if (known !== hash) throw HUB_IDEMPOTENCY_CONFLICT(key)
  return messageId
}

/** Where messages come in: what is answered here is durable. */
export class Front {
  private readonly use: FrontUse

  constructor(use: FrontUse) {
    this.use = use
  }

  async send(inlet: Inlet<never>, body: unknown, { once, account, ...origin }: SendOptions): Promise<Accepted> {
    const { admitTo, assertOpen, chance, committer, accepted } = this.use
    assertOpen()
    const declared = declaredOf(inlet)
    if (declared === undefined) throw HUB_NOBODY_READS('something that is no channel or topic')
    const onceKey = once === undefined ? undefined : `${declared.name}/accept/${once}`
    const admitted = admitTo(declared, body, origin)
    // One key for the whole announcement: the first copy carries it.
    const messages =
      onceKey === undefined
        ? admitted
        : admitted.map((message, index) => (index > 0 ? message : { ...message, onceKey }))
    const first = messages[0]
    // A topic that no flow takes: announced to nobody, and that is no error.
    if (first === undefined) return { messageId: '', repeated: false }
    const now = chance.now()
    const idempotency = idempotencyRow(declared, body, origin, first.id, now)
    const accept = { accept: messages }
    const writes =
      account === undefined
        ? accept
        : { ...accept, audit: [{ at: now, ...account, object: first.id, outcome: 'accepted' }] }
    const result = await committer.commit(idempotency === undefined ? { writes } : { writes, idempotency })
    if (result.state === 'failed') throw result.error
    if (result.state === 'committed') {
      accepted(messages, result.seqs)
      return { messageId: first.id, repeated: false }
    }
    if (result.refused === 'idempotency')
      return { messageId: sameBody(result.row, bodyHash(declared.uri, body)), repeated: true }
    return { messageId: result.refused === 'once' ? result.row.messageId : first.id, repeated: true }
  }

  async fire({ job, scheduledFor, inlet, body, by }: Parameters<Hub['fire']>[0]): ReturnType<Hub['fire']> {
    const { admitTo, assertOpen, chance, committer, accepted } = this.use
    assertOpen()
    const now = chance.now()
    const messages = admitTo(declaredOf(inlet)!, body, {
      headers: { job, 'scheduled-for': scheduledFor.toISOString() },
    })
    const named = messages[0] === undefined ? {} : { messageId: messages[0].id }
    const audit =
      by === undefined ? {} : { audit: [{ at: now, actor: by, action: 'jobs run', object: job, outcome: 'fired' }] }
    const unit: Unit = {
      jobRun: { job, scheduledFor: scheduledFor.getTime(), firedAt: now, outcome: 'fired', ...named },
      writes: { accept: messages, ...audit },
    }
    const result = await committer.commit(unit)
    if (result.state === 'failed') throw result.error
    if (result.state === 'refused') return { fired: false }
    accepted(messages, result.seqs)
    return { fired: true, ...named }
  }
}
