import { AssertionError } from 'node:assert'
import type { Kysely } from 'kysely'
import { decodeBody } from '../../bus/codec.js'
import type { Duration } from '../../bus/duration.js'
import {
  type Callable,
  declaredOf,
  type Inlet,
  type Question,
  type Reader,
  type Sink,
  type Source,
} from '../../bus/ends.js'
import { codeOf } from '../../bus/errors.js'
import type { ClosedFlow } from '../../bus/flow.js'
import type { Accepted, Answered, Hub, SendOptions } from '../../bus/hub.js'
import type { Fate } from '../../bus/ports/store.js'
import { fireJob, runByHand } from '../../cron/fire.js'
import type { Job } from '../../cron/job.js'
import { HandClock } from './clock.js'
import { HUB_TRIAL_CLOSED, HUB_TRIAL_SHAPE, HUB_TRIAL_UNKNOWN_END } from './errors.js'
import { Life, type LifeParts, newFolder } from './life.js'
import { OURS, Stage, standInOf } from './stage.js'
import type { CallableStandIn, ReaderStandIn, SinkStandIn } from './stand-in.js'
import { causeText, fatesIn, wayOf } from './tell.js'
import { type Doubt, defaultsIn, type Outcome, type TrialOptions, type Watch } from './trial-options.js'
import { World } from './world.js'

const MONDAY = '2026-01-05T08:00:00.000Z'
const PAGE = 200

/** Flows on the real engine and real books, with the outside replaced and the clock in the test's hand. */
export class Trial {
  readonly clock: HandClock
  /** What the hub logged. */
  readonly logged: string[] = []
  readonly world: World
  readonly stage: Stage
  /** Messages whose acceptance somebody was told of. */
  readonly acknowledged = new Set<string>()
  readonly #watch: Watch
  readonly #parts: () => LifeParts
  readonly #errors = new Map<string, unknown>()
  readonly #gone: Life[] = []
  #life: Promise<Life>
  #requests = 0
  #closed = false

