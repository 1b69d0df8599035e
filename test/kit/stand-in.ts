import type { EffectUse, Found, InDoubtPolicy, ReadUse } from '../../bus/adapter.js'
import { type Duration, milliseconds } from '../../bus/duration.js'
import { type HubError, instructionOf } from '../../bus/errors.js'
import { holdsStream, isStream } from '../../bus/steps/shared.js'
import { HUB_TRIAL_ANSWER_LOST, HUB_TRIAL_FAILED, HUB_TRIAL_NOT_TOLD } from './errors.js'
import { type Done, Script, type Times, type World } from './world.js'

/** One use of an outside system, as its stand-in saw it. */
export interface Seen<Request> {
  readonly request: Request
  /** The idempotency key, the same for every try of one effect. */
  readonly key: string
  /** 1 for the first try. */
  readonly attempt: number
  readonly messageId: string
  readonly at: Date
  /**
   * `hanging` until it comes to an end; `answered`; `failed` before anything was done; `lost` when it was done but the
   * answer never arrived; `repeated` when the key was known and the first answer was given again.
   */
  readonly came: 'hanging' | 'answered' | 'failed' | 'lost' | 'repeated'
}

export type AnswerOf<Request, Answer> = Answer | ((request: Request, use: EffectUse) => Answer | Promise<Answer>)
export type ErrorOf<Request> = HubError | ((request: Request) => HubError)

type Behave = (request: never, use: EffectUse, seen: { came: Seen<never>['came'] }) => Promise<unknown>

/** In the place of a sink or callable. It remembers by key what it has done, as a partner would. */
export class EffectStandIn<Request, Answer> {
  readonly uri: string
  /** What happens when nobody knows whether it was done, as the end declares. */
  readonly policy: InDoubtPolicy
  protected readonly world: World
  readonly #script = new Script<Behave>()
  readonly #uses: (Seen<Request> & { came: Seen<Request>['came'] })[] = []
  readonly #answers = new Map<string, unknown>()
  readonly #done: Done[] = []
  readonly #working = new Map<string, Promise<unknown>>()

  constructor(uri: string, policy: InDoubtPolicy, world: World) {
    this.uri = uri
    this.policy = policy
    this.world = world
  }

  /** Every use, tries included, in the order in which they came. */
  get uses(): readonly Seen<Request>[] {
    return this.#uses
  }

  /** What was really done, each once, in order. */
  get done(): readonly Done[] {
    return this.#done
  }

  /** @internal Whether a test ever said what it does. */
  get wasTold(): boolean {
    return this.#script.wasTold
  }

  /** What it does when nobody said anything: nothing that anybody could rely on. */
  protected untold(): Behave | undefined {
    return undefined
  }

  protected say(behave: Behave, times: Times): this {
    this.#script.say(behave, times)
    return this
  }

  /** Does nothing and throws: a HubError that says `not-done` or `unknown`, or one that may be tried again. */
  failsWith(error: ErrorOf<Request> = HUB_TRIAL_FAILED(this.uri), times: Times = {}): this {
    return this.say(async (request) => {
      throw typeof error === 'function' ? error(request) : error
    }, times)
  }

  /** Takes the request, does nothing and never answers; the deadline of the end cuts it off when the clock gets there. */
  neverAnswers(times: Times = {}): this {
    return this.say(async (_request, { signal }) => {
      await this.world.hang(signal)
      throw HUB_TRIAL_FAILED(this.uri)
    }, times)
  }

  /** @internal How it does its work: by the key, so that it can be asked about it. */
  protected async work(answer: AnswerOf<Request, Answer>, request: Request, use: EffectUse): Promise<Answer> {
    const given =
      typeof answer === 'function'
        ? await (answer as (request: Request, use: EffectUse) => Answer | Promise<Answer>)(request, use)
        : answer
    this.#answers.set(use.key, given)
    this.#done.push(this.world.did(use.key, use.messageId))
    return given
  }

  protected answering(answer: AnswerOf<Request, Answer>, times: Times): this {
    return this.say((request, use) => this.work(answer, request, use), times)
  }

  protected losing(answer: AnswerOf<Request, Answer>, times: Times): this {
    return this.say(async (request, use, seen) => {
      await this.work(answer, request, use)
      seen.came = 'lost'
      throw HUB_TRIAL_ANSWER_LOST(this.uri)
    }, times)
  }

  protected answeringLate(by: Duration, answer: AnswerOf<Request, Answer>, times: Times): this {
    const ms = milliseconds(by)
    return this.say(async (request, use) => {
      await this.world.later(ms)
      return this.work(answer, request, use)
    }, times)
  }

  /** @internal What the engine uses. */
  async perform(given: Request, use: EffectUse): Promise<unknown> {
    const request = holdsStream(given) ? await readToTheEnd(given) : given
    const { key, attempt, messageId } = use
    const seen = { request, key, attempt, messageId, at: this.world.now(), came: 'hanging' as Seen<Request>['came'] }
    this.#uses.push(seen)
    // A partner whose key makes sending again harmless answers as it did the first time.
    if (this.policy === 'resend' && this.#answers.has(key)) {
      seen.came = 'repeated'
      return this.#answers.get(key)
    }
    const behave = this.#script.next() ?? this.untold()
    if (behave === undefined) throw this.#notTold(seen)
    const working = this.world.use(() => behave(request as never, use, seen))
    this.#working.set(key, working)
    try {
      const answer = await working
      seen.came = 'answered'
      return answer
    } catch (error) {
      if (seen.came === 'hanging') seen.came = instructionOf(error).effect === 'unknown' ? 'lost' : 'failed'
      throw error
    } finally {
      if (this.#working.get(key) === working) this.#working.delete(key)
    }
  }

  #notTold(seen: { came: Seen<Request>['came'] }): HubError {
    seen.came = 'failed'
    const error = HUB_TRIAL_NOT_TOLD(this.uri, `trial.callable(…).answers(…), of the end ${this.uri}`)
    this.world.untold.set(this.uri, error)
    return error
  }

