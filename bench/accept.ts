import { newId } from '../bus/ids.js'
import { authenticated } from '../routes/authentication.js'
import { addClient, Clients } from '../routes/clients.js'
import { operation, send } from '../routes/operation.js'
import type { RoutePlugin } from '../routes/plugin.js'
import { webServer } from '../routes/server.js'
import { benchFolder, benchHub } from './hub.js'
import type { LoadOptions, LoadResult } from './load.js'
import { cpuMeter } from './measure.js'
import { inItsOwnProcess } from './part.js'
import { ledgerOf, Order, orders, taker, threeSteps } from './shop.js'

export interface AcceptOptions {
  readonly seconds: number
  readonly warmSeconds: number
  readonly rounds: number
  readonly connections: number
}

export interface AcceptRound {
  readonly accept: LoadResult
  readonly limit: LoadResult
  /** Share of one core that the server took, in each. */
  readonly acceptServerCpu: number
  readonly limitServerCpu: number
  readonly unitsPerCommit: number
}

const SCOPE = 'bench:orders:send'
const LIMIT_PATH = '/bench/limit'

const sendOrder = operation({
  name: 'bench/send-order',
  summary: 'Takes an order.',
  method: 'POST',
  path: '/bench/orders',
  scope: SCOPE,
  request: Order,
  run: send(orders),
})

/** The limit: a route of the same server with the same key and schema, which stores nothing. */
function storesNothing(clients: Clients): RoutePlugin<never, never> {
  return async (app) => {
    app.post(
      LIMIT_PATH,
      {
        schema: { body: Order },
        onRequest: async ({ headers }) => {
          await authenticated(clients, headers, SCOPE)
        },
      },
      async (_request, reply) => reply.code(202).send({ messageId: newId() }),
    )
  }
}

/**
 * Durable accept over HTTP with the flow paused, and the limit beside it, in turn on one server; the load comes from
 * another process. The server logs nothing in either.
 */
export async function part({ seconds, warmSeconds, rounds, connections }: AcceptOptions): Promise<AcceptRound[]> {
  const { folder, remove } = benchFolder()
  const hub = await benchHub(folder, [threeSteps(ledgerOf(() => {})), taker], { backlogLimit: 100_000_000 })
  await hub.engine.pause('bench/settle', 'operator:bench')
  const clients = new Clients(hub.books.store)
  const { key } = await addClient(hub.books.store, {
    name: 'portal',
    scopes: [SCOPE],
    known: [SCOPE],
    now: Date.now(),
  })
  const server = await webServer({
    hub: hub.engine,
    operations: [sendOrder],
    routes: [storesNothing(clients)],
    version: '0.0.0',
    clients,
    settings: { docs: false },
  })
  server.state = 'ready'
  const port = Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port)
  let from = 0
  const cpu = cpuMeter()
  const under = async (path: string, warm: number) => {
    const options: LoadOptions = { port, path, key, connections, seconds, warmSeconds: warm, from }
    cpu()
    const result = await inItsOwnProcess<LoadResult>('load', options)
    from += result.answered
    return { result, cpu: cpu() }
  }
  const all: AcceptRound[] = []
  for (let n = 0; n < rounds; n++) {
    const limit = await under(LIMIT_PATH, warmSeconds)
    const { units, commits } = hub.commits
    const accept = await under('/bench/orders', warmSeconds)
    all.push({
      accept: accept.result,
      limit: limit.result,
      acceptServerCpu: accept.cpu,
      limitServerCpu: limit.cpu,
      unitsPerCommit: Math.round(((hub.commits.units - units) / (hub.commits.commits - commits)) * 10) / 10,
    })
  }
  await server.close()
  await hub.close()
  remove()
  return all
}
