import { milliseconds } from '../duration.js'
import { type Declared, declaredOf, type Question } from '../ends.js'
import type { Answered, SendOptions } from '../hub.js'
import { idFrom } from '../ids.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { Fate, Store } from '../ports/store.js'
import type { IdempotencyRow, Unit, UnitResult } from '../ports/unit.js'
import { bodyHash, type Origin } from './acceptance.js'
import { Distant } from './distant.js'
import { HUB_ASKED_DROPPED, HUB_NOBODY_READS, HUB_NOT_ANSWERED, HUB_STILL_RUNNING } from './failure.js'
import { type FrontUse, idempotencyRow, sameBody } from './front.js'
import type { Startable } from './lane.js'
import type { Processes } from './processes.js'
import { Askers, answeredBefore } from './questions.js'
import type { Came } from './shop.js'

/** A question that is in no book yet: its row goes with its first commit. */
export interface Unstored {
  readonly message: NewMessage
  readonly idempotency?: IdempotencyRow
  /** Whether the books hold it by now. */
  isStored(): boolean
}

interface AskingUse extends Pick<FrontUse, 'chance' | 'admitTo' | 'assertOpen'> {
  readonly store: Pick<Store, 'fate' | 'idempotency'>
  readonly first: (startable: Startable) => void
  /** Of shared books: where a question runs, and which partitions are run here. */
  readonly among?: Pick<Processes, 'placed' | 'owns'> | undefined
  /** One commit, for a question that another process has to run. */
  readonly commit: (unit: Unit) => Promise<UnitResult>
  /** How long a caller waits before it is told that the question is still running. */
  readonly askMs: number
  readonly deadlineMs: number
}

interface Begun {
  readonly message: NewMessage
  readonly idempotency?: IdempotencyRow
  isStored: () => boolean
}

const never = () => false

/** In place of an answer: who waits for it is run by another process from here on, which finds the question in the books. */
export const HANDED_OVER = Symbol('handed over')

/** Questions under way: who asks, and what is known of each. */
export class Asking {
  private readonly use: AskingUse
  private readonly askers: Askers
  private readonly distant: Distant
  private readonly begun = new Map<string, Begun>()
  /** Questions for another process whose commit is under way. */
  private readonly placing = new Map<string, Begun>()
  /** The partitions of messages that wait for the answer to a question, by the question. */
  private readonly parents = new Map<string, number>()
  private readonly byKey = new Map<
    string,
    { readonly bodyHash: string; readonly messageId: string; readonly key: string }
  >()

  constructor(use: AskingUse) {
    this.use = use
    this.askers = new Askers(use.chance.after)
    this.distant = new Distant(use.store, this.askers, use.chance.after)
  }

  async ask<Request, Answer>(
    question: Question<Request, Answer>,
    request: Request,
    options: SendOptions & { within?: string },
  ): Promise<Answered<Answer>> {
    this.use.assertOpen()
    const { within, ...origin } = options
    const declared = declaredOf(question)
    if (declared?.kind !== 'question') throw HUB_NOBODY_READS('something that is no question')
    const ms = within === undefined ? this.use.askMs : milliseconds(within)
    const { client, idempotencyKey } = origin
    if (client === undefined || idempotencyKey === undefined)
      return (await this.begin(declared, request, origin, ms)) as Answered<Answer>
    const hash = bodyHash(declared.uri, request)
    const name = `${client}\u0000${idempotencyKey}`
    const flying = this.byKey.get(name)
    if (flying !== undefined) return (await this.wait(sameBody(flying, hash), ms, true)) as Answered<Answer>
    // Said before anything is awaited, so that the same call a moment later finds it.
    const place: { bodyHash: string; messageId: string; key: string } = {
      bodyHash: hash,
      messageId: '',
      key: idempotencyKey,
    }
    const known = await this.use.store.idempotency(client, idempotencyKey)
    const meanwhile = this.byKey.get(name)
    if (meanwhile !== undefined) return (await this.wait(sameBody(meanwhile, hash), ms, true)) as Answered<Answer>
    if (known !== undefined && known.until > this.use.chance.now()) {
      const fate = await this.use.store.fate(sameBody(known, hash))
      if (fate !== undefined) return (await this.known(fate, ms)) as Answered<Answer>
    }
    const begun = this.begin(declared, request, origin, ms, (messageId) =>
      this.byKey.set(name, { ...place, messageId }),
    )
    return (await begun.finally(() => this.byKey.delete(name))) as Answered<Answer>
  }

  /** A question that was asked before, here or elsewhere: one that has not ended yet is waited for. */
  private known(fate: Fate, ms: number): Answered<unknown> | Promise<Answered<unknown>> {
    if (fate.endedAt !== undefined) return answeredBefore(fate)
    const answer = this.wait(fate.id, ms, true)
    this.distant.look(fate.id)
    return answer
  }

  private begin(
    question: Declared,
    request: unknown,
    origin: Origin,
    ms: number,
    named: (messageId: string) => void = () => {},
  ): Promise<Answered<unknown>> {
    const admitted = this.use.admitTo(question, request, origin)[0]!
    named(admitted.id)
    const idempotency = idempotencyRow(question, request, origin, admitted.id, this.use.chance.now())
    const message = this.use.among === undefined ? admitted : this.use.among.placed(admitted)
    if (message === undefined) {
      void this.place(admitted, idempotency)
      return this.wait(admitted.id, ms, false)
    }
    this.begun.set(message.id, { message, isStored: never, ...(idempotency === undefined ? {} : { idempotency }) })
    const answer = this.wait(message.id, ms, false)
    this.use.first({ message: { ...message, seq: -1, tries: 0, starts: 0, fence: 0 }, fresh: true })
    return answer
  }

