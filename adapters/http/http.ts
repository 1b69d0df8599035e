import { type Dispatcher, Pool } from 'undici'
import type { HubError } from '../../bus/errors.js'
import {
  HUB_HTTP_ADDRESS,
  HUB_HTTP_ANSWER_TOO_LONG,
  HUB_HTTP_BUSY,
  HUB_HTTP_NO_ANSWER,
  HUB_HTTP_UNREACHED,
} from './errors.js'

export interface HttpOptions {
  /** Connections at one time; 8 unless told. */
  readonly connections?: number
  /** Milliseconds from the call to the last byte of the answer; 20,000 unless told. */
  readonly deadlineMs?: number
  /** Bytes of an answer that are read; 1 MiB unless told. */
  readonly maxAnswerBytes?: number
  /** Requests that may wait for a connection; 1,000 unless told. */
  readonly maxWaiting?: number
}

/** What a call outside is told by the effect or reading it belongs to. */
export interface HttpUse {
  /** Aborts the request; what is known about the other side then depends on how far it came. */
  readonly signal?: AbortSignal | undefined
  /** W3C trace context, sent as the header `traceparent`. */
  readonly traceparent?: string | undefined
}

export interface HttpRequest extends HttpUse {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query below the partner's address, beginning with a slash. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** The exact bytes to send: what was signed is what leaves. */
  readonly body?: Uint8Array
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. A header that came more than once is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** One partner over HTTP. Every failure it throws says whether the request had left. */
export interface HttpPartner {
  /** Scheme, host and port, for messages. */
  readonly where: string
  /**
   * Any status is an answer, also 500. Throws HUB_HTTP_UNREACHED (nothing sent), HUB_HTTP_BUSY (nothing sent),
   * HUB_HTTP_NO_ANSWER (unknown), HUB_HTTP_ANSWER_TOO_LONG (unknown). Redirects are not followed: an answer that was
   * asked for with a signature does not come from somewhere else.
   */
  ask(request: HttpRequest): Promise<HttpAnswer>
  close(): Promise<void>
}

/** Opens a pool to one partner; connects when first used. Throws HUB_HTTP_ADDRESS. */
export function httpPartner(address: string, options: HttpOptions = {}): HttpPartner {
  const { base, where } = checkedAddress(address)
  const { connections = 8, deadlineMs = 20_000, maxAnswerBytes = 1_048_576, maxWaiting = 1_000 } = options
  const pool = new Pool(base.origin, {
    connections,
    pipelining: 1, // an answer that never comes must not take the ones behind it along
    connect: { timeout: Math.min(deadlineMs, 10_000) },
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
    maxHeaderSize: 16_384,
  })
  let going = 0
  const prefix = base.pathname.replace(/\/+$/, '')

  async function ask(request: HttpRequest): Promise<HttpAnswer> {
    if (going >= maxWaiting) throw HUB_HTTP_BUSY(where, going)
    going++
    try {
      return await dispatched(
        pool,
        { ...request, path: prefix + request.path || '/' },
        { where, deadlineMs, maxAnswerBytes },
      )
    } finally {
      going--
    }
  }
  return {
    where,
    ask,
    // Not close(): that would wait for an answer that never comes.
    close: () => pool.destroy(),
  }
}

function checkedAddress(address: string): { base: URL; where: string } {
  let base: URL
  try {
    base = new URL(address)
  } catch {
    throw HUB_HTTP_ADDRESS(`got ${address.length} characters that are no address`)
  }
  if (base.protocol !== 'https:' && base.protocol !== 'http:') throw HUB_HTTP_ADDRESS(`got ${base.protocol}`)
  if (base.username !== '' || base.password !== '') throw HUB_HTTP_ADDRESS('user and password do not belong into it')
  return { base, where: base.origin }
}

interface Limits {
  readonly where: string
  readonly deadlineMs: number
  readonly maxAnswerBytes: number
}

function dispatched(pool: Dispatcher, request: HttpRequest, limits: Limits): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let left = false // becomes true just before the first byte is written to a connection that stands
    let controller: Dispatcher.DispatchController | undefined
    let settled = false
    let status = 0
    let headers: Record<string, string> = {}
    const chunks: Buffer[] = []
    let length = 0

    const deadline = setTimeout(() => stop(`no whole answer within ${limits.deadlineMs} ms`), limits.deadlineMs)
    const onAbort = () => stop('the deadline passed or the hub is stopping')
    const settle = (act: () => void) => {
      if (settled) return
      settled = true
      clearTimeout(deadline)
      request.signal?.removeEventListener('abort', onAbort)
      act()
    }
    const fail = (error: HubError) => {
      settle(() => reject(error))
      controller?.abort(error)
    }
    const stop = (why: string, cause?: unknown) =>
      fail(left ? HUB_HTTP_NO_ANSWER(limits.where, why, cause) : HUB_HTTP_UNREACHED(limits.where, why, cause))

    if (request.signal?.aborted) return onAbort()
    request.signal?.addEventListener('abort', onAbort, { once: true })

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(given) {
        controller = given
        // Given up while it waited for a connection: aborting here keeps it from being written.
        if (settled) return given.abort(new Error('given up'))
        left = true
      },
      onResponseStart(_, statusCode, given) {
        status = statusCode
        headers = {}
        for (const [name, value] of Object.entries(given)) {
          if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
        }
      },
      onResponseData(_, chunk) {
        length += chunk.length
        if (length > limits.maxAnswerBytes) return fail(HUB_HTTP_ANSWER_TOO_LONG(limits.where, limits.maxAnswerBytes))
        chunks.push(Buffer.from(chunk))
      },
      onResponseEnd() {
        settle(() => resolve({ status, headers, body: Buffer.concat(chunks, length) }))
      },
      onResponseError(_, error) {
        stop(shortReason(error), error)
      },
    }
    try {
      pool.dispatch(
        {
          path: request.path,
          method: request.method,
          headers: { ...request.headers, ...(request.traceparent && { traceparent: request.traceparent }) },
          body: request.body ?? null,
          // Undici itself would repeat idempotent requests on a broken connection: repeating is the runtime's decision.
          idempotent: false,
        },
        handler,
      )
    } catch (error) {
      stop(shortReason(error), error)
    }
  })
}

/** Only the error's own code: its text may hold the address with its query. */
function shortReason(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'the connection broke'
}