  constructor(flows: readonly ClosedFlow[], options: TrialOptions, watch: Watch = {}) {
    const { given = {}, migrations = [], jobs = [], now = MONDAY, engine = {} } = options
    this.#watch = watch
    this.clock = new HandClock(new Date(now), () => this.#rest())
    this.world = new World(this.clock)
    this.stage = new Stage(this.world, given)
    this.stage.put(flows)
    this.#parts = () => ({
      clock: this.clock,
      world: this.world,
      flows: this.stage.flows,
      migrations,
      optionsOf: ({ name, options }) => ({ ...defaultsIn(options), ...(given[name] as object | undefined) }),
      engine,
      logged: this.logged,
      boundary: (name, life) => this.#watch.boundary?.(name, life),
      accepted: (messages, seqs) => this.#watch.accepted?.(messages, seqs),
      storeOf: (store) => this.#watch.storeOf?.(store) ?? store,
      gaveUp: (id, error) => void this.#errors.set(id, error),
    })
    this.#life = Life.begin(this.#parts(), newFolder())
    for (const job of jobs) this.#fireNext(job)
  }

  /** Resolves when the hub runs. Throws what it refuses at its start. */
  async begun(): Promise<this> {
    await this.#life
    return this
  }

  /** The hub that runs now, for everything the trial has no word for. */
  async hub(): Promise<Hub> {
    return (await this.#life).engine
  }

  // Outside systems, replaced.

  /** What stands in the place of a callable, or of a question whose flow does not take part. */
  callable<Request, Answer>(end: Callable<Request, Answer>): CallableStandIn<Request, Answer> {
    return standInOf(this.stage.effects, 'calls', end)
  }
  /** What stands in the place of a sink. */
  sink<Body>(end: Sink<Body>): SinkStandIn<Body> {
    return standInOf(this.stage.effects, 'ends in', end)
  }
  /** What stands in the place of a reader. */
  reader<Query, Row>(end: Reader<Query, Row>): ReaderStandIn<Query, Row> {
    return standInOf(this.stage.readers, 'reads', end)
  }

  // What makes the hub act.

  /** Sends to a channel, topic or signal. Resolves when it is durable. */
  send<Body>(inlet: Inlet<Body>, body: Body, options: SendOptions = {}): Promise<Accepted> {
    // Named, so that a caller may say it again when the hub dies before it answers.
    const once = options.once ?? (options.idempotencyKey === undefined ? `trial-${this.#requests++}` : undefined)
    return this.#told(
      this.#alive(({ engine }) => engine.send(inlet, body, { ...options, ...(once !== undefined && { once }) })),
    )
  }

  /**
   * Asks a question. When the hub comes to rest without an answer, the caller's patience is over: `running`, as it would
   * be after the time that a real caller waits. With `within` it waits until the clock gets there.
   */
  async ask<Request, Answer>(
    question: Question<Request, Answer>,
    request: Request,
    options: SendOptions & { readonly within?: Duration } = {},
  ): Promise<Answered<Answer>> {
    const no = this.#requests++
    const named = this.#watch.namesRequests ? { client: 'trial', idempotencyKey: `trial-${no}`, ...options } : options
    for (;;) {
      const answered = await this.#alive((life) => this.#asking(life, question, request, named, no))
      this.acknowledged.add(answered.messageId)
      if (answered.state !== 'running' || !this.#watch.namesRequests) return answered
      await this.#rest()
      const state = (await this.fate(answered.messageId))?.state
      if (state !== 'done' && state !== 'dropped' && state !== 'dead-letter') return answered
    }
  }

  async #asking<Request, Answer>(
    life: Life,
    question: Question<Request, Answer>,
    request: Request,
    options: SendOptions & { readonly within?: Duration },
    no: number,
  ): Promise<Answered<Answer>> {
    if (options.within !== undefined) return life.engine.ask(question, request, options)
    // A length of its own, by which the clock knows this caller's patience.
    const patience = 1e12 + no
    let open = true
    const answered = life.engine.ask(question, request, { ...options, within: `${patience}ms` }).finally(() => {
      open = false
    })
    answered.catch(() => {})
    await Promise.race([answered.catch(() => {}), life.rest()])
    if (open) this.clock.endPatience(patience)
    return answered
  }

  /** Hands over what an outside source would. `once` tells a second arrival of the same thing. */
  arrives<Body>(
    source: Source<Body>,
    body: Body,
    how: {
      readonly once?: string
      readonly raw?: Uint8Array
      readonly headers?: Readonly<Record<string, string>>
    } = {},
  ): Promise<{ readonly messageId: string; readonly repeated: boolean }> {
    const once = how.once ?? `trial-${this.#requests++}`
    return this.#told(
      this.#alive(async () => {
        const deliver = standInOf<ReturnType<Stage['sources']['get']>>(this.stage.sources, 'is from', source)!
        return deliver({ ...how, body, once })
      }),
    )
  }

  async #told<A extends { readonly messageId: string }>(accepted: Promise<A>): Promise<A> {
    const { messageId } = await accepted
    if (messageId !== '') this.acknowledged.add(messageId)
    return accepted
  }

  /** Runs a job by hand, as an operator would. The id is empty when the hub died before it could tell it. */
  fire(job: Job): Promise<{ readonly messageId: string }> {
    const now = this.clock.date
    return this.#alive(({ engine }) => runByHand(engine, job, { by: 'trial', now }), {
      code: 'HUB_JOB_RAN',
      value: { messageId: '' },
    })
  }

  #fireNext(job: Job): void {
    const due = job.times.next(this.clock.date)
    const ms = due.scheduledFor.getTime() - this.clock.now()
    this.clock.timersOf(this.clock)(ms, async () => {
      await this.#alive(({ engine }) => fireJob(engine, job, due))
      this.#fireNext(job)
    })
  }

  // Time, restarts, deaths.

  /**
   * Resolves when nothing more happens unless the clock moves or somebody sends. Throws HUB_TRIAL_NOT_TOLD when a flow
   * used an end that nobody said anything about.
   */
  async settled(): Promise<void> {
    await this.#rest()
    const [first] = this.world.untold.values()
    if (first !== undefined) throw first
  }

  #rest(): Promise<void> {
    return this.#alive((life) => life.rest())
  }

  /** Stops the hub as SIGTERM would and starts another on the same books, with other flows if told. */
  async restart(flows?: readonly ClosedFlow[]): Promise<void> {
    await this.#rest()
    const life = await this.#life
    this.#life = life.stop().then(() => {
      if (flows !== undefined) this.stage.put(flows)
      return Life.begin(this.#parts(), life.folder)
    })
    await this.#rest()
  }

  /** Kills the hub as it stands and starts another on what its books hold at this moment. */
  async kill(): Promise<void> {
    this.killNow(await this.#life)
    await this.#rest()
  }

  /** As kill, in the middle of whatever runs. */
  killNow(life: Life): void {
    const folder = life.kill()
    this.#gone.push(life)
    this.#life = new Promise((resolve) => setImmediate(resolve)).then(() =>
      Life.begin(this.#parts(), folder, this.#watch.reopened),
    )
    this.#life.catch(() => {})
  }

  /**
   * With the hub that lives: who was served by one that dies says it again to the next. `done` is the refusal that says
   * then that the dead one had done it.
   */
  async #alive<T>(
    work: (life: Life) => Promise<T>,
    done?: { readonly code: string; readonly value: Awaited<T> },
  ): Promise<T> {
    for (let again = false; ; again = true) {
      if (this.#closed) throw HUB_TRIAL_CLOSED()
      const life = await this.#life
      const came = work(life).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      )
      const first = await Promise.race([came, life.killed])
      if (life.dead || first === undefined) {
        if (life === (await this.#life)) throw HUB_TRIAL_CLOSED()
        continue
      }
      if (!('error' in first)) return first.value
      if (!again || done === undefined || codeOf(first.error) !== done.code) throw first.error
      return done.value
    }
  }

  // What became of it.

  async fate(messageId: string): Promise<Fate | undefined> {
    return (await this.#life).engine.fate(messageId)
  }

  /** What became of a message when everything has come to rest. */
  async outcome(messageId: string): Promise<Outcome> {
    await this.settled()
    const fate = await this.fate(messageId)
    if (fate === undefined) throw HUB_TRIAL_SHAPE(`message ${messageId} is not in the books`)
    const { answer, ...rest } = fate
    const error = this.#errors.get(messageId)
    return {
      ...rest,
      ...(answer !== undefined && { answer: decodeBody(answer) }),
      ...(fate.state === 'dead-letter' && error !== undefined && { error }),
    }
  }

  /** Every message of the flows on trial, or of one flow, oldest first. */
  async messages(flow?: string): Promise<readonly Fate[]> {
    const all = await this.everything(flow)
    return flow === undefined ? all.filter((fate) => !fate.flow.startsWith(OURS)) : all
  }

  /** @internal As messages, with those that the trial takes in the place of other flows. */
  async everything(flow?: string): Promise<readonly Fate[]> {
    return fatesIn((await this.#life).engine.store, flow)
  }

  /** The bodies that flows announced, published or sent here, oldest first; not those that the test sent itself. */
  async announced<Body>(inlet: Inlet<Body>): Promise<readonly Body[]> {
    await this.#rest()
    const flow = this.stage.inlets.get(inlet.uri)
    if (flow === undefined)
      throw HUB_TRIAL_UNKNOWN_END('sends to or takes', inlet.uri, [...this.stage.inlets.keys()].sort())
    const { store } = (await this.#life).engine
    const bodies: Body[] = []
    const channel = declaredOf(inlet)!.name
    for (const { id, causeId, channel: came } of await this.messages(flow)) {
      const kept = causeId === undefined || came !== channel ? undefined : await store.body(id)
      if (kept !== undefined) bodies.push(decodeBody(kept.body) as Body)
    }
    return bodies
  }

  /** The query builder on what is committed. */
  async books<Tables>(): Promise<Kysely<Tables>> {
    return (await this.#life).books.read<Tables>()
  }

  /** One transaction beside the flows: how a test puts rows there before it begins. */
  async write<Tables, Result>(work: (tx: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    return (await this.#life).books.write<Tables, Result>(work)
  }

  /** The way of a message as people read it. */
  async trace(messageId: string): Promise<string> {
    return wayOf((await this.#life).engine.store, messageId)
  }

  /** Effects that nobody knows the end of, and that wait for an operator. */
  async inDoubt(): Promise<readonly Doubt[]> {
    const { store } = (await this.#life).engine
    const { rows } = await store.inDoubt({ limit: PAGE })
    return rows.map(({ messageId, name, onceKey }) => ({ messageId, record: name, key: onceKey ?? '' }))
  }

  /** An operator's word on an effect in doubt. */
  decide({ messageId, record }: Doubt, decision: 'not-done' | { readonly answer: unknown }): Promise<void> {
    const decided =
      decision === 'not-done'
        ? ({ state: decision } as const)
        : ({ state: 'answered', answer: decision.answer } as const)
    const reason = 'the test decides'
    return this.#alive(({ engine }) => engine.decide({ messageId, record, decision: decided, by: 'trial', reason }), {
      code: 'HUB_NOT_IN_DOUBT',
      value: undefined,
    })
  }

  /** Sends a dead letter through its flow again. */
  replay(messageId: string): Promise<void> {
    return this.#alive(({ engine }) => engine.replay(messageId, 'trial'), {
      code: 'HUB_NOT_A_DEAD_LETTER',
      value: undefined,
    })
  }

  /** Fails unless the message came to its end as it should; says its way when it did not. */
  assertDone(messageId: string): Promise<Outcome> {
    return this.#assert(messageId, 'done', undefined)
  }
  assertDropped(messageId: string, reason?: string | RegExp): Promise<Outcome> {
    return this.#assert(messageId, 'dropped', reason)
  }
  /** `why` is the code, or part of the reason. */
  assertDeadLetter(messageId: string, why?: string | RegExp): Promise<Outcome> {
    return this.#assert(messageId, 'dead-letter', why)
  }
  assertWaiting(messageId: string): Promise<Outcome> {
    return this.#assert(messageId, 'waiting', undefined)
  }

  async #assert(messageId: string, state: Fate['state'], why: string | RegExp | undefined): Promise<Outcome> {
    const came = await this.outcome(messageId)
    const said = `${came.code ?? ''} ${came.reason ?? ''}`
    const fits = why === undefined || (typeof why === 'string' ? said.includes(why) : why.test(said))
    if (came.state === state && fits) return came
    const wanted = why === undefined ? state : `${state} (${String(why)})`
    const cause = came.error === undefined ? '' : `\n${causeText(came.error)}`
    throw new AssertionError({
      message: `should be ${wanted}, and it is not:\n${await this.trace(messageId)}${cause}`,
      actual: came.state,
      expected: state,
      operator: 'trial',
      stackStartFn: this.#assert,
    })
  }

  /** Stops the hub and removes its books. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const life = await this.#life.catch(() => undefined)
    await life?.stop()
    for (const each of [...this.#gone, ...(life === undefined ? [] : [life])]) await each.remove()
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
