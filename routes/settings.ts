import type { Duration } from '../bus/duration.js'

/** Limits of the web floor. Times in milliseconds. */
export interface WebSettings {
  /** Bytes a body may have. */
  readonly bodyBytes: number
  /** A request has arrived whole within this time, or is answered 408. */
  readonly requestMs: number
  /** Its headers have arrived within this time. */
  readonly headersMs: number
  /** An operation has answered within this time, or the caller gets 503 HUB_ANSWER_LATE. */
  readonly answerMs: number
  /** How long an idle connection is kept. Longer than the load balancer's own time, or it meets closed ones. */
  readonly keepAliveMs: number
  /** How often connections are held against the two times above. */
  readonly lookAtConnectionsMs: number
  /** How long a question keeps its caller waiting before it answers 202, unless the operation says otherwise. */
  readonly askWithin: Duration
  /** Connections at one time; further ones are not answered. */
  readonly connections: number
  /** Characters one part of a path may have. */
  readonly pathPart: number
  /** Whether `/docs` shows the operations to people. */
  readonly docs: boolean
}

export const WEB_DEFAULTS: WebSettings = Object.freeze({
  bodyBytes: 1024 * 1024,
  requestMs: 30_000,
  headersMs: 10_000,
  answerMs: 60_000,
  keepAliveMs: 72_000,
  lookAtConnectionsMs: 1_000,
  askWithin: '10s',
  connections: 10_000,
  pathPart: 200,
  docs: true,
})
