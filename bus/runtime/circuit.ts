import type { OpenUse } from '../adapter.js'
import { codeOf, instructionOf } from '../errors.js'
import type { ConnectionState } from '../hub.js'
import type { ConnectionLimits } from '../limits.js'
import { Breaker, type CircuitState, type Heard } from './breaker.js'
import { HUB_CIRCUIT_OPEN, HUB_DRAINING } from './failure.js'

/** At most `most` uses at a time; the others wait their turn, first come first served. */
export class Limiter {
  private readonly most: number
  private free: number
  private readonly queue: (() => void)[] = []
  constructor(most: number) {
    this.most = most
    this.free = most
  }
  get running(): number {
    return this.most - this.free
  }
  get waiting(): number {
    return this.queue.length
  }
  /** Takes a place if there is one; to be given back with `release`. */
  take(): boolean {
    if (this.free === 0) return false
    this.free--
    return true
  }
  /** Resolves when a place has been given back, and is this one's. */
  turn(): Promise<void> {
    return new Promise<void>((resolve) => this.queue.push(resolve))
  }
  release(): void {
    const next = this.queue.shift()
    if (next === undefined) this.free++
    else next()
  }
}

/** So many uses may go on after their deadline before the connection is used no more: each may hold memory for ever. */
const MOST_LATE = 100

/** What an error says about the partner. One that says that trying again is in vain comes from somebody who is there. */
export function heardIn(error: unknown): Heard {
  const { retry, effect } = instructionOf(error)
  return effect === 'unknown' || retry === 'retry' ? 'failure' : 'nothing'
}

/** One use that was let through. What is told after the first word does not count, except that a stream fails later. */
export interface Visit {
  answered(): void
  /** Returns the error that the run is to see. */
  failed(error: unknown): unknown
  /** It ended without a word about the partner. */
  left(): void
}

export interface CircuitUse {
  readonly name: string
  readonly adapter: string
  readonly limits: ConnectionLimits
  readonly stop: AbortSignal
  readonly chance: { now(): number }
  readonly log: OpenUse['log']
}

/**
 * One connection in use: whether it is used at all, how often at one time, and what does not come back.
 *
 * A use that has not ended at its deadline gives its place to the next one; a partner that never answers would otherwise
 * stop every flow that needs it. This is safe because nobody waits for it any more: its effect is written down as in
 * doubt, and what it answers later reaches nobody. The partner may then see more uses at one time than the limit, by the
 * late ones, which are counted, shown and bounded.
 */
export class Circuit {
  private readonly of: CircuitUse
  private readonly breaker: Breaker
  private readonly whole: Limiter | undefined
  private readonly places = new Map<string, Limiter>()
  private late = 0
  private failure = ''

  constructor(of: CircuitUse) {
    this.of = of
    const { limits, chance } = of
    this.breaker = new Breaker(limits.breaker, chance.now(), (state) => this.changed(state))
    this.whole = limits.concurrency === undefined ? undefined : new Limiter(limits.concurrency)
  }

  /** The refusal that a use would meet now. Nothing is taken by asking. */
  refusal(): Error | undefined {
    const until = this.late >= MOST_LATE ? this.restUntil() : this.breaker.refusedUntil(this.of.chance.now())
    return until === undefined ? undefined : this.refused(until)
  }

  /** Lets one use through. Throws HUB_CIRCUIT_OPEN and, while the hub stops, HUB_DRAINING: nothing has begun then. */
  enter(): Visit {
    const { stop, chance } = this.of
    if (stop.aborted) throw HUB_DRAINING()
    if (this.late >= MOST_LATE) throw this.refused(this.restUntil())
    const permit = this.breaker.ask(chance.now())
    if ('until' in permit) throw this.refused(permit.until)
    let spoken = false
    const tell = (heard: Heard) => {
      if (spoken && (permit.probe || heard !== 'failure')) return
      spoken = true
      this.breaker.tell(permit, heard, chance.now())
    }
    return {
      answered: () => tell('answer'),
      left: () => tell('nothing'),
      failed: (error) => {
        // What a stopping hub cuts off says nothing about the partner.
        const heard = stop.aborted ? 'nothing' : heardIn(error)
        const isProbe = permit.probe && !spoken && heard === 'failure'
        if (heard === 'failure') this.failure = codeOf(error)
        tell(heard)
        return isProbe ? this.refused(this.breaker.until ?? chance.now(), error) : error
      },
    }
  }

