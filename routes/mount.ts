import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { milliseconds } from '../bus/duration.js'
import { codeOf, instructionOf } from '../bus/errors.js'
import type { Hub, SendOptions } from '../bus/hub.js'
import type { CallWatch } from '../bus/ports/watch.js'
import { answerText } from './answer.js'
import { authenticated } from './authentication.js'
import { type CallHeaders, callHeaders, checkAccept } from './call-headers.js'
import type { Caller, Clients } from './clients.js'
import { HUB_ANSWER_LATE, HUB_BODY_UNEXPECTED, HUB_DROPPED, HUB_MEDIA_TYPE, HUB_NOT_FOUND } from './errors.js'
import type { Context, Operation } from './operation.js'
import { requestOf } from './request.js'
import { allows } from './scopes.js'
import type { WebSettings } from './settings.js'
import { STATUSES } from './statuses.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for operations once the key was recognised. */
    caller: Caller | null
    /** The message that a call came to, for the log. */
    messageId: string | null
    /** Code of the problem that a call was answered with, for the log. */
    refusal: string | null
    /** Somebody who watches the call; its context is that of what the call sets going. */
    watch: CallWatch | null
  }
  interface FastifyContextConfig {
    operation?: Operation
  }
}

export interface MountParts {
  readonly hub: Hub
  readonly db: unknown
  readonly clients: Clients
  readonly settings: WebSettings
  readonly now: () => Date
  /** Throws while the hub takes no calls. */
  checkOpen(changes: boolean): void
}

/** What a run came to, before it is written as HTTP. */
interface Outcome {
  readonly status: number
  readonly text: string
  readonly said: string
  readonly messageId?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The commit that did it has accounted for it already. */
  readonly audited?: boolean
}

/** Offers an operation over REST. */
export function mount(app: FastifyInstance, operation: Operation, parts: MountParts): void {
  app.route({
    method: operation.method,
    url: operation.path.replace(/\{([^}]+)\}/g, ':$1'),
    config: { operation },
    onRequest: async (request) => {
      parts.checkOpen(operation.changes)
      request.caller = await authenticated(parts.clients, request.headers, operation.scope)
      checkAccept(request.headers.accept)
      checkBodyHeaders(request, operation)
    },
    handler: (request, reply) => answer(operation, parts, request, reply),
  })
}

function checkBodyHeaders({ headers, method }: FastifyRequest, { parts }: Operation): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw HUB_MEDIA_TYPE('a body is sent as it is, without Content-Encoding')
  const comes = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
  if (!comes) return
  if (method === 'GET' || method === 'DELETE' || method === 'HEAD') throw HUB_BODY_UNEXPECTED(method)
  if (parts.body.length > 0 && headers['content-type'] === undefined)
    throw HUB_MEDIA_TYPE('the body has no Content-Type; send Content-Type: application/json')
}

async function answer(operation: Operation, parts: MountParts, request: FastifyRequest, reply: FastifyReply) {
  const client = request.caller!
  const headers = joining(callHeaders(request.headers, operation.changes), request.watch?.traceparent)
  const url = request.raw.url!
  const at = url.indexOf('?')
  const asked = requestOf(operation, {
    path: request.params as Record<string, string>,
    query: at < 0 ? '' : url.slice(at + 1),
    body: request.body,
  })
  const context: Context = {
    hub: parts.hub,
    db: parts.db,
    client,
    allows: (scope) => allows(client.scopes, scope),
    requestId: request.id,
    now: parts.now(),
  }
  const audit = (object: string, outcome: string) =>
    parts.hub
      .audit(`client:${client.name}`, operation.name, object, outcome, { requestId: request.id })
      // What was done stays done; the call may not fail because of its account.
      .catch((error: unknown) => request.log.error({ code: codeOf(error) }, 'an audit row could not be written'))
  const carryOut = async () => {
    try {
      const outcome = await run(operation, asked, context, sendOptions(client, headers), parts.settings)
      if (operation.changes && outcome.audited !== true) await audit(outcome.messageId ?? request.id, outcome.said)
      return outcome
    } catch (error) {
      if (mayHaveChanged(operation, error)) await audit(request.id, `failed ${codeOf(error)}`)
      throw error
    }
  }
  const outcome = await inTime(carryOut(), longest(operation, parts.settings))
  request.messageId = outcome.messageId ?? null
  if (outcome.said === 'dropped') throw HUB_DROPPED(outcome.text, outcome.messageId!)
  return reply
    .code(outcome.status)
    .headers({ ...outcome.headers, 'content-type': 'application/json; charset=utf-8' })
    .send(outcome.text)
}

