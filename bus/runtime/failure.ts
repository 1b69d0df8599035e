import { codeOf, HubError, instructionOf, neverSent, sentenceOf, tryAgain } from '../errors.js'
import type { RetryPolicyNode } from '../node.js'

/** What becomes of a message whose run failed. */
export type Verdict =
  | { readonly next: 'retry'; readonly due: number; readonly tries: number }
  | { readonly next: 'dead-letter'; readonly code: string; readonly reason: string; readonly tries: number }

/** While an effect stays in doubt and its adapter can be asked, it is asked this often, whatever the flow's own policy. */
export const ASKING: RetryPolicyNode = Object.freeze({ attempts: 20, delayMs: 1_000, factor: 2, maxDelayMs: 300_000 })

/** What a stopping hub cuts off has spent no try: the next start goes on with it at once. */
const CUT_OFF: RetryPolicyNode = Object.freeze({
  attempts: Number.POSITIVE_INFINITY,
  delayMs: 0,
  factor: 1,
  maxDelayMs: 0,
})

export function policyFor(stop: AbortSignal, policy: RetryPolicyNode | undefined): RetryPolicyNode | undefined {
  return stop.aborted ? CUT_OFF : policy
}

/**
 * Milliseconds before try `tries + 1`: delay × factor^(tries − 1), at most maxDelay, spread by a fifth either way so
 * that many failures do not come back together. `random` in 0…1; 0.5 is the middle.
 */
export function retryDelay({ delayMs, factor, maxDelayMs }: RetryPolicyNode, tries: number, random: number): number {
  const plain = Math.min(delayMs * factor ** (tries - 1), maxDelayMs)
  return Math.round(plain * (0.8 + 0.4 * random))
}

/** Up to a fifth of the time more, so that all who were refused do not come back together. */
const spread = (ms: number, random: number) => Math.round((Math.max(ms, 0) / 5) * random)

/** When a connection that is not used at present is tried next, or undefined for any other error. */
function openUntil(error: unknown): number | undefined {
  return error instanceof HubError && error.code === 'HUB_CIRCUIT_OPEN' ? (error.details.until as number) : undefined
}

export function isCircuitOpen(error: unknown): boolean {
  return openUntil(error) !== undefined
}

/** Whether a connection has refused a use, so that nothing was tried. */
export function isRefusal(error: unknown): boolean {
  return isCircuitOpen(error) && (error as HubError).cause === undefined
}

/** What really failed: a probe's failure comes wrapped in what is said of its connection. */
export function failureIn(error: unknown): unknown {
  return isCircuitOpen(error) ? ((error as HubError).cause ?? error) : error
}

/** Whether a failure is a try of its message. It is none when a connection is not used at present, nor when the hub stops. */
export function spendsTry(error: unknown, stop: AbortSignal): boolean {
  return !stop.aborted && !isCircuitOpen(error)
}

/** Decides between another try and the dead letters. `tries` counts the failed ones, this included. */
export function judge(
  error: unknown,
  {
    policy,
    tries,
    now,
    random,
  }: {
    readonly policy: RetryPolicyNode | undefined
    readonly tries: number
    readonly now: number
    readonly random: number
  },
): Verdict {
  const until = openUntil(error)
  // Whatever the flow's own policy: a partner that is down for long must not fill the dead letters.
  if (until !== undefined) return { next: 'retry', due: until + spread(until - now, random), tries }
  const { retry } = instructionOf(error)
  if (retry === 'retry' && policy !== undefined && tries < policy.attempts)
    return { next: 'retry', due: now + retryDelay(policy, tries, random), tries }
  return { next: 'dead-letter', code: codeOf(error), reason: sentenceOf(error), tries }
}

export const HUB_DEADLINE = (what: string, ms: number) =>
  new HubError('HUB_DEADLINE', `${what} gave no answer within ${ms} ms`, { retry: 'retry', effect: 'unknown' })
/**
 * `now` and `until`: milliseconds since 1970. With a `cause` it is the failure of a probe, and what is known about the
 * outside is what the cause says; without one nothing was tried.
 */
