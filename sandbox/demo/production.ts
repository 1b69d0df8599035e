import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Balancer, start as startBalancer } from '../stand-ins/balancer.js'
import { type HubProcess, startHub } from './hub-process.js'
import { openServers, type Servers } from './servers.js'
import { isClosing, type Settings, type Stage } from './stage.js'
import { settingsFor, type Town } from './town.js'

const HUBS = 2

/** Several processes on MariaDB and RabbitMQ behind a balancer, whose address is the public one. */
export async function production(
  town: Town,
  returnUrls: string,
  say: (line: string) => void,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Stage> {
  say('starting MariaDB and RabbitMQ')
  const servers = await openServers(say, env)
  let balancer: Balancer
  try {
    balancer = await startBalancer()
  } catch (error) {
    await servers.close().catch(() => {})
    throw error
  }
  const common: Settings = {
    ...settingsFor(town, { port: balancer.port, returnUrls }),
    ...servers.settings,
    HUB_PUBLIC_URL: balancer.url,
    HUB_PORT: '0',
    HUB_METRICS_PORT: '0',
    HUB_LEASE: '3s',
    HUB_STAND_DOWN: '500ms',
  }
  const folders = Array.from({ length: HUBS }, (_, no) => join(town.folders.data, String(no + 1)))
  for (const folder of folders) await mkdir(folder, { recursive: true })
  const settings = folders.map((folder): Settings => ({ ...common, HUB_DATA: folder }))
  const hubs: HubProcess[] = []
  let starting: readonly Promise<void>[] = []
  let closing = false
  return {
    settings: settings[0]!,
    address: balancer.url,
    books: `a database on ${servers.database}, which is dropped when the demo ends`,
    data: folders[0]!,
    async start() {
      if (closing) throw isClosing()
      say(`starting ${HUBS} hub processes on ${servers.database} and ${servers.broker}, with a balancer before them`)
      starting = settings.map(async (own) => {
        const hub = await startHub(own)
        hubs.push(hub)
        balancer.add(hub.address)
      })
      await Promise.all(starting)
      await allReady(balancer)
    },
    trouble: () => hubs.flatMap(({ trouble }) => trouble),
    facts: async () => factsOf(servers, balancer, hubs),
    async close() {
      closing = true
      // One that starts late is not overlooked because another one failed.
      await Promise.allSettled(starting)
      await Promise.all(hubs.map((hub) => hub.stop()))
      await balancer.close()
      await servers.close()
    },
  }
}

const READY_MS = 60_000

async function allReady(balancer: Balancer): Promise<void> {
  const end = Date.now() + READY_MS
  while (balancer.ready().length < HUBS) {
    if (Date.now() > end) throw new Error(`of ${HUBS} hubs ${balancer.ready().length} are ready after ${READY_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function factsOf({ database, broker }: Servers, balancer: Balancer, hubs: readonly HubProcess[]) {
  const { backends } = balancer.figures()
  const did = hubs.map(async ({ address, metricsAddress }) => ({
    runs: metricsAddress === undefined ? 0 : await runsAt(metricsAddress),
    calls: backends.find((backend) => backend.address === address)?.requests ?? 0,
  }))
  return { database, broker, hubs: await Promise.all(did) }
}

/** How many runs of messages a process counts, whatever they came to. */
async function runsAt(metricsAddress: string): Promise<number> {
  const text = await (await fetch(`${metricsAddress}/metrics`)).text()
  return [...text.matchAll(/^dromedary_runs_total\{[^}]*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )
}
