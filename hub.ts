import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as standDown } from 'node:timers/promises'
import { openLog } from './adapters/telemetry/log.js'
import { openTelemetry } from './adapters/telemetry/telemetry.js'
import type { OpenUse } from './bus/adapter.js'
import { deliveries } from './bus/deliveries.js'
import { milliseconds } from './bus/duration.js'
import type { Hub } from './bus/hub.js'
import { bodySchemaOf } from './bus/masked.js'
import { Engine } from './bus/runtime/engine.js'
import { startClock } from './cron/clock.js'
import type { Job } from './cron/job.js'
import { everyMinute } from './cron/wake.js'
import { amqpOf } from './roof/amqp.js'
import { type Configuration, readConfiguration, refuseWrong } from './roof/configuration.js'
import { type Discovery, discover, refuseBroken } from './roof/discover.js'
import { migrationsIn } from './roof/doctor.js'
import { carryOut } from './roof/operator.js'
import { configuredTransport, openConfiguredBooks } from './roof/servers.js'
import { telemetryOf } from './roof/telemetry.js'
import { startUpkeep } from './roof/upkeep.js'
import { scopesOf } from './routes/client-commands.js'
import { type ControlServer, controlServer } from './routes/control.js'
import { METRICS_SCOPE, metricsPort } from './routes/metrics.js'
import { type WebServer, webServer } from './routes/server.js'

export const VERSION: string = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')).version

export interface HubOptions {
  readonly discovery: Discovery
  readonly configuration: Configuration
  /** Whether to open the web server and the control socket, and to take from outside sources. */
  readonly listen: boolean
  /** Whether the clock makes the runs of jobs. */
  readonly schedule: boolean
  /** false leaves every message where it is: operators' commands work on the books without starting anything. */
  readonly run?: boolean
  /** Where the log goes; standard error unless told. */
  readonly logTo?: NodeJS.WritableStream
}

export interface OpenHub {
  readonly hub: Hub
  readonly store: Hub['store']
  readonly jobs: readonly Job[]
  /** `http://127.0.0.1:8080`, when it listens. */
  readonly address?: string
  /** Where /metrics is given without a key, when a port was set for it. */
  readonly metricsAddress?: string
  /** Carries out an operator's command; `by` is `operator:<name>`. */
  carryOut(command: string, params: unknown, by: string): Promise<unknown>
  /** Drains for at most the configured time, then closes everything. */
  close(): Promise<void>
}

/** What most callers do before opening: everything under a root, and its configuration, both without a fault. */
export async function prepare(
  root: string,
  sources: Parameters<typeof readConfiguration>[0],
): Promise<Pick<HubOptions, 'discovery' | 'configuration'>> {
  const discovery = await discover(root)
  refuseBroken(discovery)
  const configuration = readConfiguration(
    sources,
    discovery.connections.map(({ handle }) => handle),
  )
  refuseWrong(configuration)
  return { discovery, configuration }
}

/**
 * Puts the floors together: books, engine, clock, web server, control socket. What was opened is closed again when a
 * later part fails. Throws HUB_BOOKS_LOCKED and what the parts throw.
 */
