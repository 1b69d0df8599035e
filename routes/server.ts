import type { AddressInfo } from 'node:net'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, fastify, LogController } from 'fastify'
import type { Hub } from '../bus/hub.js'
import { newId } from '../bus/ids.js'
import type { Watch } from '../bus/ports/watch.js'
import { requestIdIn, traceparentIn } from './call-headers.js'
import { Clients } from './clients.js'
import { HUB_ADDRESS_UNKNOWN, HUB_METHOD, HUB_OPERATION_TWICE, HUB_STARTING, HUB_STOPPING } from './errors.js'
import { answerWithProblem, refuseBrokenHttp, refuseExpectation } from './failures.js'
import { health } from './health.js'
import { jsonBodies } from './json-parser.js'
import { safeLog } from './log.js'
import { type Figures, metrics } from './metrics.js'
import { mount } from './mount.js'
import { methodsAt, type Offered } from './offered.js'
import { openapiDocument } from './openapi.js'
import type { Operation } from './operation.js'
import type { RoutePlugin } from './plugin.js'
import { WEB_DEFAULTS, type WebSettings } from './settings.js'

/**
 * What the hub says of itself: `starting` and `draining` take no calls that change something; `leaving` takes all, so that
 * nobody is refused while a balancer turns away.
 */
export type WebState = 'starting' | 'ready' | 'leaving' | 'draining'

export interface WebServerParts {
  readonly hub: Hub
  readonly operations: readonly Operation[]
  /** Plugins of `*.route.ts` files. */
  readonly routes?: readonly RoutePlugin<never, never>[]
  /** Reads the registers; given to operations and plugins. */
  readonly db?: unknown
  /** The hub's configuration, given to plugins. */
  readonly config?: unknown
  readonly settings?: Partial<WebSettings>
  readonly version: string
  /** A pino logger, or what looks like one; without it nothing is logged. */
  readonly log?: FastifyBaseLogger
  readonly clients?: Clients
  /** Told of each call. */
  readonly watch?: Pick<Watch, 'call'>
  /** Whether the books were not reached for so long that a balancer should send nothing here; never, unless told. */
  readonly booksAway?: () => boolean
  /** What GET /metrics gives; without it there is no such address. */
  readonly metrics?: Figures
  readonly now?: () => Date
}

export interface WebServer {
  readonly app: FastifyInstance
  /** Tell it what changes through the control socket, so that it counts at once. */
  readonly clients: Clients
  state: WebState
  /** Listens and resolves with its own address, `http://127.0.0.1:8080`. Port 0 takes a free one. */
  listen(where: { readonly host: string; readonly port: number }): Promise<string>
  /** Takes no new connections, lets running calls end, and closes. */
  close(): Promise<void>
}

const SECURITY_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
})

/**
 * The web floor of a hub: operations, route plugins, health, documents. It begins in state `starting`. Throws
 * HUB_OPERATION_TWICE for two operations of one name or of one method and path.
 */