/** A question ends its caller's wait itself, with 202; only what hangs is cut off. */
function longest({ run }: Operation, { answerMs, askWithin }: WebSettings): number {
  return run.kind === 'ask' ? Math.max(answerMs, milliseconds(run.within ?? askWithin) + GRACE_MS) : answerMs
}
const GRACE_MS = 5_000

/** What is late goes on, and is audited when it ends; only its caller waits no longer. */
function inTime<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(HUB_ANSWER_LATE(ms)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Statuses that only this operation gives to codes. */
export function statusesOf(operation: Operation | undefined): Readonly<Record<string, number>> {
  if (operation === undefined) return {}
  return operation.run.kind === 'ask'
    ? { ...operation.problems, HUB_DROPPED: operation.run.dropped }
    : { ...operation.problems }
}

/** Whether there is anything to account for: what was refused at the door has a status of its own and changed nothing. */
function mayHaveChanged({ changes, run }: Operation, error: unknown): boolean {
  if (!changes) return false
  if (instructionOf(error).effect === 'unknown') return true
  return run.kind === 'ask' && STATUSES[codeOf(error)] === undefined
}

/** What the call sets going belongs under the call's own span, where there is one. */
function joining(headers: CallHeaders, traceparent: string | undefined): CallHeaders {
  return traceparent === undefined ? headers : { ...headers, traceparent }
}

function sendOptions(client: Caller, headers: CallHeaders): SendOptions {
  return { client: client.name, contentType: 'application/json', ...headers }
}

async function run(
  operation: Operation,
  request: unknown,
  context: Context,
  options: SendOptions,
  settings: WebSettings,
): Promise<Outcome> {
  const running = operation.run
  switch (running.kind) {
    case 'send': {
      const body = running.body === undefined ? request : running.body(request, context)
      const account = {
        actor: `client:${context.client.name}`,
        action: operation.name,
        details: { requestId: context.requestId },
      }
      const { messageId, repeated } = await context.hub.send(running.inlet, body, { ...options, account })
      const audited = !repeated && messageId !== ''
      return { ...accepted(messageId, repeated, repeated ? 'repeated' : 'accepted'), audited }
    }
    case 'ask': {
      const question = running.request === undefined ? request : running.request(request, context)
      const within = running.within ?? settings.askWithin
      const result = await context.hub.ask(running.question, question, { ...options, within })
      const { messageId } = result
      if (result.state === 'running') return accepted(messageId, false, 'running', { 'retry-after': '1' })
      if (result.state === 'dropped')
        return { status: running.dropped, text: result.reason, said: 'dropped', messageId }
      const answer = running.response === undefined ? result.answer : running.response(result.answer, request)
      return {
        status: operation.status,
        text: answerText(operation, answer),
        said: result.repeated ? 'repeated' : 'answered',
        messageId,
        headers: { 'x-message-id': messageId, ...replayed(result.repeated) },
      }
    }
    default: {
      const answer = await running.act(request, context)
      if (answer === undefined) throw HUB_NOT_FOUND(operation.name)
      return { status: operation.status, text: answerText(operation, answer), said: 'done' }
    }
  }
}

function accepted(messageId: string, repeated: boolean, said: string, more: Record<string, string> = {}): Outcome {
  return {
    status: 202,
    text: JSON.stringify({ messageId }),
    said,
    messageId,
    headers: { location: `/messages/${messageId}`, ...more, ...replayed(repeated) },
  }
}

/** Tells a caller that this was done before, under the same Idempotency-Key. */
function replayed(repeated: boolean): Readonly<Record<string, string>> {
  return repeated ? { 'idempotency-replayed': 'true' } : {}
}
