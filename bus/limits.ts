import { type Static, Type } from 'typebox'
import { milliseconds } from './duration.js'

/** When the circuit of a connection opens, and for how long. */
export interface BreakerSettings {
  /** So many failures with no success between them open it; 0 never does. */
  readonly failures: number
  /** Milliseconds it stays open the first time. Each probe that fails doubles them, up to ten times as long. */
  readonly openMs: number
}

/** What the hub holds every use of one connection to, whatever its adapter. */
export interface ConnectionLimits {
  /** Milliseconds that one use may take; the end's own when it is not told. */
  readonly deadlineMs?: number
  /** Uses of all ends together at one time; when it is not told, each effect has its own limit. */
  readonly concurrency?: number
  readonly breaker: BreakerSettings
}

const FAILURES = 5
const OPEN = '30s'
/** A length of time longer than none. */
const time = { pattern: '^(?!0+(\\.0+)?[a-z])\\d+(\\.\\d+)?(ms|s|m|h|d)$' }

/**
 * The options that every connection has, so no adapter declares one of these names. HUB_<CONNECTION>_DEADLINE and so on;
 * each default is written here and nowhere else.
 */
export const LimitOptions = Type.Object({
  deadline: Type.Optional(
    Type.String({
      ...time,
      description: 'How long one use may take, such as 10s. Goes before what the adapter says for each of its ends.',
    }),
  ),
  concurrency: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'Uses at one time, all ends together. Unless set, each end that acts has its own limit.',
    }),
  ),
  breakerFailures: Type.Integer({
    default: FAILURES,
    minimum: 0,
    maximum: 1_000,
    description: 'The circuit opens after so many failures with no success between them; 0 switches it off.',
  }),
  breakerOpen: Type.String({
    ...time,
    default: OPEN,
    description: 'How long an open circuit refuses everything; each probe that fails doubles it, up to ten times.',
  }),
})
export type LimitOptions = Static<typeof LimitOptions>

/** The limits that settings say. Throws HUB_DURATION. */
export function limitsOf({ deadline, concurrency, breakerFailures, breakerOpen }: LimitOptions): ConnectionLimits {
  return {
    ...(deadline === undefined ? {} : { deadlineMs: milliseconds(deadline) }),
    ...(concurrency === undefined ? {} : { concurrency }),
    breaker: { failures: breakerFailures, openMs: milliseconds(breakerOpen) },
  }
}

/** The limits of a connection for which nothing is set. */
export const DEFAULT_LIMITS: ConnectionLimits = Object.freeze({
  breaker: {
    failures: FAILURES,
    openMs: milliseconds(OPEN),
  },
})