  /** Waits for a place, then does `work`. `work` gives the promise of what is really done to `begun`, and may end before it. */
  use<T>(
    place: { readonly uri: string; readonly concurrency?: number },
    work: (begun: <Done>(doing: Promise<Done>) => Promise<Done>) => Promise<T>,
  ): Promise<T> {
    const refusal = this.refusal()
    if (refusal !== undefined) return Promise.reject(refusal)
    const limiter = this.limiterOf(place)
    if (limiter === undefined || limiter.take()) return this.visit(work, limiter)
    return limiter.turn().then(() => this.visit(work, limiter))
  }

  private async visit<T>(
    work: (begun: <Done>(doing: Promise<Done>) => Promise<Done>) => Promise<T>,
    held: Limiter | undefined,
  ): Promise<T> {
    let over = false
    let isLate = false
    let visit: Visit | undefined
    const ended = () => {
      over = true
      if (isLate) this.late--
    }
    try {
      // Asked for only now: it may have opened while this one waited for its place.
      visit = this.enter()
      const answer = await work((doing) => {
        doing.then(ended, ended)
        return doing
      })
      visit.answered()
      return answer
    } catch (error) {
      if (visit === undefined) throw error
      // Whoever failed by itself is over by now, one turn before this.
      if (!over && codeOf(error) === 'HUB_DEADLINE') {
        isLate = true
        this.late++
      }
      throw visit.failed(error)
    } finally {
      held?.release()
    }
  }

  private limiterOf({ uri, concurrency }: { readonly uri: string; readonly concurrency?: number }) {
    if (this.whole !== undefined || concurrency === undefined) return this.whole
    let limiter = this.places.get(uri)
    if (limiter === undefined) {
      limiter = new Limiter(concurrency)
      this.places.set(uri, limiter)
    }
    return limiter
  }

  get deadlineMs(): number | undefined {
    return this.of.limits.deadlineMs
  }

  view(): ConnectionState {
    const { name, adapter } = this.of
    const { state, since, failures, until } = this.breaker
    const limiters = this.whole === undefined ? [...this.places.values()] : [this.whole]
    const sum = (of: (limiter: Limiter) => number) => limiters.reduce((all, limiter) => all + of(limiter), 0)
    return {
      name,
      adapter,
      state,
      since,
      failures,
      ...(until === undefined ? {} : { until }),
      running: sum(({ running }) => running),
      waiting: sum(({ waiting }) => waiting),
      late: this.late,
    }
  }

  private restUntil(): number {
    return this.of.chance.now() + this.of.limits.breaker.openMs
  }

  private refused(until: number, cause?: unknown): Error {
    const why =
      this.late >= MOST_LATE
        ? `${this.late} uses have not ended although their deadline is over`
        : `${this.breaker.failures} uses failed one after the other, the last with ${this.failure}`
    return HUB_CIRCUIT_OPEN(this.of.name, {
      why,
      now: this.of.chance.now(),
      until,
      ...(cause === undefined ? {} : { cause }),
    })
  }

  private changed(state: CircuitState): void {
    const { name: connection, log } = this.of
    const { failures, until } = this.breaker
    if (state === 'closed')
      log('info', `connection ${connection}: the circuit is closed, it answers again`, { connection })
    else if (state === 'half-open')
      log('info', `connection ${connection}: one use goes through as a probe`, { connection })
    else
      log('warn', `connection ${connection}: the circuit is open, it is not used for a while`, {
        connection,
        failures,
        code: this.failure,
        until: new Date(until!).toISOString(),
      })
  }
}