export async function openHub(options: HubOptions): Promise<OpenHub> {
  const { discovery, configuration, listen, schedule } = options
  const { hub: settings, dataFolder } = configuration
  const log = openLog(settings.logLevel, options.logTo)
  const say: Parameters<typeof startClock>[0]['log'] = (level, sentence, facts) => log[level](facts ?? {}, sentence)
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  const stop = async () => {
    if (listen) log.info('the hub stops: what runs may end')
    await close()
    if (listen) log.info('the hub has stopped')
  }
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 })
    const logOf: OpenUse['log'] = (level, sentence, facts = {}) => say(level, sentence, facts)
    const books = await openConfiguredBooks({
      settings,
      dataFolder,
      migrations: await migrationsIn(discovery.root),
      version: VERSION,
      log: logOf,
    })
    closing.push(() => books.close())
    const telemetry = await openTelemetry({
      log,
      say: logOf,
      version: VERSION,
      ...telemetryOf(settings, listen),
    })
    closing.push(() => telemetry.close())
    const self = books.store.seats?.self
    const transport = self === undefined ? undefined : configuredTransport(settings, self, logOf)
    const amqp = amqpOf(discovery, settings)
    const flows = [...discovery.flows.map(({ thing }) => thing), ...amqp.flows]
    const engine = new Engine({
      store: books.store,
      flows,
      connections: [
        ...discovery.connections.filter(({ usedBy }) => usedBy.length > 0).map(({ handle }) => handle),
        ...amqp.connections,
      ],
      optionsOf: (connection) => amqp.optionsOf(connection) ?? configuration.optionsOf(connection),
      limitsOf: (connection) => configuration.limitsOf(connection),
      open: { dataFolder, books: books.read(), log: logOf },
      ...(transport && { transport }),
      leaseMs: milliseconds(settings.lease),
      backlogLimit: settings.backlogLimit,
      concurrency: settings.concurrency,
      onceKeepMs: milliseconds(settings.onceKeep),
      deadlineMs: milliseconds(settings.readDeadline),
      askMs: milliseconds(settings.askWithin),
      watch: telemetry.watch,
    })
    closing.push(() => engine.close(milliseconds(settings.drain)))
    telemetry.metrics?.look(engine)
    const jobs = discovery.jobs.map(({ thing }) => thing)
    let web: WebServer | undefined
    let control: ControlServer | undefined
    let address: string | undefined
    let metricsAddress: string | undefined
    if (listen) {
      web = await webServer({
        hub: engine,
        operations: discovery.operations.map(({ thing }) => thing),
        routes: discovery.routes.map(({ thing }) => thing) as never,
        db: books.read(),
        config: configuration,
        version: VERSION,
        log: log as never,
        watch: telemetry.watch,
        booksAway: () => engine.membership?.isMember === false,
        ...(telemetry.metrics && { metrics: telemetry.metrics }),
        settings: {
          bodyBytes: settings.bodyBytes,
          requestMs: milliseconds(settings.requestTime),
          answerMs: milliseconds(settings.answerTime),
          connections: settings.maxConnections,
          askWithin: settings.askWithin as '10s',
          docs: settings.docs,
        },
      })
      const server = web
      closing.push(async () => {
        server.state = 'leaving'
        await standDown(milliseconds(settings.standDown))
        await server.close()
      })
      address = await web.listen({ host: settings.host, port: settings.port })
      if (telemetry.metrics && settings.metricsPort !== undefined) {
        const metrics = await metricsPort(telemetry.metrics, settings.metricsPort)
        metricsAddress = metrics.address
        closing.push(() => metrics.close())
      }
    }
    if (options.run !== false) await engine.start()
    const schemas = new Map([...flows, ...deliveries(flows)].map((flow) => [flow.id, bodySchemaOf(flow)]))
    const operated = {
      hub: engine,
      flows: [...schemas.keys()],
      schemaOf: (flow: string) => schemas.get(flow),
      jobs,
      scopes: [...scopesOf(discovery.operations.map(({ thing }) => thing)), METRICS_SCOPE],
      now: () => new Date(),
      clientsChanged: () => web?.clients.changed(),
    }
    const operate: OpenHub['carryOut'] = (command, params, by) => carryOut(command, params, { ...operated, by })
    if (listen) {
      control = await controlServer({ dataFolder, carryOut: operate })
      const socket = control
      closing.push(() => socket.close())
      engine.listen()
      const taking = amqp.incoming(engine, self ?? VERSION, logOf)
      if (taking !== undefined) {
        await taking.open()
        closing.push(() => taking.close())
      }
    }
    if (listen) {
      const upkeep = startUpkeep({ store: books.store, now: Date.now, log: say, isMine: () => engine.isFirst })
      closing.push(() => upkeep.stop())
    }
    if (schedule) {
      const clock = startClock({ hub: engine, jobs, wake: everyMinute, now: () => new Date(), log: say })
      closing.push(() => clock.stop())
    }
    if (web !== undefined) web.state = 'ready'
    if (address !== undefined)
      log.info({ address, ...(metricsAddress && { metricsAddress }), dataFolder, version: VERSION }, 'the hub is ready')
    return {
      hub: engine,
      store: books.store,
      jobs,
      ...(address === undefined ? {} : { address }),
      ...(metricsAddress === undefined ? {} : { metricsAddress }),
      carryOut: operate,
      close: stop,
    }
  } catch (error) {
    await close()
    throw error
  }
}