  /** Stored first, so that the process which runs its partition finds it; the answer is found in the books. */
  private async place(message: NewMessage, idempotency: IdempotencyRow | undefined): Promise<void> {
    const { id, channel } = message
    let isStored = false
    this.placing.set(id, { message, isStored: () => isStored })
    try {
      const result = await this.use.commit({
        writes: { accept: [message] },
        ...(idempotency === undefined ? {} : { idempotency }),
      })
      if (result.state === 'failed') throw result.error
      isStored = result.state === 'committed'
      if (isStored) this.distant.look(id)
      // Known as long as it takes: who asks the same meanwhile must not be promised what is in no book.
      else if (idempotency !== undefined) await this.askers.settle(id, this.earlier(channel, idempotency))
    } catch (error) {
      await this.askers.settle(id, Promise.reject(error))
    } finally {
      this.placing.delete(id)
      this.letGoOf(id)
    }
  }

  /** A question that stood in line in a partition which is not ours any more: another process has to run it. */
  moved({ id }: LivingMessage): void {
    const begun = this.begun.get(id)
    if (begun === undefined) return
    this.begun.delete(id)
    void this.place(begun.message, begun.idempotency)
  }

  /** `running` is a promise that the books keep; what is not in them by then is not promised. */
  private async wait(messageId: string, ms: number, repeated: boolean): Promise<Answered<unknown>> {
    // Looked up before: the first of several who give up waiting takes it away.
    const begun = this.begun.get(messageId) ?? this.placing.get(messageId)
    const answered = await this.askers.wait(messageId, ms, repeated)
    if (answered.state !== 'running' || begun === undefined || begun.isStored()) return answered
    // An earlier one has the key, and its id is the answer.
    if (answered.messageId !== messageId) return answered
    this.begun.delete(messageId)
    throw HUB_NOT_ANSWERED(begun.message.channel, ms)
  }

  /**
   * A partition is run here no more. A message of it that waits for a question which is not run here holds it up, and would
   * wait for ever where that question stands in the same partition.
   */
  lost(partition: number): void {
    for (const [id, of] of this.parents) if (of === partition) this.letGoOf(id)
  }

  private letGoOf(id: string): void {
    const partition = this.parents.get(id)
    if (partition === undefined || this.use.among?.owns(partition) !== false) return
    if (!this.begun.has(id) && !this.placing.has(id))
      void this.askers.settle(id, Promise.resolve({ state: 'running', messageId: id }))
  }

  /**
   * A flow asks a flow: the child's id is made from the parent's, so that a resumed parent finds the same child. Answers
   * with HANDED_OVER when the parent is to be run on elsewhere.
   */
  async askFor(question: Declared, request: unknown, message: LivingMessage, recordName: string): Promise<unknown> {
    const id = idFrom(message.id, recordName)
    const { correlationId } = message
    const { deadlineMs, store } = this.use
    const fate = await store.fate(id)
    const answer =
      fate === undefined
        ? this.begin(question, request, { id, causeId: message.id, correlationId }, deadlineMs)
        : this.known(fate, deadlineMs)
    this.parents.set(id, message.partition)
    this.letGoOf(id)
    const answered = await Promise.resolve(answer).finally(() => this.parents.delete(id))
    if (answered.state === 'answered') return answered.answer
    if (answered.state === 'dropped') throw HUB_ASKED_DROPPED(question.uri, answered.reason)
    if (this.use.among?.owns(message.partition) === false) return HANDED_OVER
    throw HUB_STILL_RUNNING(question.uri, id)
  }

  /** What is known of a question that is in no book, when it is started; undefined for one that gave up waiting. */
  take(messageId: string): Begun | undefined {
    return this.begun.get(messageId)
  }

  /** A run has ended its walk: the question is in the books by now, or nowhere. */
  tell(messageId: string, came: Came): void {
    const begun = this.begun.get(messageId)
    const wasRefused = came.is === 'fenced' && begun?.isStored() === false
    if (!wasRefused) this.begun.delete(messageId)
    // It was run on by another process.
    if (came.is === 'fenced' && this.use.among !== undefined && begun?.isStored() !== false)
      this.distant.look(messageId)
    else if (wasRefused && begun.idempotency !== undefined)
      void this.askers
        .settle(messageId, this.earlier(begun.message.channel, begun.idempotency))
        .finally(() => this.begun.delete(messageId))
    else {
      this.begun.delete(messageId)
      this.askers.tell(messageId, came)
    }
    this.letGoOf(messageId)
  }

  /** An earlier call with this key was slower than its caller's patience, and has reached the books first. */
  private async earlier(question: string, { client, key, bodyHash: hash }: IdempotencyRow): Promise<Answered<unknown>> {
    const row = await this.use.store.idempotency(client, key)
    const fate = row === undefined ? undefined : await this.use.store.fate(sameBody(row, hash))
    if (fate === undefined) throw HUB_NOT_ANSWERED(question, 0)
    return answeredBefore(fate)
  }
}
