import { setTimeout as rest } from 'node:timers/promises'
import type { Hubs } from './hubs.js'
import type { Partner } from './partner.js'
import type { DeadLetterSeen, DoubtSeen } from './protocol.js'

/** Looks after what waits for a person: replays dead letters, drops refused parts, decides effects in doubt. */
export class Operator {
  /** Ids of work whose message was replayed. */
  readonly replayed = new Set<string>()
  /** Dead letters that were parts, by the id of the message that they are parts of. */
  readonly parts = new Map<string, Set<string>>()
  private readonly hubs: Hubs
  private readonly partner: Partner
  private stopping = false

  constructor(hubs: Hubs, partner: Partner) {
    this.hubs = hubs
    this.partner = partner
  }

  /** Comes by every `everyMs` and says each time how many messages live. */
  async run(everyMs: number, seen: (living: number) => void): Promise<void> {
    while (!this.stopping) {
      const left = await this.look()
      if (left !== undefined) seen(left)
      await rest(everyMs)
    }
  }

  stop(): void {
    this.stopping = true
  }

  /** One round; how many messages live or wait for an operator, or undefined when no hub answers. */
  async look(): Promise<number | undefined> {
    const living = await this.hubs.call('living', {})
    if (living?.status !== 200) return undefined
    const letters = await this.list<DeadLetterSeen>('dead-letters')
    await Promise.all(letters.map((letter) => this.letter(letter)))
    const doubts = await this.list<DoubtSeen>('doubts')
    await Promise.all(doubts.map((doubt) => this.decide(doubt)))
    return (living.body as { living: number }).living + letters.length
  }

  private async list<Row>(what: string): Promise<readonly Row[]> {
    const answer = await this.hubs.call(what, {})
    return answer?.status === 200 ? (answer.body as Row[]) : []
  }

  private async letter({ id, workId, isPart }: DeadLetterSeen): Promise<void> {
    if (isPart) {
      this.parts.set(workId, (this.parts.get(workId) ?? new Set()).add(id))
      await this.hubs.call('drop', { id })
      return
    }
    this.partner.cure(workId)
    this.replayed.add(workId)
    const replayed = await this.hubs.call('replay', { id })
    // What was taken back is over.
    if ((replayed?.body as { code?: string } | undefined)?.code === 'HUB_COMPENSATED')
      await this.hubs.call('drop', { id })
  }

  private async decide({ messageId, record, idempotencyKey, attempts }: DoubtSeen): Promise<void> {
    const answer = this.partner.found(idempotencyKey, attempts)
    const decision = answer === undefined ? { state: 'not-done' } : { state: 'answered', answer }
    await this.hubs.call('decide', { messageId, record, decision })
  }
}
