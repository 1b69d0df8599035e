import { codeOf, type HubError, isHubError } from '../bus/errors.js'
import type { Misfit } from '../bus/validate.js'
import {
  type Fault,
  HUB_ADDRESS_MALFORMED,
  HUB_ADDRESS_TOO_LONG,
  HUB_BODY_TOO_LARGE,
  HUB_HTTP_MALFORMED,
  HUB_INTERNAL,
  HUB_MEDIA_TYPE,
} from './errors.js'
import { STATUSES, TITLES } from './statuses.js'

/** The answer to what went wrong (RFC 9457). `code` is stable; `errors` says where, in the request's own terms. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: string
  readonly messageId?: string
  readonly errors?: readonly Fault[]
}

export const PROBLEM_TYPE = 'application/problem+json'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly problem: Problem
}

const MOST_FAULTS = 20
/** Names of unknown properties come from the caller and may be as long as the body. */
const MOST_TEXT = 400
const RETRY_SECONDS = 2

/** Our own name for what a library of the web floor threw, so that callers only ever see HUB_ codes. */
export function named(error: unknown, limits: { readonly bodyBytes: number; readonly pathPart: number }): HubError {
  if (isHubError(error)) return error
  switch ((error as { code?: unknown } | null)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return HUB_BODY_TOO_LARGE(limits.bodyBytes)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return HUB_MEDIA_TYPE('the body has a media type that is not taken here; send Content-Type: application/json')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return HUB_HTTP_MALFORMED('the body is not as long as its Content-Length says')
    case 'FST_ERR_BAD_URL':
      return HUB_ADDRESS_MALFORMED(
        'the path is not well-formed: every % is followed by two hexadecimal digits of UTF-8',
      )
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return HUB_ADDRESS_TOO_LONG(limits.pathPart)
    case 'ECONNRESET':
    case 'ECONNABORTED':
      return HUB_HTTP_MALFORMED('the caller went away before the request was whole')
    default:
      return HUB_INTERNAL()
  }
}

function faultsOf(details: Readonly<Record<string, unknown>>): readonly Fault[] | undefined {
  const errors = details.errors
  if (!Array.isArray(errors) || errors.length === 0) return undefined
  return errors.slice(0, MOST_FAULTS).map((each: Fault | Misfit) => {
    const fault = 'sentence' in each ? faultOf(each) : each
    return {
      ...fault,
      ...(fault.pointer === undefined ? {} : { pointer: clipped(fault.pointer) }),
      detail: clipped(fault.detail),
    }
  })
}

const clipped = (text: string) => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text)

/** A misfit of the schema in the words of RFC 9457: the pointer as a fragment. */
export function faultOf(misfit: Misfit): Fault {
  return { pointer: `#${misfit.pointer}`, detail: misfit.sentence }
}

/**
 * The whole answer to an error. `statuses` are those an operation declares for its own codes. A code without a status
 * speaks of the hub's inside: the caller gets 500, or 503 if waiting helps, and no sentence.
 */
export function answerTo(error: HubError, requestId: string, statuses: Readonly<Record<string, number>> = {}): Answer {
  const code = codeOf(error)
  const known = statuses[code] ?? STATUSES[code]
  const { retry, effect } = error.instruction
  const status = known ?? (retry === 'retry' && effect === 'not-done' ? 503 : 500)
  const errors = known !== undefined && status < 500 ? faultsOf(error.details) : undefined
  const { messageId, allowed, retryAfterSeconds } = error.details
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE }
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="dromedary"'
  if (status === 405 && Array.isArray(allowed)) headers.allow = allowed.join(', ')
  if (status === 415) headers.accept = 'application/json'
  if (status === 503 || status === 429)
    headers['retry-after'] = String(
      typeof retryAfterSeconds === 'number' ? Math.ceil(retryAfterSeconds) : RETRY_SECONDS,
    )
  return {
    status,
    headers,
    problem: {
      type: `urn:dromedary:problem:${code}`,
      title: TITLES[status] ?? 'The request failed',
      status,
      detail: known === undefined ? HUB_INTERNAL().message : clipped(error.message),
      instance: `urn:dromedary:request:${requestId}`,
      code,
      ...(typeof messageId === 'string' ? { messageId } : {}),
      ...(errors === undefined ? {} : { errors }),
    },
  }
}
