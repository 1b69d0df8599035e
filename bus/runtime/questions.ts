import { decodeBody } from '../codec.js'
import { HubError, neverSent } from '../errors.js'
import type { Answered } from '../hub.js'
import type { Fate } from '../ports/store.js'
import type { Came } from './shop.js'
import { type After, systemTimers } from './timers.js'

interface Asker {
  readonly resolve: (answered: Answered<unknown>) => void
  readonly reject: (error: unknown) => void
}

export const HUB_ASKED_IN_VAIN = (messageId: string, code: string, reason: string) =>
  new HubError('HUB_ASKED_IN_VAIN', `message ${messageId} became a dead letter: ${reason}`, {
    ...neverSent,
    details: { messageId, cause: code },
  })

/** Those who wait for an answer, by the message that will give it. Several may wait for one. */
export class Askers {
  private readonly waiting = new Map<string, Asker[]>()
  private readonly after: After

  constructor(after: After = systemTimers) {
    this.after = after
  }

  /** The answer, or `running` after `ms` milliseconds. */
  wait(messageId: string, ms: number, repeated: boolean): Promise<Answered<unknown>> {
    return new Promise((resolve, reject) => {
      const asker: Asker = {
        resolve: (answered) => {
          cancel()
          resolve(repeated && answered.state === 'answered' ? { ...answered, repeated } : answered)
        },
        reject: (error) => {
          cancel()
          reject(error)
        },
      }
      const cancel = this.after(ms, () => {
        const left = (this.waiting.get(messageId) ?? []).filter((other) => other !== asker)
        if (left.length === 0) this.waiting.delete(messageId)
        else this.waiting.set(messageId, left)
        resolve({ state: 'running', messageId })
      })
      this.waiting.set(messageId, [...(this.waiting.get(messageId) ?? []), asker])
    })
  }

  has(messageId: string): boolean {
    return this.waiting.has(messageId)
  }

  /** Tells the askers what becomes known of another message that stands for this one. */
  async settle(messageId: string, known: Promise<Answered<unknown>>): Promise<void> {
    const askers = this.waiting.get(messageId) ?? []
    this.waiting.delete(messageId)
    try {
      const answered = await known
      for (const asker of askers) asker.resolve(answered)
    } catch (error) {
      for (const asker of askers) asker.reject(error)
    }
  }

  /** Tells the askers what a run came to; a run that only waits tells nothing. */
  tell(messageId: string, came: Came): void {
    if (came.is === 'waiting' || came.is === 'fenced') return
    const askers = this.waiting.get(messageId)
    if (askers === undefined) return
    this.waiting.delete(messageId)
    for (const asker of askers) {
      if (came.is === 'replied') asker.resolve({ state: 'answered', answer: came.answer, messageId, repeated: false })
      else if (came.is === 'dropped') asker.resolve({ state: 'dropped', reason: came.reason, messageId })
      else if (came.is === 'dead-letter') asker.reject(came.error)
      else asker.resolve({ state: 'running', messageId })
    }
  }
}

/** What the books know of a question that was asked before. */
export function answeredBefore(fate: Fate): Answered<unknown> {
  switch (fate.state) {
    case 'done':
      return {
        state: 'answered',
        answer: fate.answer === undefined ? undefined : decodeBody(fate.answer),
        messageId: fate.id,
        repeated: true,
      }
    case 'dropped':
      return { state: 'dropped', reason: fate.reason ?? '', messageId: fate.id }
    case 'dead-letter':
      throw HUB_ASKED_IN_VAIN(fate.id, fate.code ?? '', fate.reason ?? '')
    default:
      return { state: 'running', messageId: fate.id }
  }
}
