import type { BreakerSettings } from '../limits.js'

/**
 * `closed`: everything goes through. `open`: everything is refused until a time. `half-open`: the time is over, and one
 * use at a time goes through as a probe.
 */
export type CircuitState = 'closed' | 'open' | 'half-open'

/** What a use said about the partner. A clear refusal by the partner, or by the adapter itself, says nothing. */
export type Heard = 'answer' | 'failure' | 'nothing'

/** The leave to use a connection once. What became of it must be told. */
export interface Permit {
  readonly probe: boolean
  /** Leaves of before a change of state say nothing about the state after it. */
  readonly term: number
}

/** A failure longer ago than this does not add up with later ones: ten minutes. */
const FORGOTTEN_MS = 600_000
const MOST_DOUBLED = 10
/** While a probe is under way the others look again after this part of the first open time. */
const LOOK_AGAIN = 4

/**
 * The circuit breaker of one connection. It holds no clock: every call is told the time, in milliseconds since 1970.
 */
export class Breaker {
  private readonly settings: BreakerSettings
  private readonly changed: (state: CircuitState) => void
  private current: CircuitState = 'closed'
  private term = 0
  private failing: number[] = []
  private openMs: number
  private openUntil = 0
  private probing = false
  private changedAt: number

  /** `changed` is called after every change of state. */
  constructor(settings: BreakerSettings, now: number, changed: (state: CircuitState) => void = () => {}) {
    this.settings = settings
    this.openMs = settings.openMs
    this.changedAt = now
    this.changed = changed
  }

  get state(): CircuitState {
    return this.current
  }

  /** Since when it has been in this state. */
  get since(): number {
    return this.changedAt
  }

  /** Failures with no success between them. */
  get failures(): number {
    return this.failing.length
  }

  /** When it is tried next, while it is open. */
  get until(): number | undefined {
    return this.current === 'open' ? this.openUntil : undefined
  }

  /** The time before which a use would be refused, or undefined when one may be asked for now. Changes nothing. */
  refusedUntil(now: number): number | undefined {
    if (this.current === 'closed') return undefined
    if (this.current === 'open' && now < this.openUntil) return this.openUntil
    return this.probing ? now + Math.ceil(this.settings.openMs / LOOK_AGAIN) : undefined
  }

  /** The leave for one use, or the time before which none is given. */
  ask(now: number): Permit | { readonly until: number } {
    const until = this.refusedUntil(now)
    if (until !== undefined) return { until }
    if (this.current === 'closed') return { probe: false, term: this.term }
    if (this.current === 'open') this.turn('half-open', now)
    this.probing = true
    return { probe: true, term: this.term }
  }

  /** What became of a use. */
  tell({ probe, term }: Permit, heard: Heard, now: number): void {
    if (term !== this.term || this.settings.failures === 0) return
    if (probe) this.probed(heard, now)
    else if (heard === 'answer') this.failing = []
    else if (heard === 'failure') {
      this.failing = [...this.failing.filter((at) => now - at < FORGOTTEN_MS), now]
      if (this.failing.length >= this.settings.failures) this.open(now)
    }
  }

  private probed(heard: Heard, now: number): void {
    this.probing = false
    if (heard === 'nothing') return
    if (heard === 'answer') {
      this.failing = []
      this.openMs = this.settings.openMs
      this.turn('closed', now)
      return
    }
    this.failing.push(now)
    this.openMs = Math.min(this.openMs * 2, this.settings.openMs * MOST_DOUBLED)
    this.open(now)
  }

  private open(now: number): void {
    this.openUntil = now + this.openMs
    this.turn('open', now)
  }

  private turn(state: CircuitState, now: number): void {
    this.current = state
    this.changedAt = now
    this.term++
    this.probing = false
    this.changed(state)
  }
}
