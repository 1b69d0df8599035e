import type { IncomingHttpHeaders } from 'node:http'
import { HUB_HEADER, HUB_NOT_ACCEPTABLE } from './errors.js'

/** What a caller may say about a call in headers. All of it is checked; none of it steers an adapter. */
export interface CallHeaders {
  readonly correlationId?: string
  readonly traceparent?: string
  readonly idempotencyKey?: string
}

const TOKEN = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/
const IDEMPOTENCY_KEY = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/
const KNOWN_TRACEPARENT_LENGTH = 55

/** The caller's X-Request-Id if it is well-formed, so that both logs meet; else none, and the hub makes its own. */
export function requestIdIn(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['x-request-id']
  return typeof id === 'string' && REQUEST_ID.test(id) ? id : undefined
}

/** W3C Trace Context, section 3.2: what is not well-formed is as good as absent. */
export function traceparentIn(headers: IncomingHttpHeaders): string | undefined {
  const text = headers.traceparent
  if (typeof text !== 'string' || !TRACEPARENT.test(text)) return undefined
  // Version 00 has exactly these fields; a later one may have more, of which the known ones are passed on.
  if (text.startsWith('00')) return text.length === KNOWN_TRACEPARENT_LENGTH ? text : undefined
  return `00${text.slice(2, KNOWN_TRACEPARENT_LENGTH)}`
}

/** An Idempotency-Key as a bare token or as the quoted string of the IETF draft; both are the same key. */
function idempotencyKeyIn(headers: IncomingHttpHeaders): string | undefined {
  const given = headers['idempotency-key']
  if (given === undefined) return undefined
  const text = typeof given === 'string' ? given : ''
  const key = text.length > 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  if (!IDEMPOTENCY_KEY.test(key))
    throw HUB_HEADER(
      'Idempotency-Key',
      'is 1 to 128 visible ASCII characters without quotes and backslashes, and stands once',
    )
  return key
}

/** Reads what concerns a call. Throws HUB_HEADER: a caller that relies on a header must learn that it did not count. */
export function callHeaders(headers: IncomingHttpHeaders, changes: boolean): CallHeaders {
  const correlationId = headers['x-correlation-id']
  if (correlationId !== undefined && !(typeof correlationId === 'string' && TOKEN.test(correlationId)))
    throw HUB_HEADER('X-Correlation-Id', 'is 1 to 64 letters, digits and . _ : / -, beginning with a letter or digit')
  const traceparent = traceparentIn(headers)
  const idempotencyKey = changes ? idempotencyKeyIn(headers) : undefined
  return {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  }
}

const JSON_RANGES = new Set(['*/*', 'application/*', 'application/json', 'application/problem+json'])

/** Throws HUB_NOT_ACCEPTABLE if an Accept header leaves no room for JSON (RFC 9110, section 12.5.1). */
export function checkAccept(accept: string | undefined): void {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json') return
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    if (JSON_RANGES.has(type!) && !parameters.some((each) => /^q=0(\.0*)?$/.test(each))) return
  }
  throw HUB_NOT_ACCEPTABLE()
}
