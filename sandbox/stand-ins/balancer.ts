import { once } from 'node:events'
import {
  Agent,
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as requestTo,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { controlled, Faults, serve } from './web.js'

/*
 * An HTTP balancer as operators put before several hubs (HAProxy, nginx, a cloud's own): it asks each backend whether it is
 * ready, gives requests in turn to those that are, and passes requests and answers through as they come. A request of
 * which a backend may have seen a byte is never sent to another one.
 */

export const faultNames = [
  /** Answers 503 itself. */
  'refuse',
  /** Waits `delayMs` before it passes a request on. */
  'delay',
  /** Cuts the client's line before anything was passed on. */
  'drop',
  /** Lets the backend do the work and cuts the client's line instead of passing the answer on. */
  'drop-answer',
  /** Passes the head and the first piece of the answer on, and cuts the line. */
  'half',
  /** Gives a request to a backend that said it is not ready, if there is one. */
  'unready',
] as const
export type BalancerFault = (typeof faultNames)[number]

export interface BalancerOptions {
  /** Port to listen on; a free one unless told. */
  readonly port?: number
  /** Addresses such as http://127.0.0.1:8080. */
  readonly backends?: readonly string[]
  /** Milliseconds between two looks at a backend; 100 unless told. */
  readonly everyMs?: number
  /** A backend that does not answer a look within this many milliseconds is not ready; 2,000 unless told. */
  readonly lookMs?: number
  /** How long a backend may take to begin its answer, in milliseconds, before the client gets 504; 120,000 unless told. */
  readonly answerMs?: number
  readonly delayMs?: number
  readonly faults?: Partial<Record<BalancerFault, number>>
}

/** What a balancer knows of one backend. */
export interface BackendFigures {
  readonly address: string
  readonly ready: boolean
  /** Requests of which it has got at least the head. */
  readonly requests: number
  /** Answers of 502 or 503 that it gave itself and that were passed on. */
  readonly refusals: number
  /** Requests it began and did not answer: the client got 502 or 504, or its line was cut in the middle. */
  readonly failures: number
  /** Requests that have no answer yet. */
  readonly open: number
}

export interface Balancer {
  readonly url: string
  readonly port: number
  /** Where commands are taken: POST <control>/control/faults|add|remove|figures with a JSON body. */
  readonly control: string
  readonly faults: Faults<BalancerFault>
  add(address: string): void
  /** No new request goes there; those that are open may end. */
  remove(address: string): void
  /** Addresses of those that are ready. */
  ready(): readonly string[]
  figures(): {
    readonly requests: number
    /** Requests that nobody was ready for: the client got 503. */
    readonly refused: number
    readonly backends: readonly BackendFigures[]
  }
  close(): Promise<void>
}

/** Fields of one line, which are not passed on: RFC 9110, 7.6.1. The other side is told nothing of ours. */
const HOP_BY_HOP = new Set(
  'connection keep-alive proxy-connection te transfer-encoding upgrade expect proxy-authenticate proxy-authorization'.split(
    ' ',
  ),
)
/** Longer than any client keeps an idle line, so that none is closed just when a request is under way on it. */
const KEEP_ALIVE_MS = 120_000

class Backend {
  readonly address: string
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
  isReady = false
  requests = 0
  refusals = 0
  failures = 0
  open = 0
  private timer: NodeJS.Timeout | undefined
  private stopped = false
  private readonly everyMs: number
  private readonly lookMs: number

  constructor(address: string, everyMs: number, lookMs: number) {
    this.address = address
    this.everyMs = everyMs
    this.lookMs = lookMs
    void this.look()
  }

  private async look(): Promise<void> {
    const status = await this.asked()
    if (this.stopped) return
    this.isReady = status === 200
    this.timer = setTimeout(() => void this.look(), this.everyMs)
    this.timer.unref()
  }

  /** Status of /health/ready, or undefined without an answer. On a line of its own: idle lines may be dead. */
  private asked(): Promise<number | undefined> {
    return new Promise((resolve) => {
      const asking = requestTo(`${this.address}/health/ready`, { agent: false }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asking.setTimeout(this.lookMs, () => asking.destroy())
      asking.on('error', () => resolve(undefined))
      asking.on('close', () => resolve(undefined))
      asking.end()
    })
  }

  /** Nobody listens there, whatever the last look said. */
  isGone(): void {
    this.isReady = false
  }

  stop(): void {
    this.stopped = true
    this.isReady = false
    clearTimeout(this.timer)
    if (this.open === 0) this.agent.destroy()
  }

  figures(): BackendFigures {
    const { address, isReady: ready, requests, refusals, failures, open } = this
    return { address, ready, requests, refusals, failures, open }
  }
}

function passedOn(raw: readonly string[], connection: string | undefined): string[] {
  const named = new Set((connection ?? '').toLowerCase().split(/\s*,\s*/))
  const passed: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase()
    if (!HOP_BY_HOP.has(name) && !named.has(name)) passed.push(raw[at]!, raw[at + 1]!)
  }
  return passed
}

/** Starts a balancer on a port of 127.0.0.1. It answers 503 until a backend is ready. */
export async function start(options: BalancerOptions = {}): Promise<Balancer> {
  const { everyMs = 100, lookMs = 2_000, answerMs = 120_000 } = options
  let { delayMs = 200 } = options
  const faults = new Faults<BalancerFault>(faultNames, options.faults)
  const backends: Backend[] = []
  let requests = 0
  let refused = 0
  let turn = 0

  const add = (address: string) => {
    const own = new URL(address).origin
    if (!backends.some((backend) => backend.address === own)) backends.push(new Backend(own, everyMs, lookMs))
  }
  const remove = (address: string) => {
    const at = backends.findIndex((backend) => backend.address === new URL(address).origin)
    if (at >= 0) backends.splice(at, 1)[0]!.stop()
  }
  const nextOf = (tried: ReadonlySet<Backend>): Backend | undefined => {
    const wanted = faults.take('unready') ? backends.filter(({ isReady }) => !isReady) : []
    const ready = wanted.length > 0 ? wanted : backends.filter(({ isReady }) => isReady)
    const free = ready.filter((backend) => !tried.has(backend))
    return free[turn++ % (free.length || 1)]
  }
  const say = (outgoing: ServerResponse, status: number, sentence: string) => {
    if (outgoing.headersSent) return void outgoing.destroy()
    const body = `${JSON.stringify({ title: 'the balancer', status, detail: sentence })}\n`
    outgoing.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end(body)
  }

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    requests++
    if (faults.take('delay')) await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
    if (faults.take('drop')) return void incoming.socket.destroy()
    const tried = new Set<Backend>()
    for (;;) {
      const backend = faults.take('refuse') ? undefined : nextOf(tried)
      if (backend === undefined) {
        refused++
        incoming.resume()
        return say(outgoing, 503, 'nobody is ready')
      }
      tried.add(backend)
      const asking = requestOf(backend, incoming)
      if (await linked(asking)) return pass(backend, asking, incoming, outgoing)
      backend.isGone()
      if (outgoing.destroyed) return
    }
  }

  const pass = async (
    backend: Backend,
    asking: ClientRequest,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> => {
    backend.requests++
    backend.open++
    let late = false
    asking.setTimeout(answerMs, () => {
      late = true
      asking.destroy()
    })
    // A client that has gone wants no answer.
    outgoing.on('close', () => asking.destroy())
    try {
      const came = once(asking, 'response')
      // A backend may answer before it has read the whole body.
      const sent = pipeline(incoming, asking).catch(() => {})
      const [answer] = (await came) as [IncomingMessage]
      if (answer.statusCode === 502 || answer.statusCode === 503) backend.refusals++
      if (faults.take('drop-answer')) return void outgoing.destroy()
      outgoing.sendDate = false
      outgoing.writeHead(
        answer.statusCode!,
        answer.statusMessage,
        passedOn(answer.rawHeaders, answer.headers.connection),
      )
      if (faults.take('half')) {
        const [piece] = (await once(answer, 'data')) as [Buffer]
        return void outgoing.write(piece.subarray(0, Math.ceil(piece.length / 2)), () => outgoing.destroy())
      }
      await pipeline(answer, outgoing)
      await sent
    } catch {
      if (!incoming.socket.destroyed) backend.failures++
      say(outgoing, late ? 504 : 502, `${backend.address} did not answer`)
    } finally {
      backend.open--
    }
  }

  const lines = new Set<Duplex>()
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => say(outgoing, 502, String(error)))
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.requestTimeout = 0
  server.on('connection', (line) => {
    lines.add(line)
    line.on('close', () => lines.delete(line))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const figures = () => ({ requests, refused, backends: backends.map((backend) => backend.figures()) })
  const control = await serve(async (request) => {
    const commands = {
      faults: ({ delayMs: given, ...rest }: Partial<Record<BalancerFault, number>> & { delayMs?: number }) => {
        delayMs = given ?? delayMs
        faults.set(rest as Partial<Record<BalancerFault, number>>)
      },
      add: ({ address }: { address: string }) => add(address),
      remove: ({ address }: { address: string }) => remove(address),
      figures,
    }
    return (await controlled(request, commands)) ?? { status: 404, body: 'POST /control/…' }
  })
  for (const address of options.backends ?? []) add(address)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    control: control.url,
    faults,
    add,
    remove,
    ready: () => backends.filter(({ isReady }) => isReady).map(({ address }) => address),
    figures,
    async close() {
      for (const backend of backends) backend.stop()
      await control.close()
      const closed = new Promise((resolve) => server.close(resolve))
      for (const line of lines) line.destroy()
      await closed
      for (const backend of backends) backend.agent.destroy()
    },
  }
}

/** The same request to a backend. Nothing is sent before its body is written or ended. */
function requestOf({ address, agent }: Backend, { method, url, rawHeaders, headers }: IncomingMessage): ClientRequest {
  const asking = requestTo(address + url!, { agent, method: method!, setHost: false })
  const fields = passedOn(rawHeaders, headers.connection)
  for (let at = 0; at < fields.length; at += 2) asking.appendHeader(fields[at]!, fields[at + 1]!)
  if (headers['transfer-encoding'] !== undefined) asking.setHeader('transfer-encoding', 'chunked')
  return asking
}

/** Whether a line to the backend stands; nothing has been sent on it yet. */
function linked(asking: ClientRequest): Promise<boolean> {
  return new Promise((resolve) => {
    asking.once('socket', (socket) => {
      if (!socket.connecting) return resolve(true)
      socket.once('connect', () => resolve(true))
      return undefined
    })
    // Stays: an error after this is told by what waits for the answer.
    asking.on('error', () => resolve(false))
  })
}