  /** @internal What the partner says when it is asked about a key: the truth, as far as it has come to an end. */
  async found(key: string): Promise<Found<unknown>> {
    if (this.#answers.has(key)) return { state: 'answered', answer: this.#answers.get(key) }
    return this.#working.has(key) ? { state: 'unknown' } : { state: 'not-done' }
  }
}

/** In the place of a callable: says what it answers. */
export class CallableStandIn<Request, Answer> extends EffectStandIn<Request, Answer> {
  answers(answer: AnswerOf<Request, Answer>, times: Times = {}): this {
    return this.answering(answer, times)
  }
  /** Answers when so much time has gone by; after its deadline nobody listens any more, but the work is done. */
  answersLate(by: Duration, answer: AnswerOf<Request, Answer>, times: Times = {}): this {
    return this.answeringLate(by, answer, times)
  }
  /** Does the work, and its answer is lost: the effect is in doubt. */
  losesItsAnswer(answer: AnswerOf<Request, Answer>, times: Times = {}): this {
    return this.losing(answer, times)
  }
  /** The requests of all uses, tries included. */
  get requests(): readonly Request[] {
    return this.uses.map(({ request }) => request)
  }
}

/** In the place of a sink: takes what comes unless it is told otherwise, and keeps it. */
export class SinkStandIn<Body> extends EffectStandIn<Body, void> {
  readonly #got: Body[] = []

  /** What arrived and was taken, each once, in order. Streams are read to their end and can be read again. */
  get got(): readonly Body[] {
    return this.#got
  }

  /** Takes what comes, as it does when nobody says anything. `then` looks at each. */
  takes(then: (body: Body, use: EffectUse) => void | Promise<void> = () => {}, times: Times = {}): this {
    return this.answering(this.#keeping(then), times)
  }
  /** Takes it when so much time has gone by. */
  takesLate(by: Duration, times: Times = {}): this {
    return this.answeringLate(
      by,
      this.#keeping(() => {}),
      times,
    )
  }
  /** Takes it, but the hub does not hear of it: the effect is in doubt. */
  losesItsAnswer(times: Times = {}): this {
    return this.losing(
      this.#keeping(() => {}),
      times,
    )
  }

  protected override untold(): Behave {
    return (body, use) =>
      this.work(
        this.#keeping(() => {}),
        body,
        use,
      )
  }

  #keeping(then: (body: Body, use: EffectUse) => void | Promise<void>) {
    return async (body: Body, use: EffectUse): Promise<void> => {
      await then(body, use)
      this.#got.push(body)
    }
  }
}

/** In the place of a reader: gives rows. */
export class ReaderStandIn<Query, Row> {
  readonly uri: string
  readonly #world: World
  readonly #script = new Script<(query: Query, use: ReadUse) => AsyncIterable<Row>>()
  readonly #queries: Query[] = []

  constructor(uri: string, world: World) {
    this.uri = uri
    this.#world = world
  }

  /** The queries it was asked, in order. */
  get queries(): readonly Query[] {
    return this.#queries
  }

  /** @internal Whether a test ever said what it does. */
  get wasTold(): boolean {
    return this.#script.wasTold
  }

  gives(rows: Iterable<Row> | ((query: Query) => Iterable<Row> | AsyncIterable<Row>), times: Times = {}): this {
    this.#script.say(async function* (query) {
      yield* typeof rows === 'function' ? rows(query) : rows
    }, times)
    return this
  }

  failsWith(error: ErrorOf<Query> = HUB_TRIAL_FAILED(this.uri), times: Times = {}): this {
    this.#script.say(async function* (query) {
      throw typeof error === 'function' ? error(query) : error
    }, times)
    return this
  }

  /** Gives nothing and does not end; the deadline of readings cuts it off when the clock gets there. */
  neverAnswers(times: Times = {}): this {
    const world = this.#world
    this.#script.say(async function* (_query, { signal }) {
      await world.hang(signal)
    }, times)
    return this
  }

  /** @internal What the engine uses. */
  async *read(query: Query, use: ReadUse): AsyncIterable<Row> {
    this.#queries.push(query)
    const behave = this.#script.next()
    if (behave !== undefined) return yield* behave(query, use)
    const error = HUB_TRIAL_NOT_TOLD(this.uri, `trial.reader(…).gives([…]), of the end ${this.uri}`)
    this.#world.untold.set(this.uri, error)
    throw error
  }
}

/** A body with its streams read to the end, so that a test may look at them, more than once. */
async function readToTheEnd<Body>(body: Body): Promise<Body> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(body as object)) {
    if (!isStream(value)) continue
    const chunks: unknown[] = []
    for await (const chunk of value) chunks.push(chunk)
    read[name] = {
      async *[Symbol.asyncIterator]() {
        yield* chunks
      },
    }
  }
  return { ...body, ...read }
}

/** The text of a stream of bytes, such as that of an encoded file. */
export async function textOf(
  { bytes }: { readonly bytes: AsyncIterable<Uint8Array> },
  encoding: BufferEncoding = 'utf8',
): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString(encoding)
}
