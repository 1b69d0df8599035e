import type { TSchema } from 'typebox'
import type { Duration } from '../bus/duration.js'
import type { Books, Inlet, Question, Schema } from '../bus/ends.js'
import type { Hub } from '../bus/hub.js'
import { Accepted } from '../schemas/hub/accepted.js'
import type { Caller } from './clients.js'
import { checkedDeclaration, type Parts } from './declaration.js'
import type { Scope } from './scopes.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a function of an operation is told besides the request. `db` reads the registers; it is not for writing. */
export interface Context<Db = unknown> {
  readonly hub: Hub
  readonly db: Db
  readonly client: Caller
  /** Whether the caller may do more than the operation itself asks for. */
  allows(scope: Scope): boolean
  readonly requestId: string
  readonly now: Date
}

declare const takesMark: unique symbol
declare const givesMark: unique symbol

/** What an operation runs, made by `ask`, `send`, `read` or `command`. */
export interface Run<Request, Response> {
  readonly kind: 'ask' | 'send' | 'read' | 'command'
  readonly [takesMark]: (request: Request) => void
  readonly [givesMark]: Response
}
export interface SendRun<Request> extends Run<Request, Accepted> {
  readonly kind: 'send'
}

/** The run-time face of what an operation runs. */
export type Running =
  | {
      readonly kind: 'ask'
      readonly question: Question<unknown, unknown>
      readonly within?: Duration
      readonly dropped: 409 | 422
      request?(request: unknown, context: Context): unknown
      response?(answer: unknown, request: unknown): unknown
    }
  | { readonly kind: 'send'; readonly inlet: Inlet<unknown>; body?(request: unknown, context: Context): unknown }
  | { readonly kind: 'read' | 'command'; act(request: unknown, context: Context): Promise<unknown> }

interface AskOptions {
  /** How long the caller is kept waiting; then it gets 202 and can ask for the fate. The hub's own setting unless told. */
  readonly within?: Duration
  /** Status of the problem when the flow drops the request; its reason is the detail. 409 unless told. */
  readonly dropped?: 409 | 422
}
interface AskMaps<Request, Response, Asked, Answer> extends AskOptions {
  readonly request: (request: Request, context: Context) => Asked
  readonly response: (answer: Answer, request: Request) => Response
}

// The compiler cannot carry the request's type from `request` into a function inside `run`: functions given to the four
// makers below name the type of their first parameter.

/** Asks a question and answers with its answer: 200, or the operation's own status. Not ready in time: 202 with the message. */
export function ask<Asked, Answer>(question: Question<Asked, Answer>, options?: AskOptions): Run<Asked, Answer>
export function ask<Asked, Answer, Request, Response>(
  question: Question<Asked, Answer>,
  options: AskMaps<Request, Response, Asked, Answer>,
): Run<Request, Response>
export function ask(question: unknown, options: AskOptions = {}): unknown {
  return Object.freeze({ dropped: 409, ...options, kind: 'ask', question })
}

/** Sends to a channel, topic or signal and answers 202 with the message's id, when it is durable. */
export function send<Body>(inlet: Inlet<Body>): SendRun<Body>
export function send<Body, Request>(
  inlet: Inlet<Body>,
  body: (request: Request, context: Context) => Body,
): SendRun<Request>
export function send(inlet: unknown, body?: unknown): unknown {
  return Object.freeze({ kind: 'send', inlet, ...(body === undefined ? {} : { body }) })
}

type Act<Db, Request, Response> = (request: Request, context: Context<Db>) => Promise<Response | undefined>

/**
 * Reads and answers; `undefined` answers 404. The type of `db` comes from the books given first, or from the type of
 * the context: `read(async (request: OrderQuery, { db }: Context<Kysely<Tables>>) => …)`.
 */
export function read<Db, Request, Response>(books: Books<Db>, act: Act<Db, Request, Response>): Run<Request, Response>
export function read<Request, Response, Db = unknown>(act: Act<Db, Request, Response>): Run<Request, Response>
export function read(first: unknown, second?: unknown): unknown {
  return Object.freeze({ kind: 'read', act: second ?? first })
}

/**
 * Changes something that no flow changes, such as replaying a dead letter. It has no idempotency key and no recovery of
 * its own: whatever creates or pays belongs into a flow, behind `ask` or `send`. `undefined` answers 404.
 */
export function command<Request, Response, Db = unknown>(act: Act<Db, Request, Response>): Run<Request, Response> {
  return Object.freeze({ kind: 'command', act }) as unknown as Run<Request, Response>
}

interface Said {
  /** `<pack>/<file>`: the same as the file's place, and the operationId of the documents. */
  readonly name: string
  /** One line, for people who choose an operation. */
  readonly summary: string
  /** CommonMark. */
  readonly description?: string
  readonly method: Method
  /** Parts in braces are properties of the request: `/study-fees/orders/{orderId}`. */
  readonly path: `/${string}`
  /** What a caller needs; `any client` when a key alone is enough. */
  readonly scope: Scope | 'any client'
  /** Scopes that the operation itself asks about with `allows`, so that clients can be given them. */
  readonly moreScopes?: readonly Scope[]
  /** 201 for what creates something. */
  readonly status?: 200 | 201
  /** Statuses for the codes of the pack's own errors, thrown by `read`, `command` or a question: `{ HUB_ORDER_UNKNOWN: 404 }`. */
  readonly problems?: Readonly<Record<`HUB_${string}`, 400 | 403 | 404 | 409 | 410 | 422 | 429 | 503>>
}
interface Spec<Request, Response> extends Said {
  /** One flat object: path, query and body together, and the body of a SOAP request. Closed: `additionalProperties: false`. */
  readonly request: Schema<Request>
  readonly response: Schema<Response>
  readonly run: Run<NoInfer<Request>, NoInfer<Response>>
}
interface SendSpec<Request> extends Said {
  readonly request: Schema<Request>
  readonly response?: undefined
  readonly run: SendRun<NoInfer<Request>>
}

/** One web-service function offered to other applications, as the hub mounts it. */
export interface Operation extends Omit<Said, 'status'> {
  readonly kind: 'operation'
  readonly status: number
  readonly request: TSchema
  readonly response: TSchema
  readonly run: Running
  /** Whether a call changes something: such calls are audited and take an Idempotency-Key. */
  readonly changes: boolean
  readonly parts: Parts
}

/**
 * Declares an operation; the default export of a `*.operation.ts`. Throws HUB_OPERATION for what could not be mounted
 * over REST and SOAP alike.
 */
export function operation<Request>(spec: SendSpec<Request>): Operation
export function operation<Request, Response>(spec: Spec<Request, Response>): Operation
export function operation(given: unknown): Operation {
  const spec = given as Spec<never, never> & { readonly response?: unknown }
  const run = spec.run as unknown as Running
  const declared = {
    ...spec,
    kind: 'operation' as const,
    status: run.kind === 'send' ? 202 : (spec.status ?? 200),
    request: spec.request as TSchema,
    response: (spec.response ?? Accepted) as TSchema,
    run,
    changes: run.kind !== 'read',
  }
  return Object.freeze({ ...declared, parts: checkedDeclaration(declared) })
}

export function isOperation(thing: unknown): thing is Operation {
  return (thing as Partial<Operation> | null)?.kind === 'operation'
}