export async function webServer(parts: WebServerParts): Promise<WebServer> {
  refuseTwice(parts.operations)
  const settings: WebSettings = { ...WEB_DEFAULTS, ...parts.settings }
  const clients = parts.clients ?? new Clients(parts.hub.store)
  const log = parts.log === undefined ? undefined : safeLog(parts.log)
  const app = newApp(settings, log)
  const server: WebServer = {
    app,
    clients,
    state: 'starting',
    async listen({ host, port }) {
      await app.listen({ host, port })
      const { address, family, port: own } = app.server.address() as AddressInfo
      return `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`
    },
    async close() {
      server.state = 'draining'
      await app.close()
    },
  }

  const offered: Offered[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) offered.push({ method: each, url })
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('messageId', null)
  app.decorateRequest('refusal', null)
  app.decorateRequest('watch', null)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS).header('x-request-id', request.id)
    request.watch = watched(parts.watch, request)
  })
  // A connection that is kept alive would keep the hub from ending for as long.
  app.addHook('onSend', async (_request, reply) => {
    if (server.state === 'leaving' || server.state === 'draining') reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => {
    const { config, url } = request.routeOptions
    request.watch?.ended?.({
      status: reply.statusCode,
      ms: reply.elapsedTime,
      ...(request.messageId === null ? {} : { messageId: request.messageId }),
      ...(request.refusal === null ? {} : { code: request.refusal }),
    })
    request.log.info(
      {
        method: request.method,
        // The pattern, not the address: what stands in addresses may concern persons.
        route: url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(request.caller === null ? {} : { client: request.caller.name }),
        ...(config.operation === undefined ? {} : { operation: config.operation.name }),
        ...(request.messageId === null ? {} : { messageId: request.messageId }),
        ...(request.refusal === null ? {} : { code: request.refusal }),
      },
      'call answered',
    )
  })
  app.setErrorHandler((error, request, reply) => answerWithProblem(error, request, reply, settings))
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(offered, request.raw.url!)
    const error = allowed.length === 0 ? HUB_ADDRESS_UNKNOWN() : HUB_METHOD(request.method, allowed)
    return answerWithProblem(error, request, reply, settings)
  })
  jsonBodies(app)
  health(app, () => server.state, parts.booksAway)
  if (parts.metrics) metrics(app, clients, parts.metrics)
  if (settings.docs) await documents(app, parts)
  const mounting = {
    hub: parts.hub,
    db: parts.db,
    clients,
    settings,
    now: parts.now ?? (() => new Date()),
    checkOpen(changes: boolean) {
      if (server.state === 'starting') throw HUB_STARTING()
      if (server.state === 'draining' && changes) throw HUB_STOPPING()
    },
  }
  // Within a plugin, so that the hooks above are sure to be on every route.
  await app.register(async (own) => {
    for (const operation of parts.operations) mount(own, operation, mounting)
  })
  const given = { hub: parts.hub, db: parts.db, config: parts.config }
  for (const route of parts.routes ?? []) await app.register(route as unknown as RoutePlugin, given)
  await app.ready()
  return server
}

/** Who polls the hub's health and figures is not watched: that would be most of what is seen. */
function watched(watch: Pick<Watch, 'call'> | undefined, { method, headers, routeOptions }: FastifyRequest) {
  const { url: route = 'none', config, logLevel } = routeOptions
  if (watch?.call === undefined || logLevel === 'warn') return null
  const traceparent = traceparentIn(headers)
  const operation = config.operation?.name ?? route
  try {
    return watch.call({ method, route, operation, ...(traceparent && { traceparent }) }) ?? null
  } catch {
    return null
  }
}

function newApp(settings: WebSettings, log: FastifyBaseLogger | undefined): FastifyInstance {
  const app = fastify({
    ...(log === undefined ? { logger: false } : { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: settings.bodyBytes,
    requestTimeout: settings.requestMs,
    keepAliveTimeout: settings.keepAliveMs,
    http: {
      headersTimeout: Math.min(settings.headersMs, settings.requestMs),
      connectionsCheckingInterval: settings.lookAtConnectionsMs,
    },
    routerOptions: { maxParamLength: settings.pathPart },
    // The state `draining` answers with a problem instead.
    return503OnClosing: false,
    genReqId: (raw) => requestIdIn(raw.headers) ?? newId(),
    clientErrorHandler: refuseBrokenHttp,
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS).header('x-request-id', request.id)
      answerWithProblem(error, request, reply, settings)
    },
    // Requests and answers are judged by the operations' own schemas, in routes/request.ts and routes/answer.ts.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  }) as unknown as FastifyInstance
  app.server.maxConnections = settings.connections
  // Without this a caller with a large body would be told to go on before anybody looked at its length.
  app.server.on('checkContinue', (request, response) => {
    if (!(Number(request.headers['content-length']) > settings.bodyBytes)) response.writeContinue()
    app.server.emit('request', request, response)
  })
  app.server.on('checkExpectation', refuseExpectation)
  return app
}

async function documents(app: FastifyInstance, parts: WebServerParts): Promise<void> {
  const document = openapiDocument(parts.operations, { version: parts.version })
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { deepLinking: true, displayOperationId: true },
    logLevel: 'warn',
  })
}

function refuseTwice(operations: readonly Operation[]): void {
  const seen = new Map<string, string>()
  for (const { name, method, path } of operations)
    for (const what of [`operation ${name}`, `${method} ${path.replace(/\{[^}]+\}/g, '{}')}`]) {
      const first = seen.get(what)
      if (first !== undefined) throw HUB_OPERATION_TWICE(what, first, name)
      seen.set(what, name)
    }
}
