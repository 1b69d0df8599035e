import type { FastifyPluginAsync } from 'fastify'
import type { Hub } from '../bus/hub.js'

/** What a route plugin is given. `db` and `config` are the pack's to type. */
export interface RouteParts<Db = unknown, Config = unknown> {
  readonly hub: Hub
  readonly db: Db
  readonly config: Config
}

/**
 * Default export of a `*.route.ts`: HTTP that is no operation, such as the return of a browser from a bank. It has no
 * API key; what it believes is signed, or asked server to server.
 */
export type RoutePlugin<Db = unknown, Config = unknown> = FastifyPluginAsync<RouteParts<Db, Config>>