export const HUB_CIRCUIT_OPEN = (
  connection: string,
  {
    why,
    now,
    until,
    cause,
  }: { readonly why: string; readonly now: number; readonly until: number; readonly cause?: unknown },
) =>
  new HubError(
    'HUB_CIRCUIT_OPEN',
    `connection ${connection} is not used until ${new Date(until).toISOString()}: ${why}`,
    {
      retry: 'retry',
      effect: cause === undefined ? 'not-done' : instructionOf(cause).effect,
      details: { connection, until, retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1_000)) },
      ...(cause === undefined ? {} : { cause }),
    },
  )
export const HUB_EFFECT_IN_DOUBT = (what: string, policy: string) =>
  new HubError('HUB_EFFECT_IN_DOUBT', `nobody knows whether ${what} took place; its policy is ${policy}`, {
    retry: 'retry',
    effect: 'unknown',
    details: { policy },
  })
export const HUB_STREAM_USED = (what: string) =>
  new HubError('HUB_STREAM_USED', `${what} took no effect, but has read its stream; the run is walked again`, tryAgain)
export const HUB_ONCE_BUSY = (what: string, owner: string) =>
  new HubError('HUB_ONCE_BUSY', `${what} is being done under the same once-key by message ${owner}`, {
    retry: 'retry',
    effect: 'not-done',
  })
export const HUB_TOO_MANY = (what: string, most: number) =>
  new HubError('HUB_TOO_MANY', `${what} has more than ${most}, the most that is held in memory`, neverSent)
export const HUB_NOBODY_READS = (uri: string) => new HubError('HUB_NOBODY_READS', `no flow is from ${uri}`, neverSent)
export const HUB_DRAINING = () =>
  new HubError('HUB_DRAINING', 'the hub is stopping and accepts nothing more', { retry: 'retry', effect: 'not-done' })
export const HUB_BACKLOG_FULL = (living: number, most: number) =>
  new HubError('HUB_BACKLOG_FULL', `${living} messages are waiting, the limit is ${most}; try again later`, {
    retry: 'retry',
    effect: 'not-done',
  })
export const HUB_IDEMPOTENCY_CONFLICT = (key: string) =>
  new HubError(
    'HUB_IDEMPOTENCY_CONFLICT',
    `idempotency key "${key}" was used for another body within 24 hours`,
    neverSent,
  )
export const HUB_KILLS_PROCESS = (starts: number) =>
  new HubError(
    'HUB_KILLS_PROCESS',
    `the process died ${starts} times while this message ran alone or among few; it is parked`,
    neverSent,
  )
export const HUB_NOT_A_DEAD_LETTER = (id: string) =>
  new HubError('HUB_NOT_A_DEAD_LETTER', `message ${id} is not among the dead letters`, neverSent)
export const HUB_FLOW_UNKNOWN = (id: string, known: readonly string[]) =>
  new HubError('HUB_FLOW_UNKNOWN', `there is no flow "${id}"; there are ${known.join(', ')}`, neverSent)
export const HUB_PART_REPLAY = (id: string) =>
  new HubError(
    'HUB_PART_REPLAY',
    `dead letter ${id} is a refused part; correct the source and send the whole again`,
    neverSent,
  )
export const HUB_NO_CLIENT = (connection: string) =>
  new HubError(
    'HUB_NO_CLIENT',
    `connection ${connection} was not opened; the flow that uses it is not part of this hub`,
    neverSent,
  )
export const HUB_ASKED_DROPPED = (question: string, reason: string) =>
  new HubError('HUB_ASKED_DROPPED', `${question} gave no answer: it dropped the request, ${reason}`, neverSent)
export const HUB_STILL_RUNNING = (question: string, messageId: string) =>
  new HubError('HUB_STILL_RUNNING', `${question} has not answered yet; its message ${messageId} goes on`, {
    retry: 'retry',
    effect: 'not-done',
  })
export const HUB_NOT_ANSWERED = (question: string, ms: number) =>
  new HubError(
    'HUB_NOT_ANSWERED',
    `${question} was not answered within ${ms} ms and nothing was begun; ask again`,
    tryAgain,
  )
export const HUB_FLOW_PAUSED = (flow: string) =>
  new HubError('HUB_FLOW_PAUSED', `flow ${flow} is paused by an operator; ask again later`, tryAgain)

export const HUB_NOT_ALONE = (others: readonly string[]) =>
  new HubError(
    'HUB_NOT_ALONE',
    `the books are used by ${others.join(', ')}, and no way for messages leads from this hub to them and back; stop them, or start all with the rabbitmq transport`,
    neverSent,
  )
