import type { FastifyInstance } from 'fastify'

/**
 * Alive and ready apart: a hub that drains is alive, and whoever restarts it for not being ready would break its
 * promise to drain. Nor does a restart help one whose books are away. Neither needs a key; neither says more than one
 * word.
 */
export function health(app: FastifyInstance, state: () => string, booksAway: () => boolean = () => false): void {
  app.get('/health/live', { logLevel: 'warn' }, async () => ({ status: 'live' }))
  app.get('/health/ready', { logLevel: 'warn' }, async (_request, reply) => {
    const own = state()
    const status = own === 'ready' && booksAway() ? 'books-away' : own
    if (status !== 'ready') reply.code(503).header('retry-after', '1')
    return { status }
  })
}
