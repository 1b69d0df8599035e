import type { FastifyInstance } from 'fastify'

/**
 * Alive and ready apart: a hub that drains is alive, and whoever restarts it for not being ready would break its
 * promise to drain. Neither needs a key; neither says more than one word.
 */
export function health(app: FastifyInstance, state: () => string): void {
  app.get('/health/live', { logLevel: 'warn' }, async () => ({ status: 'live' }))
  app.get('/health/ready', { logLevel: 'warn' }, async (_request, reply) => {
    const status = state()
    if (status !== 'ready') reply.code(503).header('retry-after', '1')
    return { status }
  })
}
