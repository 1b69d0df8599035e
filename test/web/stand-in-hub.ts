import { createHash } from 'node:crypto'
import { encodeBody } from '../../bus/codec.js'
import type { Duration } from '../../bus/duration.js'
import { declaredOf } from '../../bus/ends.js'
import { HubError, neverSent } from '../../bus/errors.js'
import type { Accepted, Answered, Hub, SendOptions } from '../../bus/hub.js'
import { newId } from '../../bus/ids.js'
import type { ApiClient, Fate, Store } from '../../bus/ports/store.js'
import type { AuditRow } from '../../bus/ports/unit.js'

/** What a question comes to in a test. */
export type Reply = (request: unknown) => { readonly answer: unknown } | { readonly reason: string } | 'running'

/**
 * A hub of the tests of the web floor alone: it remembers what was sent and answers as told. What the web floor and the
 * engine promise together is tested with the engine.
 */
export class StandInHub {
  readonly sent: { readonly to: string; readonly body: unknown; readonly options: SendOptions }[] = []
  readonly audited: AuditRow[] = []
  readonly clientRows: ApiClient[] = []
  readonly fates = new Map<string, Fate>()
  readonly commands: string[] = []
  reply: Reply = () => ({ answer: {} })
  fails: unknown
  withins: (Duration | undefined)[] = []
  readonly #keys = new Map<string, { readonly hash: string; readonly messageId: string }>()

  get hub(): Hub {
    return this as unknown as Hub
  }

  readonly store = {
    clients: async () => this.clientRows,
    addClient: async (client: ApiClient) => {
      if (this.clientRows.some(({ name, revokedAt }) => name === client.name && revokedAt === undefined))
        throw new HubError('HUB_CLIENT_EXISTS', `there is a living client ${client.name} already`, neverSent)
      this.clientRows.push(client)
    },
    revokeClient: async (name: string, at: number) => {
      const found = this.clientRows.findIndex((row) => row.name === name && row.revokedAt === undefined)
      if (found < 0) return false
      this.clientRows[found] = { ...this.clientRows[found]!, revokedAt: at }
      return true
    },
  } as unknown as Store

  async send(inlet: unknown, body: unknown, { account, ...options }: SendOptions = {}): Promise<Accepted> {
    const accepted = this.#accept(declaredOf(inlet)!.name, body, options)
    if (account !== undefined && !accepted.repeated)
      this.audited.push({ at: 0, ...account, object: accepted.messageId, outcome: 'accepted' })
    return accepted
  }

  async ask(
    question: unknown,
    request: unknown,
    options: SendOptions & { within?: Duration } = {},
  ): Promise<Answered<unknown>> {
    this.withins.push(options.within)
    const { messageId, repeated } = this.#accept(declaredOf(question)!.name, request, options)
    const reply = this.reply(request)
    if (reply === 'running') return { state: 'running', messageId }
    if ('reason' in reply) return { state: 'dropped', reason: reply.reason, messageId }
    return { state: 'answered', answer: reply.answer, messageId, repeated }
  }

  async fate(id: string) {
    return this.fates.get(id)
  }

  async audit(
    actor: string,
    action: string,
    object: string,
    outcome: string,
    details?: Readonly<Record<string, unknown>>,
  ) {
    this.audited.push({ at: 0, actor, action, object, outcome, ...(details === undefined ? {} : { details }) })
  }

  #accept(to: string, body: unknown, options: SendOptions): Accepted {
    if (this.fails !== undefined) throw this.fails
    const { client = '', idempotencyKey } = options
    const key = `${client}\u0000${idempotencyKey ?? newId()}`
    const hash = createHash('sha256').update(to).update(encodeBody(body)).digest('hex')
    const known = this.#keys.get(key)
    if (known !== undefined) {
      if (known.hash !== hash)
        throw new HubError('HUB_IDEMPOTENCY_CONFLICT', 'this Idempotency-Key was used for another request', neverSent)
      return { messageId: known.messageId, repeated: true }
    }
    const messageId = newId()
    this.#keys.set(key, { hash, messageId })
    this.sent.push({ to, body, options })
    return { messageId, repeated: false }
  }
}
