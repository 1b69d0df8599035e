import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { newId } from '../bus/ids.js'
import { HUB_EXPECTATION, HUB_HEADERS_TOO_LARGE, HUB_HTTP_MALFORMED, HUB_REQUEST_TIMEOUT } from './errors.js'
import { statusesOf } from './mount.js'
import { answerTo, named } from './problem.js'
import type { WebSettings } from './settings.js'
import { TITLES } from './statuses.js'

/** Answers with problem+json whatever was thrown, and logs what is the hub's own fault. */
export function answerWithProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  settings: WebSettings,
): FastifyReply {
  const known = named(error, settings)
  request.refusal = known.code
  const { status, headers, problem } = answerTo(known, request.id, statusesOf(request.routeOptions.config?.operation))
  if (status >= 500) request.log.error({ err: error, answered: problem.code }, 'a call failed')
  // Fastify would close here, and a socket closed over unread bytes takes the answer with it.
  reply.removeHeader('connection')
  discard(request.raw)
  return reply
    .code(status)
    .headers(headers)
    .send(Buffer.from(JSON.stringify(problem)))
}

/** So many bytes and so much time a refused body gets before its connection is cut. */
const MOST_DISCARDED = 64 * 1024 * 1024
const DISCARDED_WITHIN_MS = 5_000

/** Reads on without keeping anything, so that a caller that writes first and reads later gets to see why it was refused. */
function discard(raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return
  let seen = 0
  const cut = () => raw.socket.destroy()
  const timer = setTimeout(cut, DISCARDED_WITHIN_MS).unref()
  raw.on('data', (chunk: Buffer) => {
    seen += chunk.length
    if (seen > MOST_DISCARDED) cut()
  })
  raw.once('close', () => clearTimeout(timer))
  raw.on('error', () => undefined)
  raw.resume()
}

/** Answers an `Expect` that is not 100-continue (RFC 9110, section 10.1.1). */
export function refuseExpectation(_raw: IncomingMessage, response: ServerResponse): void {
  const requestId = newId()
  const { status, headers, problem } = answerTo(HUB_EXPECTATION(), requestId)
  response
    .writeHead(status, { ...headers, 'x-request-id': requestId, connection: 'close' })
    .end(JSON.stringify(problem))
}

/** Answers what never became a request: broken HTTP, headers too large, a request that did not arrive in time. */
export function refuseBrokenHttp(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  // An answer that has begun cannot be followed by another.
  const answering = (socket as Socket & { _httpMessage?: { readonly headersSent: boolean } | null })._httpMessage
  if (answering?.headersSent) {
    socket.destroy()
    return
  }
  const known =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? HUB_REQUEST_TIMEOUT()
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? HUB_HEADERS_TOO_LARGE()
        : HUB_HTTP_MALFORMED('what came is not well-formed HTTP/1.1')
  const requestId = newId()
  const { status, headers, problem } = answerTo(known, requestId)
  const body = JSON.stringify(problem)
  const lines = [
    `HTTP/1.1 ${status} ${TITLES[status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'x-content-type-options: nosniff',
    'connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
