import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { authenticated } from './authentication.js'
import type { Clients } from './clients.js'
import type { Scope } from './scopes.js'

/** Figures as a scraper reads them. */
export interface Figures {
  readonly contentType: string
  text(): Promise<string>
}

/** What a scraper's key must allow. */
export const METRICS_SCOPE: Scope = 'hub:metrics:read'

/** GET /metrics for a scraper with a key of the hub. */
export function metrics(app: FastifyInstance, clients: Clients, figures: Figures): void {
  app.get('/metrics', { logLevel: 'warn' }, async (request, reply) => {
    request.caller = await authenticated(clients, request.headers, METRICS_SCOPE)
    reply.header('content-type', figures.contentType)
    return figures.text()
  })
}

/**
 * GET /metrics without a key on 127.0.0.1, for a scraper on this machine. A page in a browser that reaches it under a name
 * of its own is refused.
 */
export async function metricsPort(figures: Figures, port: number) {
  const server = createServer((request, response) => {
    const say = (status: number, text: string, contentType = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text)
    if (!LOOPBACK.test(request.headers.host ?? '')) return say(403, 'only for scrapers on this machine\n')
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') return say(404, 'GET /metrics\n')
    return figures.text().then(
      (text) => say(200, text, figures.contentType),
      () => say(500, 'the figures could not be read\n'),
    )
  })
  server.requestTimeout = 5_000
  server.maxConnections = 20
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: own } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${own}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
const LOOPBACK = /^(localhost|127\.0\.0\.1)(:\d+)?$/i
